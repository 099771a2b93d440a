"""Checking the record of access: every seal, the head, and what was noted elsewhere of a head that it once had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unstuck.web.audit.access.rows import AccessRow, mark_of, seal_of
from unstuck.web.audit.access.stores import AccessStore

Anchors = Mapping[str, Mapping[int, str]]
"""Agency -> number -> seal: heads that were noted elsewhere."""


@dataclass(frozen=True)
class AccessCheck:
    """One agency's chain of access: how many rows, the seal of the last, and the first fault in words (empty: none)."""

    agency: str
    rows: int
    head: str
    fault: str


def verify_access(store: AccessStore, key: str, anchors: Anchors) -> Iterator[AccessCheck]:
    """Check every chain that is there, or that an anchor says was there."""
    for agency in sorted({*store.agencies(), *anchors}):
        yield _checked(store, agency, key, dict(anchors.get(agency, {})))


def _checked(store: AccessStore, agency: str, key: str, anchors: dict[int, str]) -> AccessCheck:
    """Read the head first: rows that are added meanwhile lie behind it and are checked too."""
    head = next((one for one in store.heads() if one[0] == agency), None)
    before, number, at_head = "", 0, ""
    for row in store.rows(agency):
        number += 1
        fault = _fault(row, number, before, key) or _missed(anchors, row)
        if fault:
            return AccessCheck(agency, number, before, fault)
        before = row.seal
        at_head = row.seal if head and row.number == head[1] else at_head
    return AccessCheck(agency, number, before, _fault_at_the_end(agency, number, head, at_head, anchors, key))


def _fault(row: AccessRow, number: int, before: str, key: str) -> str:
    if row.number != number:
        return f"expected row {number}, found row {row.number}: rows are missing"
    if row.before != before:
        return f"row {number}: expected the seal of the row before it, found another"
    if row.seal != seal_of(row, key):
        return f"row {number}: expected the seal of its own content, found another: it was changed"
    return ""


def _missed(anchors: dict[int, str], row: AccessRow) -> str:
    noted = anchors.pop(row.number, row.seal)
    return "" if noted == row.seal else f"row {row.number}: expected the seal that was noted elsewhere, found another"


def _fault_at_the_end(
    agency: str, number: int, head: tuple[str, int, str, str] | None, at_head: str, anchors: dict[int, str], key: str
) -> str:
    if anchors:
        return f"expected {max(anchors)} rows, as was noted elsewhere, found {number}: the end of the record is missing"
    if head is None:
        return f"expected the head of the chain beside its {number} rows, found none: it was removed"
    _agency, length, seal, mark = head
    if mark != mark_of(agency, length, seal, key):
        return "expected the mark of the head, found another: it was changed"
    if length > number:
        return f"expected {length} rows, found {number}: the end of the record is missing"
    return "" if at_head == seal else f"row {length}: expected the seal that the head names, found another"
