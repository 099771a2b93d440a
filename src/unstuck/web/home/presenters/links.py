"""Addresses on the pages of this room."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse


def client_address(episode: str) -> str:
    """Return the address of a client's page; a caseload asks 200 times, so Django's search runs once.

    `episode` is the id as the database writes it: SQLite without dashes.
    """
    before, after = _around()
    dashed = "-".join((episode[:8], episode[8:12], episode[12:16], episode[16:20], episode[20:]))
    return f"{before}{episode if '-' in episode else dashed}{after}"


@cache
def _around() -> tuple[str, str]:
    nobody = UUID(int=0)
    before, _nobody, after = reverse("home:client", args=[nobody]).partition(str(nobody))
    return before, after
