"""Overviews for supervisors and managers; reads, never writes."""
