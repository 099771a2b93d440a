"""Colleagues thinking together about a client without knowing who the client is."""
