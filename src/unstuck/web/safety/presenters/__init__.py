"""Concerns in words."""
