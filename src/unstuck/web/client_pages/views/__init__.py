"""The client's own page, and what their worker sees of it."""
