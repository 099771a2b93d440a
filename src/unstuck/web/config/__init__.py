"""The composition root: settings, addresses, templates, and the table of who may do what."""
