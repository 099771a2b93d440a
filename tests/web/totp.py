"""The codes that an app shows, by RFC 6238, worked out beside the site's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

SECONDS, DIGITS = 30, 6


def code_at_step(secret: str, step: int) -> str:
    """The code of now (0), of 30 seconds ago (-1), of the next 30 seconds (1)."""
    return code_at(base64.b32decode(secret), time.time() + SECONDS * step)


def code_at(key: bytes, seconds: float, digits: int = DIGITS) -> str:
    digest = hmac.new(key, struct.pack(">Q", int(seconds) // SECONDS), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"
