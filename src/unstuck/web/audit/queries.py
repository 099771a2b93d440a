"""Reading the record, and checking that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from unstuck.web.audit.models import Chain, Entry
from unstuck.web.audit.seals import seal


@dataclass(frozen=True)
class RecordCheck:
    """One agency's chain: how many entries, the seal of the last, and the first fault in words (empty: none)."""

    agency: str
    entries: int
    head: str
    fault: str


def entries_of(agency: object) -> QuerySet[Entry]:
    """Return an agency's entries, newest first."""
    return Entry.objects.filter(agency=str(agency)).order_by("-number")


def where_it_led(idempotency_key: str | None) -> str | None:
    """Return where a form led when it was sent before, None where it was not."""
    answers = Entry.objects.filter(idempotency_key=idempotency_key).values_list("answer", flat=True)
    return None if idempotency_key is None else answers.first()


def verify(using: str = DEFAULT_DB_ALIAS) -> Iterator[RecordCheck]:
    """Check every chain, entry by entry, in memory that does not grow with their number, while others may write.

    `using`: the name of the database, for one that was opened beside the site's own.
    """
    entries = Entry.objects.using(using).order_by().values_list("agency")
    for (agency,) in sorted(Chain.objects.using(using).values_list("agency").union(entries)):
        yield _verified(agency, using)


def heads(using: str = DEFAULT_DB_ALIAS) -> dict[str, list[Any]]:
    """Return the length and the last seal of each agency's chain, as the chains themselves say."""
    rows = Chain.objects.using(using).values_list("agency", "length", "head")
    return {agency: [length, head] for agency, length, head in rows}


def without_entry(heads: Mapping[str, Sequence[Any]], using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """Yield the agencies whose chain has no entry of this number and seal: what was known then is not all here."""
    for agency, (length, head) in heads.items():
        reached = Entry.objects.using(using).filter(agency=agency, number=length, seal=head)
        if length and not reached.exists():
            yield agency


def verify_agency(agency: object) -> RecordCheck:
    """Check one agency's chain."""
    return _verified(str(agency), DEFAULT_DB_ALIAS)


def _verified(agency: str, using: str) -> RecordCheck:
    """Read on until the head of the chain has not moved meanwhile: an entry and its head are stored together."""
    before, number, fault = "", 0, ""
    head, seen = _head(agency, using), None
    while not fault and head != seen:
        seen = head
        for entry in (
            Entry.objects.using(using).filter(agency=agency, number__gt=number).order_by("number").iterator(2000)
        ):
            number += 1
            fault = _fault(entry, number, before)
            if fault:
                break
            before = entry.seal
        head = _head(agency, using)
    return RecordCheck(agency, number, before, fault or _fault_at_the_end(number, before, head))


def _head(agency: str, using: str) -> tuple[int, str] | None:
    return Chain.objects.using(using).filter(agency=agency).values_list("length", "head").first()


def _fault_at_the_end(number: int, before: str, head: tuple[int, str] | None) -> str:
    if head is None:
        return f"expected the head of the chain beside its {number} entries, found none: it was removed"
    length, last = head
    if number < length:
        return f"expected {length} entries, found {number}: the end of the record is missing"
    if number > length:
        return f"expected {length} entries, found {number}: entries were added past the program"
    return "" if before == last else f"entry {number}: expected the seal that the chain ends with, found another"


def _fault(entry: Entry, number: int, before: str) -> str:
    if entry.number != number:
        return f"expected entry {number}, found entry {entry.number}: entries are missing"
    if entry.before != before:
        return f"entry {number}: expected the seal of the entry before it, found another"
    if entry.seal != seal(entry):
        return f"entry {number}: expected the seal of its own content, found another: it was changed"
    return ""
