"""Circles: a question to colleagues in another agency, and their answers, as sealed files that people carry."""
