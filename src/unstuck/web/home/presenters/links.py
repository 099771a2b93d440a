"""Addresses on the pages of this room."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import NoReverseMatch, reverse

_ANY = UUID(int=0)


def client_address(episode: UUID) -> str:
    """Return the address of a client's page; a caseload asks 200 times, so Django's search runs once."""
    return _client_pattern().replace(str(_ANY), str(episode))


@cache
def _client_pattern() -> str:
    return reverse("home:client", args=[_ANY])


def address_if_any(name: str, **places: object) -> str:
    """Return the address of a page, empty where this version of the site does not have it."""
    try:
        return reverse(name, kwargs=places)
    except NoReverseMatch:
        return ""
