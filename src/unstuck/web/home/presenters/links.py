"""Addresses on the pages of this room."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse


def client_address(episode: str) -> str:
    """Return the address of a client's page; a work list asks 200 times, so Django's search runs once.

    `episode` is the id as the database writes it: SQLite without dashes.
    """
    return address_of("home:client", episode)


def address_of(route: str, public_id: str) -> str:
    """Return the address of a page that takes nothing but the public id of an episode, or of what it is about."""
    before, after = around(route)
    dashed = "-".join((public_id[:8], public_id[8:12], public_id[12:16], public_id[16:20], public_id[20:]))
    return f"{before}{public_id if '-' in public_id else dashed}{after}"


def page_of(route: str, **places: Any) -> str:
    """Return the address of any other page."""
    return reverse(route, kwargs=places)


@cache
def around(route: str) -> tuple[str, str]:
    """Return what stands before and after the public id in the address of such a page."""
    nobody = UUID(int=0)
    before, _nobody, after = reverse(route, args=[nobody]).partition(str(nobody))
    return before, after
