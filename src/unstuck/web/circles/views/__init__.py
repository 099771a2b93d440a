"""Pages about other agencies."""
