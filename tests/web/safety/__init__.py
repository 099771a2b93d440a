"""Tests of concerns about safety, one file for each thing that somebody does."""
