"""Colleagues thinking together about a client without knowing who it is."""
