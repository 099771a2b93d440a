"""A log of one's own hours, and notes."""
