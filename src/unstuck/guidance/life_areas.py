"""The areas of life (D.1): one list of codes, one name for each, read by every form, page, letter and directory."""

from __future__ import annotations

from functools import cache

from unstuck.guidance import tables
from unstuck.language import gettext as _


def area_codes() -> tuple[str, ...]:
    """Return the codes of the contract, in the order in which areas are asked about."""
    return tuple(tables.words().areas)


@cache
def area_names() -> dict[str, str]:
    """Return each area by its code, as it is called at the start of a line.

    >>> area_names()["social"]
    'Friends and social life'
    """
    return {code: _(name)[:1].upper() + _(name)[1:] for code, name in tables.words().areas.items()}
