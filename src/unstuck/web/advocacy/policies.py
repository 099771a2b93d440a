"""What a task of advocacy needs, and when, whoever does it (D.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.advocacy.kinds import HAS_A_DAY, NEEDS_NO_WORDS, OUTCOMES
from unstuck.web.advocacy.letter import GAP, letter_parts
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyDoer, AdvocacyKind, AdvocacyTask, InterpreterChoice
from unstuck.web.components.denied import Denied
from unstuck.web.referrals.models import HelpReceived

FARTHEST = timedelta(days=366)
"""A last day further off than this is a slip of the pen."""


@dataclass(frozen=True)
class TaskDetails:
    """What is asked for, of whom, how, by whom and by when."""

    kind: AdvocacyKind
    office: str
    ask: str
    way: str
    doer: str
    do_by: date
    contact: str = ""
    safe_way: str = ""
    doer_name: str = ""
    deadline: date | None = None
    meets_on: date | None = None
    takes_part: str = ""
    language: str = ""
    interpreter: str = ""


def check_details(wanted: TaskDetails, today: date) -> None:
    """Raise Denied for the first thing that a task lacks."""
    for _field, denied in task_faults(wanted, today):
        raise denied


def task_faults(wanted: TaskDetails, today: date) -> Iterator[tuple[str, Denied]]:
    """Yield what a task lacks, each with the field that it belongs beside."""
    if not wanted.office.strip():
        yield "office", Denied("no_office", _("Say who it is to."))
    if not wanted.ask.strip():
        yield "ask", Denied("no_ask", _("Say what is asked for."))
    yield from _deadline_faults(wanted, today)
    if wanted.do_by < today:
        yield "do_by", Denied("do_by_past", _("The day by which it is done cannot be in the past."))
    if wanted.doer == AdvocacyDoer.SOMEBODY and not wanted.doer_name.strip():
        yield "doer_name", Denied("no_doer", _("Say who does it."))
    yield from _day_faults(wanted, today)
    if wanted.kind == AdvocacyKind.INTERPRETER:
        yield from _interpreter_faults(wanted)


def _deadline_faults(wanted: TaskDetails, today: date) -> Iterator[tuple[str, Denied]]:
    last = wanted.deadline
    if last is None:
        if wanted.kind == AdvocacyKind.APPEAL:
            words = _("An appeal has a last day. It stands in the decision, or ask the office that decided.")
            yield "deadline", Denied("no_deadline", words)
    elif abs(last - today) > FARTHEST:
        yield "deadline", Denied("wrong_deadline", _("Check the year: the last day is more than a year away."))
    elif today <= last < wanted.do_by:
        words = _("It has to be done by the last day, %(day)s.") % {"day": spell_date(last)}
        yield "do_by", Denied("after_deadline", words)


def _day_faults(wanted: TaskDetails, today: date) -> Iterator[tuple[str, Denied]]:
    if wanted.kind not in HAS_A_DAY:
        return
    if wanted.meets_on is None:
        yield "meets_on", Denied("no_day", _("Enter the day."))
    elif not today <= wanted.meets_on <= today + FARTHEST:
        yield "meets_on", Denied("wrong_day", _("The day must be today or within the next year."))
    if wanted.kind == AdvocacyKind.MEETING and not wanted.takes_part.strip():
        yield "takes_part", Denied("nobody_takes_part", _("Say who takes part, one a line."))


def _interpreter_faults(wanted: TaskDetails) -> Iterator[tuple[str, Denied]]:
    """Family, friends and children do not interpret: they leave out, protect, and hear what is not theirs to hear."""
    if not wanted.language.strip():
        yield "language", Denied("no_language", _("Say which language, and which dialect where it matters."))
    if wanted.interpreter == InterpreterChoice.FAMILY:
        words = _(
            "A relative, a friend or a child does not interpret: they may leave things out, be hurt by what they hear,"
            " or be the person it is about. Book a professional, by phone where nobody can come."
        )
        yield "interpreter", Denied("not_family", words)
    elif not wanted.interpreter:
        yield "interpreter", Denied("no_interpreter", _("Say who interprets."))


def check_letter(parts: Mapping[str, str]) -> None:
    """Raise Denied for a letter that asks for nothing, or whose gaps are not filled in."""
    unknown = set(parts) - set(letter_parts())
    if unknown or not parts.get("ask", "").strip():
        raise Denied("nothing_asked", _("Say in the letter what you ask for."))
    gaps = [letter_parts()[code] for code, text in parts.items() if GAP in text]
    if gaps:
        words = _("“%(heading)s” still has a gap: fill in or take out each %(gap)s.")
        raise Denied("gap_left", words % {"heading": gaps[0], "gap": GAP})


def check_wish(wish: str) -> None:
    """Raise Denied where the client's own wish is not recorded."""
    if not wish.strip():
        raise Denied("no_wish", _("Write down what the client wishes for, in their own words."))


def check_agreed_to(task: AdvocacyTask, consent: AdvocacyConsent | None) -> None:
    """Raise Denied where the client did not agree to exactly what they would read or be told."""
    if consent is None or not task.letter:
        words = _("Record first that the client agrees: what they wish for, and exactly what is said about them.")
        raise Denied("no_consent", words)
    if consent.letter != task.letter:
        raise Denied("changed_since", _("The words were changed since the client agreed. Go through them again."))


def check_outcome(task: AdvocacyTask, outcome: str, words: str) -> None:
    """Raise Denied for an answer that does not fit, or that has no words."""
    if outcome not in OUTCOMES[task.kind]:
        raise Denied("wrong_outcome", _("Choose what the answer was."))
    if outcome not in NEEDS_NO_WORDS and not words.strip():
        raise Denied("no_words", _("Say in a sentence what the answer was."))


def check_came(came: str, words: str) -> None:
    """Raise Denied for an end that does not say whether the client got it, and why not."""
    if came not in HelpReceived.values or came == HelpReceived.NOT_YET:
        raise Denied("not_said", _("Say whether the client got it."))
    if came != HelpReceived.YES and not words.strip():
        raise Denied("no_reason", _("Say why, in a sentence."))


def check_withdrawn(words: str) -> None:
    """Raise Denied for a task that is withdrawn without a reason."""
    if not words.strip():
        raise Denied("no_reason", _("Say why it is withdrawn, in a sentence."))
