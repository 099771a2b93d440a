"""The fonts of letters, and how they were made."""
