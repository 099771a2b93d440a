"""Plans: goals in the client's words, what was agreed, and which way of working was used from when to when, and why."""
