"""What an agency publishes: two keys, and the fingerprint by which people compare them aloud."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied

VERSION = 1
FINGERPRINT_OF = b"unstuck circle keys 1\n"
KEY_BYTES = 32
TITLE, AGENCY, SIGNING, SEALING, FINGERPRINT = (
    f"Unstuck keys of an agency, version {VERSION}",
    "Agency",
    "Signing key (Ed25519)",
    "Sealing key (X25519)",
    "Fingerprint",
)
LONGEST_NAME = 120


@dataclass(frozen=True)
class PublicKeys:
    """An agency's public keys, 32 bytes each: Ed25519 to check what it signed, X25519 to seal what is for it."""

    signing: bytes
    sealing: bytes

    @property
    def fingerprint(self) -> str:
        """The first 160 bits of SHA-256 over both, as 32 letters and digits without 0, 1, 8 and 9 (RFC 4648)."""
        digest = hashlib.sha256(FINGERPRINT_OF + self.signing + self.sealing).digest()
        return base64.b32encode(digest[:20]).decode()


@dataclass(frozen=True)
class PublishedKeys:
    """The keys with the name of the agency that published them."""

    agency: str
    keys: PublicKeys


def in_groups(fingerprint: str) -> str:
    """Return a fingerprint as it is read out.

    >>> in_groups("ABCDEFGHABCD")
    'ABCD EFGH ABCD'
    """
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def as_heard(typed: str) -> str:
    """Return a fingerprint as somebody typed what was read out to them.

    >>> as_heard(" abcd-efgh ABCD")
    'ABCDEFGHABCD'
    """
    return "".join(character for character in typed.upper() if character.isalnum())


def published(keys: PublishedKeys) -> str:
    """Return the text that an agency gives to others."""
    pairs = (
        (AGENCY, keys.agency),
        (SIGNING, base64.b64encode(keys.keys.signing).decode()),
        (SEALING, base64.b64encode(keys.keys.sealing).decode()),
        (FINGERPRINT, in_groups(keys.keys.fingerprint)),
    )
    return "\n".join([TITLE, *(f"{name}: {value}" for name, value in pairs), ""])


def read_published(text: str) -> PublishedKeys:
    """Return the keys that an agency published. Raises Denied with the line and what was expected there."""
    lines = [line.strip() for line in text.strip().lstrip("\ufeff").splitlines() if line.strip()]
    if not lines or lines[0] != TITLE:
        raise Denied("no_keys", _("Line 1: expected “%(title)s”.") % {"title": TITLE})
    given = dict(zip((AGENCY, SIGNING, SEALING, FINGERPRINT), range(2, 6), strict=True))
    values = {name: _value(lines, name, number) for name, number in given.items()}
    agency = values[AGENCY]
    if len(agency) > LONGEST_NAME or not agency.isprintable():
        raise _expected(AGENCY, given[AGENCY], _("a name of up to 120 letters"))
    keys = PublicKeys(*(_key(values[name], name, given[name]) for name in (SIGNING, SEALING)))
    if not _can_be_sealed_to(keys.sealing):
        raise _expected(SEALING, given[SEALING], _("a key that can be sealed to"))
    if as_heard(values[FINGERPRINT]) != keys.fingerprint:
        raise _expected(FINGERPRINT, given[FINGERPRINT], _("the fingerprint of the keys above it; they were altered"))
    return PublishedKeys(agency, keys)


def _value(lines: list[str], name: str, number: int) -> str:
    line = lines[number - 1] if len(lines) >= number else ""
    before, colon, value = line.partition(":")
    if before != name or not colon or not value.strip():
        raise _expected(name, number, f"“{name}: …”")
    return value.strip()


def _key(value: str, name: str, number: int) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise _expected(name, number, _("a key of 32 bytes in base64"))
    return key


def _can_be_sealed_to(key: bytes) -> bool:
    """Tell whether a key is none of the few with which X25519 agrees on nothing (RFC 7748, 6.1)."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(key))
    except ValueError:
        return False
    return True


def _expected(name: str, number: int, what: str) -> Denied:
    words = {"number": number, "name": name, "what": what}
    return Denied("no_keys", _("Line %(number)s, %(name)s: expected %(what)s.") % words)
