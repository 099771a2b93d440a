"""The composition root: settings, addresses, who may do what, and how the site is started."""
