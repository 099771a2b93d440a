"""Consultations, briefs and lessons in words: the page of one, and the lists."""
