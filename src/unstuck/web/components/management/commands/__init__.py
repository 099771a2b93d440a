"""Commands of the site that stand in the place of Django's own."""
