"""Reading reviews and endings: always through the gate, and never row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.reviews.models import Closing, Review, ReviewStep, SecondLookAnswer
from unstuck.web.reviews.permissions import closings_for, reviews_for
from unstuck.web.reviews.workflow import CLOSED, DECIDED, OPEN

LATEST = 50
"""Closed reviews and endings on one page; older ones are reached from the client."""


@dataclass(frozen=True)
class ReviewLists:
    """The reviews that somebody may read: due to be looked at again, open, decided for a later day, closed recently."""

    due: list[Review]
    open: list[Review]
    decided: list[Review]
    closed: list[Review]


def reviews_list(actor: Actor, today: date) -> ReviewLists:
    """Return the reviews of the open episodes, in two queries."""
    readable = reviews_for(actor).select_related("episode__client", "episode__worker", "episode__standing")
    going_on = list(readable.exclude(state=CLOSED).order_by("again_on", "opened_at"))
    return ReviewLists(
        due=[one for one in going_on if is_due(one, today)],
        open=[one for one in going_on if one.state == OPEN],
        decided=[one for one in going_on if one.state == DECIDED and not is_due(one, today)],
        closed=list(readable.filter(state=CLOSED).order_by("-closed_at")[:LATEST]),
    )


def is_due(review: Review, today: date) -> bool:
    """True where the day to look again has come."""
    return review.state == DECIDED and review.again_on is not None and review.again_on <= today


def review_of(episode: Episode) -> Review | None:
    """Return the review of an episode that came through the gate."""
    return Review.objects.filter(episode=episode).first()


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
    return Closing.objects.filter(episode=episode).select_related("by").first()


def endings(actor: Actor) -> list[Closing]:
    """Return the endings that somebody may read, the latest first."""
    closings = closings_for(actor).select_related("episode__client", "episode__worker", "by")
    return list(closings.order_by("-on", "-id")[:LATEST])


def goes_on_elsewhere(episode: Episode) -> bool:
    """True where the client of an ended episode has an open one."""
    return Episode.objects.filter(client=episode.client_id, ended_on=None).exists()
