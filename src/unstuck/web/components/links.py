"""Addresses of pages in rooms above this one, which this version of the site may not have."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_if_any(name: str, **places: object) -> str:
    """Return the address of a page, empty where this version of the site does not have it."""
    try:
        return reverse(name, kwargs=places)
    except NoReverseMatch:
        return ""
