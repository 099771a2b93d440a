"""Files of scores: read, matched with clients, previewed, saved whole or not at all, and undone."""
