"""Vignettes of an agency's own: a lesson with the facts of its case in bands, looked at by a second person."""
