"""What the rest of the site asks of the record of access."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from unstuck.errors import DatabaseTrouble
from unstuck.web.audit.access.rows import AccessEvent, AccessRow
from unstuck.web.audit.access.stores import access_store
from unstuck.web.audit.access.verification import AccessCheck, Anchors, verify_access
from unstuck.web.audit.models import Entry

SEALED = "access.sealed"
"""The entry of the record of changes that binds a head of this one into it."""
LOST = "access.lost"
"""The entry that says that the row bound last is gone."""
TOLD_FOR = timedelta(days=30)
"""How long after that administrators are told on each page, and nothing more is bound. The number is ours."""


def note_access(event: AccessEvent) -> None:
    """Put something on the record of access. It is on the disk when this returns."""
    access_store().append(event)


def who_looked(agency: object, client: object, most: int) -> list[AccessRow]:
    """Return the latest that is on record about one client, newest first."""
    return access_store().about(str(agency), str(client), most)


def access_heads() -> dict[str, tuple[int, str]]:
    """Return the length and the last seal of each agency's record of access."""
    return {agency: (length, head) for agency, length, head, _mark in access_store().heads()}


def last_bound(agency: str) -> tuple[int, str]:
    """Return the head that the latest entry of an agency's record of changes binds, as `access_heads` gives it."""
    bound = _entries(agency, SEALED).last()
    return _head_in(bound) if bound else (0, "")


def is_cut(agency: str, now: datetime) -> bool:
    """Tell whether the row that was bound last is gone from an agency's record of access, or is another one.

    Only so long after it was put on record (TOLD_FOR): what nobody has any more is in `unstuck audit verify` for ever.
    """
    bound = _entries(agency, SEALED).last()
    if bound is None or _is_held(agency, *_head_in(bound)):
        return False
    lost = _entries(agency, LOST).filter(number__gt=bound.number).first()
    return lost is None or now - lost.at <= TOLD_FOR


def _is_held(agency: str, length: int, head: str) -> bool:
    with closing(access_store().rows(agency, after=length - 1)) as rows:
        row = next(rows, None)
    return row is not None and (row.number, row.seal) == (length, head)


def is_noted_lost(agency: str) -> bool:
    """Tell whether it is on record that the row that was bound last is gone."""
    latest = _entries(agency, SEALED, LOST).last()
    return latest is not None and latest.action == LOST


def _entries(agency: str, *actions: str) -> QuerySet[Entry]:
    return Entry.objects.filter(agency=agency, subject="access", action__in=actions).order_by("number")


def _head_in(bound: Entry) -> tuple[int, str]:
    return int(bound.details["rows"]), str(bound.details["head"])


def bound_heads() -> dict[str, dict[int, str]]:
    """Return the heads that were bound into the record of changes: agency -> number -> seal."""
    bound: dict[str, dict[int, str]] = {}
    for agency, details in Entry.objects.filter(action=SEALED).order_by("id").values_list("agency", "details"):
        bound.setdefault(agency, {})[int(details["rows"])] = str(details["head"])
    return bound


def verify_record_of_access(noted: Anchors | None = None) -> Iterator[AccessCheck]:
    """Check the whole record, against what was bound into the record of changes and what was noted elsewhere."""
    anchors = bound_heads()
    if anchors and not access_store().is_there():
        problem = "expected the record of access, found none, though the record of changes binds it. Put its file "
        problem += "back, or the last good backup: unstuck restore FOLDER. Nothing was made"
        raise DatabaseTrouble("gone", problem, file=settings.PLACES.access)
    for agency, heads in (noted or {}).items():
        anchors.setdefault(agency, {}).update(heads)
    return verify_access(access_store(), settings.PLACES.access_key(), anchors)
