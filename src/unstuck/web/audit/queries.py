"""Reading the record, and checking that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from unstuck.web.audit.models import Chain, Entry
from unstuck.web.audit.seals import seal


@dataclass(frozen=True)
class Verified:
    """One agency's chain: how many entries, the seal of the last, and the first fault in words (empty: none)."""

    agency: str
    entries: int
    head: str
    fault: str


def entries_of(agency: object) -> QuerySet[Entry]:
    """Return an agency's entries, newest first."""
    return Entry.objects.filter(agency=str(agency)).order_by("-number")


def verify() -> Iterator[Verified]:
    """Check every chain, entry by entry, in memory that does not grow with their number."""
    for chain in Chain.objects.order_by("agency"):
        yield _verified(chain)


def verify_agency(agency: object) -> Verified:
    """Check one agency's chain."""
    chain = Chain.objects.filter(agency=str(agency)).first()
    return _verified(chain or Chain(agency=str(agency)))


def _verified(chain: Chain) -> Verified:
    before, number, fault = "", 0, ""
    for entry in Entry.objects.filter(agency=chain.agency).order_by("number").iterator(2000):
        number += 1
        fault = _fault(entry, number, before)
        if fault:
            break
        before = entry.seal
    if not fault and (number, before) != (chain.length, chain.head):
        fault = f"expected {chain.length} entries, found {number}: the end of the record is missing"
    return Verified(chain.agency, number, before, fault)


def _fault(entry: Entry, number: int, before: str) -> str:
    if entry.number != number:
        return f"expected entry {number}, found entry {entry.number}: entries are missing"
    if entry.before != before:
        return f"entry {number}: expected the seal of the entry before it, found another"
    if entry.seal != seal(entry):
        return f"entry {number}: expected the seal of its own content, found another: it was changed"
    return ""
