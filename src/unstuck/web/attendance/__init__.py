"""Sessions with clients: on which day, whether they came, and how. Missed ones are counted from these."""
