"""Psychotherapy notes (45 CFR 164.501): kept apart from the record, read by their author alone."""
