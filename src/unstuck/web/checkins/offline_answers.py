"""What a device without a network hands over once it has one: sealed answers, and what its clock says.

Whatever is no such thing is refused as a whole; what cannot be opened is refused one by one, and the device keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from unstuck.web.components.sealing import opened

MOST_BYTES, MOST_ANSWERS = 256 * 1024, 50
LONGEST_FIELDS = 40
"""Fields of one screen: the answer, and the boxes beside it."""


@dataclass(frozen=True)
class OfflineAnswer:
    """One screen as it was sealed. `item` is empty for the client's own words, which send the check-in.

    `key` was made on the device: however often this arrives, it counts once. `answered`: milliseconds of its clock.
    """

    key: UUID
    token: str
    item: str
    typed: Mapping[str, str]
    answered: int


@dataclass(frozen=True)
class HandedOver:
    """What one request holds. `now`: milliseconds of the device's clock when it was sent; None: cannot be opened."""

    now: int
    answers: list[OfflineAnswer | None]


def handed_over(body: bytes) -> HandedOver | None:
    """Return what a request hands over; None where it is nothing that our pages send."""
    if len(body) > MOST_BYTES:
        return None
    sent = _json(body)
    match sent:
        case {"now": int(now), "answers": list(sealed)} if len(sealed) <= MOST_ANSWERS:
            return HandedOver(now, [_answer(one) for one in sealed])
    return None


def _answer(sealed: Any) -> OfflineAnswer | None:
    inside = opened(sealed) if isinstance(sealed, str) else None
    match _json(inside or b"null"):
        case {"key": str(key), "token": str(token), "item": str(item), "typed": dict(typed), "answered": int(answered)}:
            made = _uuid(key)
            if made is None or len(typed) > LONGEST_FIELDS:
                return None
            fields = {_storable(str(name)): _storable(str(text)) for name, text in typed.items()}
            return OfflineAnswer(made, _storable(token), _storable(item), fields, answered)
    return None


def _storable(text: str) -> str:
    """Return a text as a database can hold it: JSON allows halves of letters, and zero bytes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
