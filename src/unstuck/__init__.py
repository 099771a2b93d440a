"""Unstuck: notice when a client's progress stops, and what to consider next."""

__version__ = "0.1.0"
