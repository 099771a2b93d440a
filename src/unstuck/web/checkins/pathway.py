"""What the pathway hears of check-ins: willingness, working together and readiness (A.1), and the life areas (D)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from unstuck.web.caseload.fact_rows import contributed_id, contributes
from unstuck.web.caseload.models import Engagement, LifeArea
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.workflow import ANSWERED
from unstuck.web.components.prepared_queries import rows_of

AREAS_AT_MOST = 100
_READ = ("id", "episode_id", "on", "finished_at", "entered_by_id", "results", "words")


def _rows(episodes: Sequence[int]) -> Iterator[tuple[Checkin, dict[str, Any]]]:
    sent = rows_of(lambda pks: Checkin.objects.filter(episode__in=pks, state=ANSWERED).only(*_READ), tuple(episodes))
    for one in sorted(sent, key=lambda one: (one.finished_at, one.pk)):
        who = {"episode_id": one.episode_id, "recorded_by_id": one.entered_by_id}
        yield one, who | {"on": one.on, "recorded_at": one.finished_at}


@contributes("engagement")
def contributed_engagement(episodes: Sequence[int]) -> Iterator[Engagement]:
    """Yield what clients answered about the work, as the caseload reads it."""
    for checkin, common in _rows(episodes):
        if checkin.results.get("engagement"):
            yield Engagement(pk=contributed_id(checkin.pk), **common, **checkin.results["engagement"])


@contributes("life_areas")
def contributed_life_areas(episodes: Sequence[int]) -> Iterator[LifeArea]:
    """Yield what clients answered about the areas of their lives."""
    for checkin, common in _rows(episodes):
        for place, (area, answers) in enumerate(sorted(checkin.results.get("life_areas", {}).items())):
            pk = contributed_id(checkin.pk * AREAS_AT_MOST + place)
            yield LifeArea(pk=pk, **common, area=area, **answers)
