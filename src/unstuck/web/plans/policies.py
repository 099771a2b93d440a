"""What may be done with a plan, and when, whoever does it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from unstuck.guidance import Case
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.options import withheld
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.components.denied import Denied
from unstuck.web.plans.models import ClientWords, Goal

NOT_SEEN_ALONE = "C.1-not-seen-alone"
"""The one reason for which an approach waits that a worker can settle by saying so."""


def check_day(on: date, episode: Episode, today: date, not_before: date | None = None) -> None:
    """Raise Denied for a day in the future, before the work began, or before what it follows."""
    if on > today:
        raise Denied("future_date", _("The date cannot be in the future."))
    first = max(episode.started_on, not_before or episode.started_on)
    if on < first:
        raise Denied("before_its_start", _("The date cannot be before %(day)s.") % {"day": spell_date(first)})


def check_still_so(words: ClientWords) -> None:
    """Raise Denied where the client's words were marked as no longer so."""
    if ClientWords.objects.filter(ends=words).exists():
        raise Denied("ended_already", _("This is already marked as no longer so."))


def check_described(goal: Goal) -> None:
    """Raise Denied where nobody has said what the steps of a goal look like."""
    if not goal.ratings.exists():
        raise Denied("not_described", _("Say first what each step of this goal looks like."))


def check_not_described(goal: Goal) -> None:
    """Raise Denied where the steps of a goal are described: what was rated by them keeps its meaning."""
    if goal.ratings.exists():
        raise Denied("described_already", _("The steps of this goal are described already. Set another goal instead."))


def check_other_words(goal: Goal, words: str) -> None:
    """Raise Denied where the goal already has these words."""
    if words == goal.words:
        raise Denied("same_words", _("The goal already has these words. Change them, or leave without saving."))


def check_not_in_use(code: str, going_on: Collection[ApproachStep], ended: Collection[int]) -> None:
    """Raise Denied where an approach is to begin that is in use already and does not end."""
    if any(step.code == code and step.pk not in ended for step in going_on):
        raise Denied("in_use", _("This approach is already in use. Choose another one, or end it first."))


def check_counts(step: ApproachStep) -> None:
    """Raise Denied where an approach was marked as entered in error."""
    if step.withdrawn_at is not None:
        raise Denied("not_there", _("This approach is no longer recorded. Choose again."))


def check_issues(codes: Collection[str]) -> None:
    """Raise Denied for a code that is not on the list."""
    if not set(codes) <= set(catalogue().issues):
        raise Denied("not_an_issue", _("Choose from the list."))


def check_offered(code: str, case: Case, *, seen_alone: bool) -> None:
    """Raise Denied for couple or family work with violence on record, or before each was seen alone and asked (C.1)."""
    reasons = [one for one in withheld(code, case) if one.code != NOT_SEEN_ALONE or not seen_alone]
    if reasons:
        raise Denied("not_offered", " ".join(one.text for one in reasons))
