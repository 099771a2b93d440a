"""The secrets in addresses: made from a seed and the site's signing key. A copy of the database opens nothing."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

CHECKIN_SALT, TABLET_SALT, NO_MORE_SALT = "unstuck.checkins.link", "unstuck.checkins.tablet", "unstuck.checkins.no_more"
LONGEST = 64


def token_of(seed: UUID, salt: str = CHECKIN_SALT) -> str:
    """Return the token in an address."""
    return salted_hmac(salt, str(seed), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def digest_of(token: str) -> str:
    """Return the digest of a token: all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()
