"""Answers that a device without a network keeps are sealed to this site: on the device nobody can read them again.

HPKE (RFC 9180) in its base mode, with P-256, HKDF-SHA256 and AES-256-GCM: what every browser's WebCrypto can make. The
key is derived from the site's signing key, as the tokens in addresses are: a copy of the database opens nothing.
"""

from __future__ import annotations

import base64
import binascii
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
INFO = b"unstuck check-in answer 1"
"""What a seal is for. It stands in `offline.js` as well; another use gets another one."""
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the base point of P-256 (FIPS 186-5)."""
CODE_ROUNDS = 100_000
"""Of PBKDF2 for a code: an ordinary computer takes hours for all of them, and a code works for minutes. It stands in
`offline.js` too."""


def public_key() -> str:
    """Return the key that devices seal to: the point, uncompressed, in base64."""
    point = _private_key(settings.SECRET_KEY).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


@cache
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Return the site's key: 384 bits make a number below the order without a bias that matters (FIPS 186-5, A.2.1)."""
    drawn = HKDF(SHA256(), 48, salt=None, info=b"unstuck.checkins.sealing").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (ORDER - 1) + 1, ec.SECP256R1())


def opened(sealed: str) -> bytes | None:
    """Return what was sealed to this site; None where it was not, or where a bit of it changed on the way."""
    try:
        return SUITE.decrypt(base64.b64decode(sealed, validate=True), _private_key(settings.SECRET_KEY), INFO)
    except (InvalidTag, binascii.Error, ValueError):
        return None


def locked_with_code(code: str, salt: bytes, nonce: bytes, content: bytes) -> bytes:
    """Return something locked with a code for the tablet. The nonce must not come twice for the same salt and code."""
    return AESGCM(_key_of_code(code, salt)).encrypt(nonce, content, None)


@lru_cache(maxsize=256)
def _key_of_code(code: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(SHA256(), 32, salt, CODE_ROUNDS).derive(code.encode())
