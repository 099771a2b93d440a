"""A file of scores before it is saved: what is in it, whose it is, and what saving it would do. Nothing is written."""
