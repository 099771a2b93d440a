"""Measurements that pages quote, so that they can be repeated."""
