"""Reading everything that was ever said of a client's scores, and the last ones of those on the work list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode, Score, State
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.prepared_queries import rows_of


def every_score(episode: Episode) -> list[Score]:
    """Return every score that was ever entered, withdrawn ones too, the latest day first."""
    scores = Score.objects.filter(episode=episode).select_related("entered_by", "withdrawn_by", "corrected_by")
    return list(scores.order_by("-day", "-id"))


class PastState(NamedTuple):
    """One state of one score, as it was shown at the time, and since when."""

    id: int
    at: datetime
    score_id: int
    instrument: str
    on: date
    total: float
    code: str
    reasons: list[dict[str, str]] | None
    withdrawn_at: datetime | None


def every_state(episode: Episode) -> list[PastState]:
    """Return every state that an episode's scores ever had, the newest first."""
    rows = State.objects.filter(episode=episode).order_by("-id")
    return [
        PastState._make(values)
        for values in rows.values_list(
            "id", "computed_at", "score_id", "instrument", "score__on", "score__total", "code",
            "evidence__reasons", "score__withdrawn_at",
        )
    ]  # fmt: skip


class LastScore(NamedTuple):
    """The last score on the questionnaire that leads, the first one on it, and the code of why the state was given.

    `leads_others`: the client has scores on another questionnaire too, so that whoever reads must be told which it is.
    `sparkline`: the small picture of the course, as JSON.
    """

    total: float
    on: date
    code: str
    first: float
    first_on: date
    leads_others: bool
    sparkline: str


def last_scores(actor: Actor, episodes: Collection[str]) -> dict[str, LastScore]:
    """Return the last scores of some clients whom somebody may read, by hex public id, in one query."""
    found = rows_of(_last_scores, actor, tuple(UUID(one) for one in episodes))
    return {public_id.hex: LastScore._make(values) for public_id, *values in found}


def _last_scores(actor: Actor, episodes: Collection[UUID]) -> QuerySet[Episode, tuple[Any, ...]]:
    counting = Score.objects.filter(episode=OuterRef("pk"), withdrawn_at=None)
    first = counting.filter(instrument=OuterRef("standing__instrument")).order_by("day")
    reason = KeyTransform("0", KeyTransform("reasons", "standing__state__evidence"))
    rows = episodes_for(actor).filter(public_id__in=episodes).exclude(standing__state=None)
    return rows.annotate(
        reason=KeyTextTransform("code", reason),
        first_total=Subquery(first.values("total")[:1]),
        first_on=Subquery(first.values("on")[:1]),
        leads_others=Exists(counting.exclude(instrument=OuterRef("standing__instrument"))),
        sparkline=Cast("standing__sparkline", TextField()),
    ).values_list(
        "public_id", "standing__state__score__total", "standing__state__score__on", "reason", "first_total",
        "first_on", "leads_others", "sparkline",
    )  # fmt: skip
