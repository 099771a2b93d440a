"""Seals an answer as a browser does: with the published key alone, by the `cryptography` library's own HPKE."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.test import Client as Browser

from tests.web.cast import NOW
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.tokens import token_of

SUITE, INFO = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM), b"unstuck check-in answer 1"


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def sealed(key: str, inside: object) -> str:
    """Seal to a key that a kit names."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(key))
    return base64.b64encode(SUITE.encrypt(json.dumps(inside).encode(), point, INFO)).decode()


def screen(
    checkin: Checkin, item: str, typed: Mapping[str, str], answered: datetime = NOW, key: str = ""
) -> dict[str, Any]:
    """Return what is sealed of one screen."""
    token = token_of(checkin.seed)
    made = key or str(uuid4())
    return {"key": made, "token": token, "item": item, "typed": dict(typed), "answered": milliseconds(answered)}


def hand_over(
    browser: Browser, key: str, screens: Sequence[object], clock: datetime = NOW, off: timedelta = timedelta(0)
) -> list[str]:
    """Hand sealed screens over, as a device whose clock is off; return what became of each."""
    body = {"now": milliseconds(clock + off), "answers": [sealed(key, one) for one in screens]}
    answer = browser.post("/check-in/deliver/", json.dumps(body), content_type="application/json")
    outcomes: list[str] = answer.json()["outcomes"]
    return outcomes
