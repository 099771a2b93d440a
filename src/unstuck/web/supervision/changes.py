"""What changed with one worker's clients since the two last met: always through the gates of the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.alerts.workflow import RAISED
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.caseload.queries import SILENT_DAYS
from unstuck.web.components import dates
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consultation.models import Consultation
from unstuck.web.reviews.models import Closing, Review
from unstuck.web.reviews.permissions import closings_for, reviews_for
from unstuck.web.reviews.workflow import CLOSED as REVIEW_CLOSED
from unstuck.web.reviews.workflow import DECIDED
from unstuck.web.reviews.workflow import OPEN as REVIEW_OPEN
from unstuck.web.safety.models import Concern
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.safety.queries import urgency
from unstuck.web.safety.workflow import CLOSED as CONCERN_CLOSED
from unstuck.web.safety.workflow import OPEN as CONCERN_OPEN

AboutClient = TypeVar("AboutClient", bound=Model)
SOON = timedelta(weeks=2)
"""Days to look again that come within this time are named in advance: most supervisors meet every two to four weeks."""


@dataclass(frozen=True)
class ChangesSince:
    """What to talk about with one worker. Each list by client's name, concerns by urgency."""

    open_concerns: list[Concern]
    closed_concerns: list[Concern]
    undecided: list[Review]
    to_look_at: list[Review]
    closed_reviews: list[Review]
    not_taken_up: list[Alert]
    consultations: list[Consultation]
    endings: list[Closing]
    silent: list[tuple[Episode, date]]


def changes_since(actor: Actor, worker_id: int, since: date, today: date) -> ChangesSince:
    """Return what happened with a worker's clients since a day, as far as `actor` may read these clients."""
    reviews, beginning = rows_of(_reviews, actor, worker_id), dates.day_begins(since)
    going_on = [one for one in reviews if one.state != REVIEW_CLOSED and one.episode.ended_on is None]
    return ChangesSince(
        open_concerns=sorted(rows_of(_open_concerns, actor, worker_id), key=urgency),
        closed_concerns=rows_of(_closed_concerns, actor, worker_id, beginning),
        undecided=[one for one in going_on if one.state == REVIEW_OPEN],
        to_look_at=[one for one in going_on if _comes_soon(one, today)],
        closed_reviews=[one for one in reviews if one.closed_at is not None and one.closed_at >= beginning],
        not_taken_up=rows_of(_not_taken_up, actor, worker_id),
        consultations=rows_of(_consultations, actor, worker_id, beginning),
        endings=rows_of(_endings, actor, worker_id, since),
        silent=[
            (one, vars(one)["last_sign"])
            for one in rows_of(_silent, actor, worker_id, today - timedelta(days=SILENT_DAYS))
        ],
    )


def _theirs(actor: Actor, worker: int) -> QuerySet[Episode]:
    return episodes_for(actor).filter(worker_id=worker)


def _concerns(actor: Actor, worker: int) -> QuerySet[Concern]:
    concerns = concerns_for(actor).filter(episode__in=_theirs(actor, worker))
    return concerns.select_related("episode__client", "responder")


def _open_concerns(actor: Actor, worker: int) -> QuerySet[Concern]:
    return _concerns(actor, worker).filter(state__in=CONCERN_OPEN).order_by("raised_at")


def _closed_concerns(actor: Actor, worker: int, since: datetime) -> QuerySet[Concern]:
    return _concerns(actor, worker).filter(state=CONCERN_CLOSED, closed_at__gte=since).order_by("closed_at")


def _reviews(actor: Actor, worker: int) -> QuerySet[Review]:
    return _by_client(reviews_for(actor).filter(episode__in=_theirs(actor, worker)))


def _not_taken_up(actor: Actor, worker: int) -> QuerySet[Alert]:
    alerts = alerts_for(actor).filter(episode__in=_theirs(actor, worker), episode__ended_on=None)
    return _by_client(alerts.filter(state=RAISED, present=True))


def _endings(actor: Actor, worker: int, since: date) -> QuerySet[Closing]:
    return _by_client(closings_for(actor).filter(episode__in=_theirs(actor, worker), on__gte=since))


def _by_client(rows: QuerySet[AboutClient]) -> QuerySet[AboutClient]:
    return rows.select_related("episode__client").order_by("episode__client__name", "episode__client__reference", "pk")


def _comes_soon(review: Review, today: date) -> bool:
    return review.state == DECIDED and review.again_on is not None and review.again_on <= today + SOON


def _consultations(actor: Actor, worker: int, since: datetime) -> QuerySet[Consultation]:
    """Return what was asked, and is not withdrawn, without its texts: these are for those asked."""
    asked = Consultation.objects.filter(episode__in=_theirs(actor, worker), asked_at__isnull=False).exclude(
        state="withdrawn"
    )
    lately = asked.exclude(state="closed", asked_at__lt=since)
    return _by_client(lately.defer("question", "leave_out", "decision", "came_of_it"))


def _silent(actor: Actor, worker: int, until: date) -> QuerySet[Episode]:
    """Return those who were last heard from on a day or before it, with that last day as `last_sign`."""
    last = Coalesce("standing__heard_on", "started_on")
    rows = _theirs(actor, worker).filter(ended_on=None).annotate(last_sign=last).select_related("client")
    return rows.filter(last_sign__lte=until).order_by("client__name", "pk")
