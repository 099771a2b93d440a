"""What a consent must say, and when one can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import ConsentKind, ConsentManner, GivenBy


@dataclass(frozen=True)
class GivenTerms:
    """What was asked, and the answer, as it is to be recorded."""

    kind: str
    agreed: bool
    how: str
    on: date
    given_by: str = GivenBy.CLIENT
    giver: str = ""
    recipient: str = ""
    purpose: str = ""
    what: str = ""
    words: str = ""
    until: date | None = None


@dataclass(frozen=True)
class WithdrawalTerms:
    """How and when a consent was taken back, and in which words."""

    on: date
    how: str = ConsentManner.SPOKEN
    words: str = ""


def check_given(terms: GivenTerms, today: date) -> None:
    """Raise Denied for the first thing that a consent lacks."""
    for _field, denied in consent_gaps(terms, today):
        raise denied


def consent_gaps(terms: GivenTerms, today: date) -> Iterator[tuple[str, Denied]]:
    """Yield what a consent lacks, each with the field that it belongs beside."""
    if terms.kind not in ConsentKind.values:
        yield "kind", Denied("no_kind", _("Choose what the consent is about."))
    if terms.how not in (ConsentManner.SIGNED, ConsentManner.SPOKEN):
        yield "how", Denied("no_how", _("Choose how they answered."))
    if terms.on > today:
        yield "on", Denied("future_date", _("The date cannot be in the future."))
    if terms.until is not None and terms.until < terms.on:
        yield "until", Denied("until_before", _("The last day cannot be before the day of the consent."))
    if terms.given_by != GivenBy.CLIENT and not terms.giver.strip():
        yield "giver", Denied("no_giver", _("Write the name of whoever decides for the client."))
    if terms.kind == ConsentKind.SHARING:
        needed = {
            "recipient": (terms.recipient, _("Say who may be told: a person or an organisation, by name.")),
            "purpose": (terms.purpose, _("Say what for.")),
            "what": (terms.what, _("Say exactly what may be told.")),
        }
        for name, (text, problem) in needed.items():
            if not text.strip():
                yield name, Denied(f"no_{name}", problem)


def check_withdrawal(terms: WithdrawalTerms, given_on: date | None, today: date) -> None:
    """Raise Denied for a withdrawal in the future, or before there was anything to take back."""
    if terms.on > today:
        raise Denied("future_date", _("The date cannot be in the future."))
    if given_on is not None and terms.on < given_on:
        raise Denied("before_consent", _("It cannot be taken back before the day on which it was given."))
    if terms.how not in ConsentManner.values:
        raise Denied("no_how", _("Choose how they said it."))


def check_seen_to(words: str) -> None:
    """Raise Denied where it is not said what was done."""
    if not words.strip():
        raise Denied("no_words", _("Say in a sentence whom you told, or what you agreed with the client."))
