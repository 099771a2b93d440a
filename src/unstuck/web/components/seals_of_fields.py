"""How one text is sealed, so that a copy of the database shows none of it, and nobody puts it into another row.

Sealed = "sealed:1:", the name of the key, ":", and nonce and AES-256-GCM in base64. The table, column and row that it
belongs to are bound in as associated data: in any other place it does not open. An empty text stays empty, so that the
database can still hold "this must say something". What a seal shows: that there is a text, and about how long it is.
"""

from __future__ import annotations

import base64
import logging
import os
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from unstuck.errors import DatabaseTrouble
from unstuck.web.components.field_keys import KeyRing, key_ring

NONCE_BYTES = 12
MARK = "sealed:1:"
_FORM = re.compile(re.escape(MARK) + r"([0-9a-f]{16}):([A-Za-z0-9_-]+={0,2})")
_LOG = logging.getLogger("unstuck.fields")


@dataclass(frozen=True)
class SealedPlace:
    """Where a sealed text stands: what binds it to its row."""

    table: str
    column: str
    row: object

    @property
    def bound(self) -> bytes:
        """The associated data."""
        return "\0".join((self.table, self.column, str(self.row))).encode()


class SealBroken(DatabaseTrouble):
    """A sealed text does not open: changed, moved from another row, never sealed, or its key is not here."""

    def __init__(self, place: SealedPlace, why: str) -> None:
        self.place, self.why = place, why
        super().__init__("sealed", f"{place.table}.{place.column}, row {place.row}: {why}")


def key_of(stored: str) -> str:
    """Return the name of the key under which a text is sealed, empty where it is not sealed."""
    found = _FORM.fullmatch(stored)
    return found[1] if found else ""


def sealed(text: str, place: SealedPlace, ring: KeyRing | None = None) -> str:
    """Return a text as it is stored in its place."""
    held = ring or key_ring()
    nonce = os.urandom(NONCE_BYTES)
    content = nonce + held.keys[held.current].encrypt(nonce, text.encode(), place.bound)
    return f"{MARK}{held.current}:{base64.urlsafe_b64encode(content).decode()}"


def opened(stored: str, place: SealedPlace, ring: KeyRing | None = None) -> str:
    """Return the text that is sealed in a place. Raises SealBroken, and logs where, never what."""
    held = ring or key_ring()
    found = _FORM.fullmatch(stored)
    try:
        if found is None:
            raise SealBroken(place, "expected a sealed text, found one that is not")
        if found[1] not in held.keys:
            raise SealBroken(place, f"expected its key {found[1]}, found none: put keys/field_key-{found[1]} back")
        return _decrypted(held, found[1], found[2], place)
    except SealBroken as broken:
        _LOG.error("a sealed field does not open: %s", broken.problem)
        raise


def _decrypted(ring: KeyRing, name: str, content: str, place: SealedPlace) -> str:
    try:
        raw = base64.urlsafe_b64decode(content)
        return ring.keys[name].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.bound).decode()
    except (InvalidTag, ValueError):
        raise SealBroken(place, "expected what was sealed in this row, found something else") from None
