"""The keys under which single fields are sealed, whatever database they stand in.

One key seals: `UNSTUCK_FIELD_KEY`, or the file `keys/field_key`. Those before it are kept as `keys/field_key-NAME`, and
open what was sealed under them, such as a backup that was put back. A key is never made here: the first one is made as
the tables are brought up to date, and only where nothing is sealed yet (`accounts.sealed_fields`).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from unstuck.errors import BadInput
from unstuck.web.components.places import Places

NAME = "field_key"
NEXT = "field_key.next"
"""The file of a key that is on its way, until every field has it: `unstuck rekey`."""

LOST = ".lost"
"""The end of the name of an empty file that says that a key is lost for good."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by their names, and the name of the one that seals."""

    current: str
    keys: Mapping[str, AESGCM]


def name_of_key(key: str) -> str:
    """Return what tells one key from another, and from which none can be worked out."""
    return hmac.new(bytes.fromhex(key), b"unstuck: which key", hashlib.sha256).hexdigest()[:16]


def key_ring() -> KeyRing:
    """Return the keys of this installation. Raises BadInput where there is none: a new one would open nothing."""
    return _ring(settings.PLACES, os.environ.get("UNSTUCK_FIELD_KEY", ""))


def forget_keys() -> None:
    """Read the keys anew the next time: they have changed."""
    _ring.cache_clear()


@cache
def _ring(places: Places, given: str) -> KeyRing:
    return ring_of(places, {"UNSTUCK_FIELD_KEY": given})


def ring_of(places: Places, given: Mapping[str, str] = os.environ) -> KeyRing:
    """Return the keys that are given or on file. Raises BadInput where there is none, or one is on its way."""
    if (places.keys / NEXT).exists():
        problem = "a change of the key was interrupted: stop the site and run `unstuck rekey` once more"
        raise BadInput(problem, file=places.keys / NEXT)
    if not places.knows(NAME, given):
        problem = "expected the key of the sealed fields, found none: put the file back, or set UNSTUCK_FIELD_KEY"
        raise BadInput(problem, file=places.keys / NAME)
    return ring(places.secret(NAME, given), *kept_keys(places))


def ring(current: str, *others: str) -> KeyRing:
    """Return the keys as they seal and open; the first one seals."""
    return KeyRing(name_of_key(current), {name_of_key(key): _cipher(key) for key in (current, *others)})


def kept_keys(places: Places) -> list[str]:
    """Return the keys of before, which are kept under their names."""
    kept = (path.name for path in sorted(places.keys.glob(f"{NAME}-*")) if path.suffix != LOST)
    return [places.secret(name, {}) for name in kept]


def given_up(places: Places) -> set[str]:
    """Return the names of keys of which somebody said that they are lost for good: what they sealed stays closed."""
    return {path.stem.removeprefix(f"{NAME}-") for path in places.keys.glob(f"{NAME}-*{LOST}")}


def missing(places: Places, name: str) -> BadInput:
    """Return the error for a key that is not there, with the way to put it right."""
    problem = f"expected the key {name} of the sealed fields, found none: put the file back, or set UNSTUCK_FIELD_KEY. "
    problem += f"No new key was made. Where it is lost for good, an empty file {NAME}-{name}{LOST} in the same folder "
    problem += "says so: what was sealed under it stays closed for ever, and the rest can be used"
    return BadInput(problem, file=places.keys / f"{NAME}-{name}")


def _cipher(key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"unstuck.fields").derive(bytes.fromhex(key)))
