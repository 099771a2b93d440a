"""The only writers of transfers."""
