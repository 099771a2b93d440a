"""The rooms that hold consents, each with one reader, and what a withdrawal does there at once.

A consent has one row, where it is used. This list only reads it. Taking one back is one action of this room, which
stores the withdrawal and has the holder end what rests on it, in the same transaction; each holder's own rule asks
`withdrawn_rows`, so that nothing rests on what was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.web.consents.models import ConsentWithdrawal


@dataclass(frozen=True)
class HeldConsent:
    """One consent as its room tells it. `row`: its row there.

    `over`: why it is no longer in force, empty where it is; `address`: where it is changed, where that is not here;
    `to_tell`: who was told something, and has to know when it is taken back; `refused`: they were asked and said no;
    `reaches_them`: it says by which way the client is reached, which is for no eyes but theirs (S.6).
    """

    row: int
    kind: str
    on: date | None
    how: str
    recipient: str = ""
    purpose: str = ""
    words: str = ""
    until: str = ""
    over: str = ""
    to_tell: str = ""
    address: str = ""
    refused: bool = False
    reaches_them: bool = False


@dataclass(frozen=True)
class WithdrawalMoment:
    """When a consent is taken back, and by whom; `by` is None for the client on their own page."""

    now: datetime
    today: date
    by: int | None = None


ConsentReader = Callable[[int], Iterable[HeldConsent]]
"""From a client's row id to what the room holds of theirs."""
ConsentEnding = Callable[[int, WithdrawalMoment], None]
"""Ends what rests on a row, inside the action that takes it back."""


READERS: dict[str, ConsentReader] = {}
"""Every room that holds consents, by its code. Codes are append-only."""
ENDINGS: dict[str, ConsentEnding] = {}
"""What ends in a room when a consent is taken back. Where there is none, the room's own rule is enough."""


def holds_consents(code: str) -> Callable[[ConsentReader], ConsentReader]:
    """Return a decorator that makes a function the reader of a room's consents."""

    def register(read: ConsentReader) -> ConsentReader:
        READERS[code] = read
        return read

    return register


def ends_with_consent(code: str) -> Callable[[ConsentEnding], ConsentEnding]:
    """Return a decorator that makes a part of an action what ends when a consent of a room is taken back."""

    def register(end: ConsentEnding) -> ConsentEnding:
        ENDINGS[code] = end
        return end

    return register


def withdrawn_rows(holder: str, rows: Collection[int]) -> set[int]:
    """Return which of a holder's rows were taken back: what every rule about consent asks."""
    found = ConsentWithdrawal.objects.filter(holder=holder, row__in=rows)
    return set(found.values_list("row", flat=True))


def is_withdrawn(holder: str, row: int) -> bool:
    """Tell whether one row of a holder's was taken back."""
    return bool(withdrawn_rows(holder, [row]))
