"""Which codes of an app were used: for as long as they would be taken, so that nobody who saw one typed types it again.

allauth forgets a code after its own half minute, but takes it, for the sake of clocks that differ, over three of them;
and it does not remember the code with which an app was set up.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

_SALT = "unstuck.used_codes"


def note_used(person: Any, code: str) -> None:
    """Remember a code that was taken, until it is none any more."""
    cache.set(_key(person, code), True, timeout=app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))


def is_used(person: Any, code: str) -> bool:
    """Tell whether a code was taken already, however it is spaced this time."""
    return cache.get(_key(person, code)) is not None


def _key(person: Any, code: str) -> str:
    typed = f"{person.pk} {normalize_user_code(code)}"
    return f"used_code:{salted_hmac(_SALT, typed, algorithm='sha256').hexdigest()}"
