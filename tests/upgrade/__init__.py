"""What the version before left behind is all there afterwards: its database, and what its pages told."""
