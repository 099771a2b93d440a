"""What the pages show, in words."""
