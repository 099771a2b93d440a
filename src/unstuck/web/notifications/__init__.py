"""Telling people that something waits for them, without personal data."""
