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


def address_of(route: str, episode: str) -> str:
    """Return the address of a page about one client, which takes nothing but the episode."""
    before, after = _around(route)
    dashed = "-".join((episode[:8], episode[8:12], episode[12:16], episode[16:20], episode[20:]))
    return f"{before}{episode if '-' in episode else dashed}{after}"


def page_of(route: str, **places: Any) -> str:
    """Return the address of any other page."""
    return reverse(route, kwargs=places)


@cache
def _around(route: str) -> tuple[str, str]:
    nobody = UUID(int=0)
    before, _nobody, after = reverse(route, args=[nobody]).partition(str(nobody))
    return before, after
