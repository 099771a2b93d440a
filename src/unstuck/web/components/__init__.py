"""Shared template pieces and small matters that every room needs."""
