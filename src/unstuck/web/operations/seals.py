"""The seals that are kept outside: printed, read again, and held against what is on record now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from unstuck.errors import BadInput
from unstuck.web.audit.access.record import access_heads, verify_record_of_access
from unstuck.web.audit.access.verification import AccessCheck
from unstuck.web.audit.queries import heads, without_entry

FORM = "agency, entries, seal, rows, seal, with tabs between them, as `unstuck audit seal` prints it"


@dataclass(frozen=True)
class SealsNoted:
    """What was noted of one agency: the length and seal of its record of changes, and of its record of access."""

    agency: str
    entries: int
    head: str
    rows: int
    access_head: str


def seals_now() -> Iterator[tuple[str, int, str, int, str]]:
    """Yield the lengths and last seals of both records, for each agency and for what belongs to none (a dash)."""
    changes, access = heads(), access_heads()
    for agency in sorted({*changes, *access}):
        length, head = changes.get(agency, [0, ""])
        rows, last = access.get(agency, (0, ""))
        yield agency or "-", int(length), str(head) or "-", rows, last or "-"


def read_seals(path: Path | None) -> list[SealsNoted]:
    """Return what a file says was noted. Raises BadInput with the row where it is something else."""
    if path is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("--expect: expected a file that can be read", file=path) from error
    noted = [_noted(line, path, row) for row, line in enumerate(lines, 1) if line.strip()]
    if not noted:
        raise BadInput(f"--expect: expected {FORM}, found nothing", file=path)
    return noted


def _noted(line: str, path: Path, row: int) -> SealsNoted:
    try:
        agency, entries, head, rows, last = line.split("\t")
        return SealsNoted(
            agency.strip("-") and agency, int(entries), head.strip("-"), int(rows), last.strip().strip("-")
        )
    except ValueError as error:
        raise BadInput(f"--expect: expected {FORM}", file=path, row=row) from error


def verify_access_against(noted: list[SealsNoted]) -> Iterator[AccessCheck]:
    """Check the record of access, and that it still holds what was noted."""
    return verify_record_of_access({one.agency: {one.rows: one.access_head} for one in noted if one.rows})


def weakness() -> str:
    """Return what the operator must know of how the record of access is kept, empty for nothing."""
    if settings.ACCESS_DATABASE or connection.vendor != "postgresql":
        return ""
    return "the record of access lies in tables of the site's own role, which could change them: see UNSTUCK_ACCESS_URL"


def unmet(noted: list[SealsNoted]) -> Iterator[str]:
    """Yield, in words, the records of changes that do not hold what was noted of them."""
    for agency in without_entry({one.agency: [one.entries, one.head] for one in noted if one.entries}):
        yield f"{agency}: expected an entry with the number and seal that were noted elsewhere, found none"
