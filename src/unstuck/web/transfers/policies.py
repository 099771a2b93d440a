"""What a transfer needs: a note, a day, the client's consent, and words about a risk that is open (E.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from unstuck.guidance.case import AnotherWorkerReason
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.components.denied import Denied
from unstuck.web.transfers.models import ClientConsent, Transfer
from unstuck.web.transfers.workflow import ARRANGED

LONGEST_AHEAD_WEEKS = 26
"""A transfer is arranged, and covers an absence, at most so many weeks ahead."""


@dataclass(frozen=True)
class TransferDetails:
    """Who takes over from which day, what they need to know, and what the client says to it."""

    on: date
    note: str
    consent: str
    consent_words: str = ""
    risk_words: str = ""
    wish: str = ""
    until: date | None = None


def check_transfer(wanted: TransferDetails, today: date, *, risk_open: bool) -> None:
    """Raise Denied for the first thing that a transfer lacks."""
    for _field, denied in transfer_faults(wanted, today, risk_open=risk_open):
        raise denied


def transfer_faults(wanted: TransferDetails, today: date, *, risk_open: bool) -> Iterator[tuple[str, Denied]]:
    """Yield what a transfer lacks, each with the field that it belongs beside."""
    latest = today + timedelta(weeks=LONGEST_AHEAD_WEEKS)
    if not today <= wanted.on <= latest:
        words = _("The day must be today or within the next %(n)s weeks.") % {"n": LONGEST_AHEAD_WEEKS}
        yield "on", Denied("wrong_day", words)
    if wanted.until is not None and not max(wanted.on, today + timedelta(days=1)) <= wanted.until <= latest:
        yield "until", Denied("wrong_until", _("The last day of cover must be after today, and not before it begins."))
    if not wanted.note.strip():
        yield "note", Denied("no_note", _("Write down what the next worker needs to know."))
    yield from consent_faults(wanted.consent, wanted.consent_words)
    if wanted.wish and wanted.wish not in get_args(AnotherWorkerReason):
        yield "wish", Denied("no_reason", _("Choose a reason from the list."))
    if risk_open and not wanted.risk_words.strip():
        yield "risk_words", Denied("no_risk_words", _("A risk is open. Say in words how it is held from here on."))


def check_day_has_come(transfer: Transfer, today: date) -> None:
    """Raise Denied where a transfer is made before its day."""
    if transfer.state == ARRANGED and transfer.on > today:
        words = _("It was arranged for %(day)s. Call it off and arrange it anew to hand over earlier.")
        raise Denied("not_yet", words % {"day": spell_date(transfer.on)})


def consent_faults(consent: str, words: str) -> Iterator[tuple[str, Denied]]:
    """Yield what is missing about the client's consent to somebody else taking over."""
    if consent not in ClientConsent.values:
        yield "consent", Denied("no_consent", _("Say whether the client agrees."))
    elif consent != ClientConsent.YES and not words.strip():
        yield "consent_words", Denied("no_consent_words", _("Say why, in a sentence."))
