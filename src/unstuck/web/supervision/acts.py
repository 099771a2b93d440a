"""What was done for an agency's clients, by kind, and the scores before and after it: what a quarter's report rests on.

An act belongs to the quarter in which the eight weeks after it were over, so that a quarter that is over has all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Case, Min, OuterRef, QuerySet, Subquery, Value, When
from django.utils.timezone import localtime

from unstuck.language import gettext as _
from unstuck.population.after_acts import FRESH, WEEKS, ActsDone, AfterActs, StatedCourse, after_acts
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import ApproachStep, ConsultationProgress, ConsultationStep, Episode, Score, State
from unstuck.web.components.batches import day_number
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.consultation.models import ConsultationTransition
from unstuck.web.referrals.models import Referral
from unstuck.web.reviews.models import Decision, ReviewStep
from unstuck.web.supervision.permissions import episodes_between
from unstuck.web.supervision.quarters import Quarter

REACH = timedelta(weeks=WEEKS)


class ActKind(WordedChoices):
    """What is done for a client who is stuck. Codes are append-only; they stand in files."""

    CONSULTED = "consulted", _("A colleague was asked, and answered")
    CHANGED = "changed", _("The approach was changed")
    RELATIONSHIP = "relationship", _("Working together was talked about")
    RESOURCES = "resources", _("Outside support brought help")


@dataclass(frozen=True)
class ActsOfQuarter:
    """What came after each kind of act, and whose client each episode is. Acts lie between `first` and `last`."""

    first: date
    last: date
    after: Mapping[ActKind, AfterActs]
    workers: Mapping[int, int | None]


Dated = Iterator[tuple[int, date]]
"""An act: of which episode, and on which day."""


def acts_between(quarter: Quarter) -> tuple[date, date]:
    """Return the first and the last day of the acts that belong to a quarter."""
    return quarter.first - REACH, quarter.last - REACH


def acts_of_quarter(actor: Actor, quarter: Quarter) -> ActsOfQuarter:
    """Return what came after each kind of act, for the agency as a whole."""
    first, last = acts_between(quarter)
    episodes = episodes_between(actor, first - REACH, quarter.last)
    known = {pk: (worker, began) for pk, worker, began in episodes.values_list("pk", "worker_id", "started_on")}
    courses = list(_courses(episodes, {pk: day_number(began) for pk, (_worker, began) in known.items()}, (first, last)))
    after = after_acts(courses, {kind: _done(acts, first, last) for kind, acts in _acts(episodes).items()})
    return ActsOfQuarter(first, last, after, {pk: worker for pk, (worker, _began) in known.items()})


def _done(acts: Dated, first: date, last: date) -> ActsDone:
    days: dict[int, float] = {}
    also: set[int] = set()
    for episode, on in acts:
        if first <= on <= last:
            days[episode] = min(days.get(episode, day_number(on)), day_number(on))
        elif first - REACH <= on <= last + REACH:
            also.add(episode)
    return ActsDone(days, day_number(first), day_number(last), also)


NO_STATE_NEEDED = ""


def _courses(
    episodes: QuerySet[Episode], began: Mapping[int, float], acts: tuple[date, date]
) -> Iterator[StatedCourse]:
    """Yield the counting scores from eight weeks before the first score that can count to eight weeks after the acts.

    Those at which somebody can be set beside another have their present state, the others NO_STATE_NEEDED.
    """
    first, last = day_number(acts[0]) - FRESH, day_number(acts[1])
    reach = REACH.days
    newest = Subquery(State.objects.filter(score=OuterRef("pk")).order_by("-pk").values("code")[:1])
    counting = Score.objects.filter(episode__in=episodes, withdrawn_at=None)
    rows = (
        counting.filter(day__gte=first - reach, day__lte=last + reach)
        .annotate(state=Case(When(day__gte=first, day__lte=last, then=newest), default=Value(NO_STATE_NEEDED)))
        .order_by("episode", "instrument", "day")
        .values_list("episode", "instrument", "day", "total", "state")
    )
    for (episode, instrument), found in groupby(rows, key=lambda row: (row[0], row[1])):
        stated = [(day, total, str(state)) for _episode, _instrument, day, total, state in found if state is not None]
        days, scores, states = [one[0] for one in stated], [one[1] for one in stated], [one[2] for one in stated]
        yield StatedCourse(episode, instrument, began[episode], days, scores, states)


def _acts(episodes: QuerySet[Episode]) -> dict[ActKind, Dated]:
    return {
        ActKind.CONSULTED: _consultations(episodes),
        ActKind.CHANGED: _changes(episodes),
        ActKind.RELATIONSHIP: _relationship(episodes),
        ActKind.RESOURCES: _resources(episodes),
    }


def _consultations(episodes: QuerySet[Episode]) -> Dated:
    """Yield the day of the first answer to each question to colleagues, in the site or recorded by hand."""
    replies = ConsultationTransition.objects.filter(action="reply", consultation__episode__in=episodes)
    of_each = replies.order_by().values_list("consultation", "consultation__episode").annotate(first=Min("at"))
    for _consultation, episode, at in of_each:
        yield episode, localtime(at).date()
    by_hand = ConsultationStep.objects.filter(
        step=ConsultationProgress.ANSWERED, episode__in=episodes, copied=False, withdrawn_at=None
    )
    yield from by_hand.values_list("episode", "on")


def _changes(episodes: QuerySet[Episode]) -> Dated:
    """Yield the day on which an approach began where another had begun before."""
    begun = ApproachStep.objects.filter(ends=None, withdrawn_at=None, episode__in=episodes)
    first: dict[int, date] = {}
    for episode, on in begun.order_by("episode", "on").values_list("episode", "on"):
        if on > first.setdefault(episode, on):
            yield episode, on


def _relationship(episodes: QuerySet[Episode]) -> Dated:
    """Yield the day on which a review led to talking about how working together is going."""
    decided = ReviewStep.objects.filter(
        action="decide", decision=Decision.RELATIONSHIP, review__episode__in=episodes
    ).values_list("review__episode", "at")
    for episode, at in decided:
        yield episode, localtime(at).date()


def _resources(episodes: QuerySet[Episode]) -> Dated:
    """Yield the day from which the client said that help came from outside."""
    helped = Referral.objects.filter(episode__in=episodes, helped_on__isnull=False)
    for episode, on in helped.values_list("episode", "helped_on"):
        if on is not None:
            yield episode, on
