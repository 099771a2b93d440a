"""Backups that are taken and put back while people work: a folder each, encrypted, and checked before it counts."""
