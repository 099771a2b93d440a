"""The pages of files of scores, in words."""
