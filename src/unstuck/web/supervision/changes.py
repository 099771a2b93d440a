"""What changed with one worker's clients since the two last met: always through the gates of the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.alerts.workflow import RAISED
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.caseload.queries import SILENT_DAYS
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
    theirs = episodes_for(actor).filter(worker_id=worker_id)
    concerns = concerns_for(actor).filter(episode__in=theirs).select_related("episode__client", "responder")
    reviews = _by_client(reviews_for(actor).filter(episode__in=theirs))
    going_on = [one for one in reviews if one.state != REVIEW_CLOSED and one.episode.ended_on is None]
    return ChangesSince(
        open_concerns=sorted(concerns.filter(state__in=CONCERN_OPEN).order_by("raised_at"), key=urgency),
        closed_concerns=list(concerns.filter(state=CONCERN_CLOSED, closed_at__date__gte=since).order_by("closed_at")),
        undecided=[one for one in going_on if one.state == REVIEW_OPEN],
        to_look_at=[one for one in going_on if _comes_soon(one, today)],
        closed_reviews=[one for one in reviews if one.closed_at is not None and one.closed_at.date() >= since],
        not_taken_up=list(
            _by_client(alerts_for(actor).filter(episode__in=theirs, episode__ended_on=None, state=RAISED, present=True))
        ),
        consultations=_consultations(theirs, since),
        endings=list(_by_client(closings_for(actor).filter(episode__in=theirs, on__gte=since))),
        silent=_silent(theirs, today),
    )


def _by_client(rows: Any) -> Any:
    return rows.select_related("episode__client").order_by("episode__client__name", "episode__client__reference", "pk")


def _comes_soon(review: Review, today: date) -> bool:
    return review.state == DECIDED and review.again_on is not None and review.again_on <= today + SOON


def _consultations(theirs: QuerySet[Episode], since: date) -> list[Consultation]:
    """Return what was asked, and is not withdrawn, without its texts: these are for those asked."""
    asked = Consultation.objects.filter(episode__in=theirs, asked_at__isnull=False).exclude(state="withdrawn")
    lately = asked.exclude(state="closed", asked_at__date__lt=since)
    return list(_by_client(lately.defer("question", "leave_out", "decision", "came_of_it")))


def _silent(theirs: QuerySet[Episode], today: date) -> list[tuple[Episode, date]]:
    last = Coalesce("standing__heard_on", "started_on")
    rows = theirs.filter(ended_on=None).annotate(last_sign=last).select_related("client")
    quiet = rows.filter(last_sign__lte=today - timedelta(days=SILENT_DAYS)).order_by("client__name", "pk")
    return [(one, vars(one)["last_sign"]) for one in quiet]
