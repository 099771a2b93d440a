"""Which rooms of the site an agency uses: what it switches off is gone from every page, and comes back as it was."""
