"""Reading reviews and endings: always through the gate, and never row by row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from unstuck.guidance import Case
from unstuck.guidance.concerns import open_concerns
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.current_case import current_cases
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.reviews.models import Closing, IntendedEnding, PlannedEnd, Review, ReviewStep, SecondLookAnswer
from unstuck.web.reviews.permissions import closings_for, second_looks_for
from unstuck.web.reviews.workflow import ASKED, DECIDED, WAITING_OR_AGREED

LATEST = 50
"""Endings on one page; older ones are reached from the client."""


def is_due(review: Review, today: date) -> bool:
    """True where the day to look again has come."""
    return review.state == DECIDED and review.again_on is not None and review.again_on <= today


def review_of(episode: Episode) -> Review | None:
    """Return the review of an episode that came through the gate."""
    return next(iter(rows_of(lambda pk: Review.objects.filter(episode=pk), episode.pk)), None)


def steps_of(review: Review | None) -> list[ReviewStep]:
    """Return the steps of a review, the first one first, in one query."""
    return [] if review is None else list(ReviewStep.objects.filter(review=review).select_related("by").order_by("id"))


def second_look_of(review: Review | None) -> list[SecondLookAnswer]:
    """Return what was kept and struck since a review was last opened, the first answer first, in one query."""
    if review is None:
        return []
    answers = SecondLookAnswer.objects.filter(review=review, at__gte=review.opened_at)
    return list(answers.select_related("by").order_by("id"))


def closing_of(episode: Episode) -> Closing | None:
    """Return how an episode that came through the gate ended; None where it goes on, or ended otherwise."""
    return next(iter(rows_of(_closing_of, episode.pk)), None)


def _closing_of(episode: int) -> QuerySet[Closing]:
    """Return it with all that its words are made of."""
    found = Closing.objects.filter(episode=episode).select_related("episode", "by", "second_look__second")
    return found.prefetch_related("follow_ups__by")


def endings(actor: Actor, first: Collection[int] = ()) -> list[Closing]:
    """Return the endings that somebody may read: those of the episodes in `first`, then the latest."""
    closings = closings_for(actor).select_related("episode__client", "episode__worker", "by", "second_look__second")
    ordered = closings.prefetch_related("follow_ups__by").order_by("-on", "-id")
    leading = list(ordered.filter(episode__in=first))
    return leading + list(ordered.exclude(episode__in=first)[:LATEST])


def goes_on_elsewhere(episode: Episode) -> bool:
    """True where the client of an ended episode has an open one."""
    return Episode.objects.filter(client=episode.client_id, ended_on=None).exists()


def endings_with_open_risk(actor: Actor, today: date) -> dict[int, Case]:
    """Return, by row id of the episode, the cases of ended work with a concern that nobody has closed."""
    at_risk = Episode.objects.filter(closing__in=closings_for(actor).filter(risk=True))
    cases = current_cases(list(at_risk), today)
    return {episode: case for episode, case in cases.items() if open_concerns(case)}


def day_to_ask(closing: Closing) -> date | None:
    """Return the day to ask how it went, None where nobody is to ask (any longer)."""
    answers = list(closing.follow_ups.all())
    return answers[-1].ask_on if answers else closing.ask_on


def closings_to_ask_about(actor: Actor, today: date) -> list[Closing]:
    """Return the endings whose day to ask how it went has come, the longest due first."""
    due = {one: day_to_ask(one) for one in rows_of(_with_a_day, actor, today)}
    waiting = [(day, one.pk, one) for one, day in due.items() if day is not None and day <= today]
    return [one for _day, _pk, one in sorted(waiting, key=lambda line: line[:2])]


def _with_a_day(actor: Actor, today: date) -> QuerySet[Closing]:
    dated = Q(ask_on__lte=today) | Q(follow_ups__ask_on__lte=today)
    found = closings_for(actor).filter(dated).distinct().select_related(*_WITH_CLIENT, "by")
    return found.prefetch_related("follow_ups")


_WITH_CLIENT = ("episode__client", "episode__worker", "episode__standing")


def second_looks(actor: Actor) -> list[IntendedEnding]:
    """Return the intended endings at which somebody is asked to look."""
    return rows_of(_second_looks, actor)


def _second_looks(actor: Actor) -> QuerySet[IntendedEnding]:
    waiting = second_looks_for(actor).filter(state=ASKED)
    return waiting.select_related(*_WITH_CLIENT, "by").order_by("asked_at")


def own_intentions(actor: Actor) -> list[IntendedEnding]:
    """Return the endings that somebody intends and that wait for a second person, or were agreed to."""
    return rows_of(_own_intentions, actor)


def _own_intentions(actor: Actor) -> QuerySet[IntendedEnding]:
    own = IntendedEnding.objects.filter(by=actor.id, state__in=WAITING_OR_AGREED, episode__in=episodes_for(actor))
    return own.select_related(*_WITH_CLIENT, "second").order_by("asked_at")


def intended_of(episode: Episode) -> IntendedEnding | None:
    """Return what was last intended with an episode that came through the gate."""
    asked = IntendedEnding.objects.filter(episode=episode).select_related("second", "by")
    return asked.prefetch_related("steps").order_by("-id").first()


def planned_end_of(episode: Episode) -> PlannedEnd | None:
    """Return the end ahead that is not the client's choice; None where none is."""
    latest = PlannedEnd.objects.filter(episode=episode).order_by("-id").first()
    return latest if latest and latest.on else None
