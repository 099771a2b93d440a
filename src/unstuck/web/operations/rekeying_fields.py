"""A new key for the sealed fields, on either database. Every step can be repeated, as in `rekeying`.

Each row is opened with its own key and sealed under the new one, a few rows in each transaction; the new key waits
under a name of its own until every row has it, and nothing else starts meanwhile. The old one is kept under its name:
a backup from before needs it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from unstuck.errors import BadInput
from unstuck.web.accounts.sealed_fields import reseal_fields
from unstuck.web.audit.resealing import Resealed
from unstuck.web.components.field_keys import NAME, NEXT, forget_keys, kept_keys, name_of_key, ring
from unstuck.web.components.places import DIGITS, SECRET, Places
from unstuck.web.operations.background import only_one
from unstuck.web.operations.backups.sqlite_copy import on_disk

GIVEN_KEY = "UNSTUCK_NEW_FIELD_KEY"


def rekey_fields(places: Places, given: Mapping[str, str] = os.environ) -> tuple[str, str, Resealed]:
    """Give every sealed field a new key; return the names of the old key and the new one, and how many were sealed.

    Raises BadInput where the site is being served, and where the new key has to be given and was not.
    """
    with only_one(places.home) as lock:
        if lock is None:
            raise BadInput("expected the site to be stopped: it seals under the old key")
        old = places.secret(NAME, given)
        new = _next_key(places, given)
        done = reseal_fields(ring(new, old, *kept_keys(places)))
        if not given.get("UNSTUCK_FIELD_KEY"):
            _change_over(places, old)
        forget_keys()
    return name_of_key(old), name_of_key(new), done


def _next_key(places: Places, given: Mapping[str, str]) -> str:
    """Return the key that is to be: the one on its way since an interrupted try, else a new one."""
    if given.get("UNSTUCK_FIELD_KEY"):
        new = given.get(GIVEN_KEY, "").strip().lower()
        if not SECRET.fullmatch(new):
            problem = (
                f"{GIVEN_KEY}: expected the new key, {DIGITS}, because the present one comes from the environment "
            )
            raise BadInput(problem + "too; afterwards it takes the place of UNSTUCK_FIELD_KEY")
        return new
    return places.secret(NEXT, {})


def _change_over(places: Places, old: str) -> None:
    """Keep the old key under its name, and put the new one in its place, in one step."""
    present = places.keys / NAME
    kept = places.keys / f"{NAME}-{name_of_key(old)}"
    if not kept.exists():
        os.link(present, kept)
    (places.keys / NEXT).replace(present)
    on_disk(present)
