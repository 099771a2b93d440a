"""Addresses of pages in rooms above this one, which this version of the site may not have, or the agency not use."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from unstuck.web.components.open_routes import is_open


def address_if_any(name: str, **places: object) -> str:
    """Return the address of a page, empty where this version of the site does not have it, or the agency not use it."""
    if not is_open(name):
        return ""
    try:
        return reverse(name, kwargs=places)
    except NoReverseMatch:
        return ""
