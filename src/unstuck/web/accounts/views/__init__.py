"""Pages about people, the record and one's own account."""
