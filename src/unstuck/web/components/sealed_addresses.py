"""An e-mail address that somebody typed, as it is counted and kept: never as it stands."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

_SALT = "unstuck.lockout"


def seal(email: str) -> str:
    """Return the keyed hash of an address, in any spelling that a database takes for the same."""
    return salted_hmac(_SALT, email.strip().upper().casefold(), algorithm="sha256").hexdigest()
