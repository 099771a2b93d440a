"""Charts and self-contained reports."""
