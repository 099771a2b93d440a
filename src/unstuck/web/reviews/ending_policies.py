"""What an ending needs. It is never refused for a risk: it asks for words, or for a second person (E)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unstuck.guidance import Thresholds, default_thresholds
from unstuck.guidance.because import number
from unstuck.guidance.case import Case
from unstuck.guidance.concerns import open_concerns
from unstuck.guidance.contact import was_at_risk
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.web.caseload.cases import Facts
from unstuck.web.components.denied import Denied
from unstuck.web.components.wording import has_words
from unstuck.web.reviews.ending_kinds import EndingKind, ending_kinds
from unstuck.web.reviews.models import Ending, IntendedEnding
from unstuck.web.reviews.workflow import AGREED
from unstuck.web.safety.case_part import safety_part
from unstuck.web.safety.models import ContactWay
from unstuck.web.safety.queries import sign_ids
from unstuck.web.transfers.policies import consent_faults

LONGEST_ASK_WEEKS = 52
"""The day to ask how it went lies within so many weeks."""


@dataclass(frozen=True)
class EndingDetails:
    """How the work ends. What a kind does not ask for stays empty; `place`: where the client is, or who takes over."""

    ending: str
    on: date
    words: str = ""
    notice: str = ""
    continuity: str = ""
    risk_words: str = ""
    mandate_words: str = ""
    notice_on: date | None = None
    setbacks: str = ""
    way_back: str = ""
    ask_on: date | None = None
    place: str = ""
    told: str = ""
    tries: int | None = None
    ways: Sequence[str] = ()
    welfare: str = ""
    consent: str = ""
    consent_words: str = ""


@dataclass(frozen=True)
class EndingCircumstances:
    """What an ending is measured against. `risk_open`: a concern is open; `risk_lately`: one was in the last weeks."""

    began: date
    today: date
    risk_open: bool
    risk_lately: bool


def circumstances(case: Case, began: date, today: date) -> EndingCircumstances:
    """Return what an ending is measured against, from the case as it is now."""
    return EndingCircumstances(began, today, bool(open_concerns(case)), was_at_risk(case, default_thresholds()))


def kind_of_ending(code: str) -> EndingKind:
    """Return the kind with a code. Denied where there is none."""
    if code not in ending_kinds():
        raise Denied("no_ending", _("Choose how the work ends."))
    return ending_kinds()[code]


def check_ending(ended: EndingDetails, known: EndingCircumstances) -> None:
    """Raise Denied for the first thing that an ending lacks."""
    for _field, denied in ending_faults(ended, known):
        raise denied


def ending_faults(ended: EndingDetails, known: EndingCircumstances) -> Iterator[tuple[str, Denied]]:
    """Yield what an ending lacks, each with the field that it belongs beside."""
    kind = kind_of_ending(ended.ending)
    yield from _day_faults(ended, known)
    for field, denied in _missing().items():
        if field in kind.needs and not has_words(str(getattr(ended, field) or "")):
            yield field, denied
    if "consent" in kind.asks:
        yield from consent_faults(ended.consent, ended.consent_words)
    if kind.ending == Ending.NO_CONTACT:
        yield from _contact_faults(ended, known, default_thresholds())
    if known.risk_open and not kind.wished and not has_words(ended.risk_words):
        yield "risk_words", Denied("no_risk_words", _("A risk is open. Say in words how it is held from here on."))


def _day_faults(ended: EndingDetails, known: EndingCircumstances) -> Iterator[tuple[str, Denied]]:
    if not known.began <= ended.on <= known.today:
        yield "on", Denied("wrong_day", _("The day must be between the start of this work and today."))
    if ended.notice_on is not None and not known.began <= ended.notice_on <= ended.on:
        yield (
            "notice_on",
            Denied("wrong_notice", _("Notice is given between the start of this work and the last day.")),
        )
    if ended.ask_on is not None:
        try:
            check_ask_on(ended.ask_on, known.today)
        except Denied as denied:
            yield "ask_on", denied


def check_ask_on(ask_on: date, today: date) -> None:
    """Raise Denied for a day to ask how it went that is not ahead, or too far ahead."""
    if not today < ask_on <= today + timedelta(weeks=LONGEST_ASK_WEEKS):
        words = _("The day to ask how it went must be after today, and within %(n)s weeks.")
        raise Denied("wrong_ask_day", words % {"n": LONGEST_ASK_WEEKS})


def _missing() -> dict[str, Denied]:
    return {
        "words": Denied("no_reason", _("Say why the work ends, in a sentence.")),
        "place": Denied("no_place", _("Say where, or who takes over.")),
        "told": Denied("no_told", _("Say who there was told.")),
        "tries": Denied("no_tries", _("Enter how often you tried, as a number.")),
        "ways": Denied("no_ways", _("Choose the ways in which you tried.")),
    }


def _contact_faults(
    ended: EndingDetails, known: EndingCircumstances, limits: Thresholds
) -> Iterator[tuple[str, Denied]]:
    """A.6: the file is not closed before it was tried often enough, and a client at risk of late was looked in on."""
    least = {"tries": number(limits.contact_tries), "ways": number(limits.contact_ways)}
    words = _("The file is kept open until you have tried at least %(tries)s times in %(ways)s ways.") % least
    if ended.tries is not None and ended.tries < limits.contact_tries:
        yield "tries", Denied("too_few_tries", words)
    if ended.ways and len(set(ended.ways) & set(ContactWay.values)) < limits.contact_ways:
        yield "ways", Denied("too_few_ways", words)
    if known.risk_lately and not has_words(ended.welfare):
        reason = _("A risk was on record lately. Say whether somebody looked in, and what they found.")
        yield "welfare", Denied("no_welfare", reason)


def risk_as_seen(case: Case, facts: Facts, today: date) -> list[list[str]]:
    """Return which risks are open now, as codes and days, and which signs are on record: what a second person saw."""
    seen = {("sign", str(one), "") for one in sign_ids(safety_part(facts).open_concerns)}
    for concern in open_concerns(case):
        for entry in concern.entries:
            day = "" if entry.weeks_ago is None else (today - timedelta(days=round(entry.weeks_ago * 7))).isoformat()
            seen.add((concern.kind, day, "imminent" if entry.imminent else "open"))
    return [list(one) for one in sorted(seen)]


def check_second_look(
    kind: EndingKind, case: Case, intended: IntendedEnding | None, actor: int, risks: Collection[Sequence[str]]
) -> None:
    """Raise Denied where a worker would end alone, of their own accord, in a crisis (E.2)."""
    if not kind.own_accord or not suspended(case):
        return
    if intended is None or intended.state != AGREED or intended.ending != kind.ending or intended.by_id != actor:
        raise Denied(
            "needs_second_person",
            _("A risk is open that is not assessed, or is imminent. Before you end the work of your own accord, a ")
            + _("second person looks at what you intend. Ask for that look first."),
        )
    if is_newer(intended.seen, risks):
        raise Denied(
            "newer_sign", _("Since the second person looked there is a newer sign of risk. Ask for another look.")
        )


def is_newer(seen: Collection[Sequence[str]], now: Collection[Sequence[str]]) -> bool:
    """Tell whether a risk is open now that was not there, or not imminent, when the second person looked."""
    return bool({tuple(one) for one in now} - {tuple(one) for one in seen})


def check_intention(kind: EndingKind, words: str, risk_words: str) -> None:
    """Raise Denied where what a worker intends is not said in words, or needs no second person."""
    if not kind.own_accord:
        raise Denied("no_second_person_needed", _("This kind of ending needs no second person."))
    if not has_words(words):
        raise Denied("no_reason", _("Say what you intend and why now, in a sentence."))
    if not has_words(risk_words):
        raise Denied("no_risk_words", _("Say in words how the risk is held from here on."))
