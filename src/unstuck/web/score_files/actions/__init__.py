"""The only writers of files of scores."""
