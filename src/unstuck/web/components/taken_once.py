"""What may be taken once, such as a code of an app: remembered for as long as it would be taken."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

_SALT = "unstuck.taken_once"


def note_taken(what: str, seconds: int) -> None:
    """Remember that this was taken, by its keyed hash."""
    cache.set(_key(what), True, timeout=seconds)


def is_taken(what: str) -> bool:
    """Tell whether this was taken before."""
    return cache.get(_key(what)) is not None


def _key(what: str) -> str:
    return f"taken_once:{salted_hmac(_SALT, what, algorithm='sha256').hexdigest()}"
