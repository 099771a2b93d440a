"""Attacks on the site, and proof that its rights are tested. Not part of `make test`: see `make attack`."""
