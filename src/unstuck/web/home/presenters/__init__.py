"""Rows of the rooms below, put into words, colours and charts."""
