"""The only writers of reviews and closings."""
