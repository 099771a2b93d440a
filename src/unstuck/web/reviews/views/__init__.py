"""The pages of reviews and endings."""
