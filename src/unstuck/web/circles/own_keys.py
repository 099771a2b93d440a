"""An agency's private keys at rest: sealed under a key that follows from the signing key of the site.

They stand in the database, so that backups hold them and a new database key covers them; a copy of the database opens
nothing without the signing key. Where that was replaced, the agency makes new keys.
"""

from __future__ import annotations

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from unstuck.language import gettext as _
from unstuck.web.circles.sealed_files import PrivateKeys
from unstuck.web.components.denied import Denied

NONCE_BYTES = 12


def new_keys() -> PrivateKeys:
    """Draw new keys."""
    return PrivateKeys(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())


def sealed_at_rest(private: PrivateKeys) -> bytes:
    """Return private keys as they are stored, bound to their fingerprint."""
    raw = private.signing.private_bytes_raw() + private.sealing.private_bytes_raw()
    nonce = os.urandom(NONCE_BYTES)
    about = private.public.fingerprint.encode()
    return nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, raw, about)


def opened_keys(stored: bytes, fingerprint: str) -> PrivateKeys:
    """Return private keys that were stored. Raises Denied where the site's signing key is another one now."""
    try:
        raw = AESGCM(_key(settings.SECRET_KEY)).decrypt(
            stored[:NONCE_BYTES], stored[NONCE_BYTES:], fingerprint.encode()
        )
    except InvalidTag:
        problem = _("Your agency's keys cannot be opened, because the signing key of this site was replaced. ")
        raise Denied("keys_closed", problem + _("An administrator makes new ones.")) from None
    return PrivateKeys(Ed25519PrivateKey.from_private_bytes(raw[:32]), X25519PrivateKey.from_private_bytes(raw[32:]))


@cache
def _key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"unstuck.circles.keys").derive(secret.encode())
