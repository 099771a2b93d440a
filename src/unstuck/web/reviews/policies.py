"""What may be done with a review, and when, whoever does it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from unstuck.guidance import tables
from unstuck.guidance.case import Case
from unstuck.guidance.order import CANNOT_WAIT
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.web.alerts.policies import check_again_on
from unstuck.web.components.denied import Denied
from unstuck.web.components.wording import has_words
from unstuck.web.components.workflow import NEW
from unstuck.web.reviews.models import Decision, Outcome, Review
from unstuck.web.reviews.workflow import CLOSED, REVIEW

LONGEST_WEEKS = 12
"""The day to look again lies within so many weeks."""

LOOKED_AT = ("life-events", "culture-never-asked", "whose-measure")
"""Prompts that no form settles: they are kept or struck with the guesses of a second look (B.7)."""

IN_A_CRISIS = (Decision.RISK, Decision.CONSULT)
"""What can be decided while a risk waits for an assessment (S.1)."""


def check_open_to(action: str, review: Review | None) -> None:
    """Raise Denied where an action is not open to a review; None: there is no review yet."""
    if review is not None and action in ("open", "reopen") and review.state != CLOSED:
        raise Denied("open_already", _("A review of this client is already open."))
    REVIEW.check(action, review.state if review else NEW)


def check_going_on(review: Review | None) -> None:
    """Raise Denied where no review is open."""
    if review is None or review.state == CLOSED:
        raise Denied("no_review", _("Open the review first."))


def check_second_look(abouts: Iterable[str], case: Case) -> None:
    """Raise Denied for what is no guess and no prompt of a second look, and while a risk waits (S.2)."""
    if suspended(case):
        raise Denied("suspended", _("A risk is recorded and not assessed yet. Respond to it first: the rest waits."))
    if not set(abouts) <= {*tables.guesses(), *LOOKED_AT}:
        raise Denied("no_guess", _("Choose from what is on the page."))


def check_decision(decision: str, question: str, again_on: date | None, today: date) -> None:
    """Raise Denied where a decision lacks its question or its day."""
    if not has_words(question):
        raise Denied("no_question", _("Write down the one question."))
    if decision not in Decision.values:
        raise Denied("no_decision", _("Choose what was decided."))
    check_day(again_on, today)


def check_day(again_on: date | None, today: date) -> None:
    """Raise Denied where there is no day to look again, or one too far ahead."""
    if again_on is None:
        raise Denied("no_day", _("Say when to look again."))
    check_again_on(again_on, today, LONGEST_WEEKS)


def check_not_suspended(decision: str, case: Case) -> None:
    """Raise Denied for what waits until a person has assessed a risk (S.1)."""
    if suspended(case) and decision not in IN_A_CRISIS:
        raise Denied(
            "suspended",
            _("A risk is recorded and not assessed yet. Respond to it first and record that: the rest waits."),
        )


def check_outcome(outcome: str, words: str) -> None:
    """Raise Denied where a review would close without an outcome, or with another one and no words."""
    if outcome not in Outcome.values or outcome == Outcome.ENDED:
        raise Denied("no_outcome", _("Choose what came of it."))
    if outcome == Outcome.OTHER and not has_words(words):
        raise Denied("no_words", _("Say in a sentence what came of it."))


def check_words(words: str) -> None:
    """Raise Denied where a reason is missing."""
    if not has_words(words):
        raise Denied("no_reason", _("Say why, in a sentence."))


def check_may_set_aside(step: str) -> None:
    """Raise Denied for what answers a risk: it is never set aside (S.3)."""
    if step in CANNOT_WAIT:
        raise Denied("cannot_wait", _("What answers a risk cannot be set aside. It ends when the concern is closed."))
