"""Files of scores: read, matched with clients, previewed, saved (all of it or nothing), and undone."""
