"""Pages of the overview, and of meetings with a supervisor."""
