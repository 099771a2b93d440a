"""A row of the record of access, and its seal: a chain as that of the record of changes, and keyed.

Seal = HMAC-SHA-256 under the access key, in hexadecimal, of the UTF-8 JSON list of all fields in the order of COLUMNS,
without the seal itself and without spaces. Each row holds the seal of the one before it (Haber and Stornetta 1991,
J Cryptology 3:99-111). The mark on the head of a chain is the same over [agency, length, head]: whoever has no key can
neither add a row, nor change one, nor cut off the end and move the head back to a place that it never had.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime


@dataclass(frozen=True)
class AccessEvent:
    """One thing that somebody did or tried: opaque ids, a code, a route and an address of the network.

    `actor`: a person's opaque id, or for a sign-in that failed the keyed hash of what was typed. `client`: the opaque
    id of the episode it was about, empty for none or for many. `agency`: empty where nobody can say.
    """

    agency: str
    at: datetime
    actor: str
    role: str
    act: str
    route: str
    client: str
    place: str
    status: int


@dataclass(frozen=True)
class AccessRow:
    """An event as it is stored, in its agency's chain."""

    agency: str
    number: int
    at: str
    actor: str
    role: str
    act: str
    route: str
    client: str
    place: str
    status: int
    before: str
    seal: str


COLUMNS = tuple(field.name for field in fields(AccessRow))

READ, LISTED, CHANGED, EXPORTED = "read", "listed", "changed", "exported"
REFUSED, RIGHT_GIVEN, SIGNED_IN, NOT_SIGNED_IN = "refused", "right_given", "signed_in", "not_signed_in"
DISCLOSED = "disclosed"
EMERGENCY = "emergency"
"""What can be on record. Codes are added, never changed."""


def row_after(event: AccessEvent, length: int, head: str, key: str) -> AccessRow:
    """Return the row that an event makes at the end of a chain of this length and head."""
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    unsealed = AccessRow(
        event.agency, length + 1, at, event.actor, event.role, event.act, event.route, event.client, event.place,
        event.status, head, "",
    )  # fmt: skip
    return replace(unsealed, seal=seal_of(unsealed, key))


def seal_of(row: AccessRow, key: str) -> str:
    """Return the seal that a row must carry."""
    return _sealed(astuple(row)[:-1], key)


def mark_of(agency: str, length: int, head: str, key: str) -> str:
    """Return the mark that the head of a chain must carry."""
    return _sealed([agency, length, head], key)


def _sealed(values: Sequence[object], key: str) -> str:
    text = json.dumps(list(values), separators=(",", ":"), ensure_ascii=False)
    return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()
