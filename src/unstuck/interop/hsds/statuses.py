"""Whether a service is still given: by its state, and by its name where somebody wrote it there."""

from __future__ import annotations

import re

from unstuck.interop.hsds.checking import plain_text
from unstuck.interop.hsds.directory import CHANGED, Directory, Row

STATUSES = {
    "closed": "defunct", "permanently closed": "defunct", "closed permanently": "defunct", "ceased": "defunct",
    "archived": "defunct", "deleted": "defunct", "discontinued": "defunct", "not active": "inactive",
    "suspended": "temporarily closed", "temporarily suspended": "temporarily closed", "paused": "temporarily closed",
    "temporarily_closed": "temporarily closed", "on hold": "temporarily closed", "deactivated": "inactive",
    "unpublished": "inactive", "disabled": "inactive",
}  # fmt: skip
"""What sources write for the states of 3.0, in lower case."""
_CLOSED = r"(?:(?:now|permanently|temporarily) )?closed(?: (?:down|permanently|temporarily|for now|for good))?"
_ENDED = rf"(?:{_CLOSED}|no longer (?:operating|running|available)|defunct|discontinued|suspended|on hold|cerrado)"
_IN_NAME = re.compile(
    rf"[(\[*]+\s*{_ENDED}\s*[)\]*]+"
    rf"|\A\W*{_CLOSED}\s*[-–—:]\s"
    rf"|\s[-–—:]+\s*{_ENDED}\W*\Z"
    r"|\A(?-i:CLOSED)\s(?=.*(?-i:[a-z]))|(?<=(?-i:[a-z]))\s(?-i:CLOSED)\Z",
    re.IGNORECASE,
)
"""In brackets or beside a dash, or in capitals where the rest is not: a "Closed group for mothers" is open."""
_FOR_NOW = re.compile(r"temporarily|for now|suspended|on hold", re.IGNORECASE)


def status_of(row: Row) -> str:
    """Return the state of a service as 3.0 names it, however the source writes it.

    A name that says that it is closed is newer than an "active" that nobody changed.

    >>> status_of(Row("", {"status": " Inactive "})), status_of(Row("", {"status": "CLOSED"}))
    ('inactive', 'defunct')
    >>> status_of(Row("", {"status": "active", "name": "Debt advice (CLOSED)"}))
    'defunct'
    """
    written = " ".join(_text(row, "status").lower().split())
    state = STATUSES.get(written, written)
    return closed_by_name(_text(row, "name")) or state if state in ("", "active") else state


def closed_by_name(name: str) -> str:
    """Return the state that the name of a service says, empty where it says none.

    >>> closed_by_name("CLOSED - Debt advice"), closed_by_name("Youth club [temporarily closed]")
    ('defunct', 'temporarily closed')
    >>> closed_by_name("Closed group for mothers"), closed_by_name("Food bank (closed Mondays)")
    ('', '')
    """
    said = _IN_NAME.search(" ".join(name.split()))
    if said is None:
        return ""
    return "temporarily closed" if _FOR_NOW.search(said[0]) else "defunct"


def note_closed(found: Directory) -> None:
    """Note each service that is closed by its name alone."""
    for row in found.rows("service"):
        if (state := closed_by_name(_text(row, "name"))) and status_of(row) == state != _text(row, "status").lower():
            text = f"“{_text(row, 'name')[:60]}” says that it is closed: taken as {state}, and not offered"
            found.notice(CHANGED, "closed_by_name", row, "service.name", text)


def _text(row: Row, name: str) -> str:
    value = row.fields.get(name)
    return plain_text(value).strip() if isinstance(value, str) else ""
