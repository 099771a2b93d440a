"""The site: the only rooms that know Django."""
