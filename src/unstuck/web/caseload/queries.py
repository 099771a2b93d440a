"""Reading a caseload and a client's story: always through the gate, and never row by row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import KINDS, Episode, Fact, Score, State
from unstuck.web.caseload.permissions import episodes_for, team_members

SILENT_DAYS = 7 * NOT_HEARD_WEEKS


class Row(NamedTuple):
    """One open episode as the caseload shows it, straight from the database."""

    episode: UUID
    worker_id: int | None
    started_on: date
    name: str
    reference: str
    code: str | None
    urgency: list[float]
    instrument: str
    scores: int
    reason: str
    since: date | None
    last_heard: date | None
    sparkline: dict[str, Any]
    steps: list[tuple[str, str, str]]

    def silent_weeks(self, today: date) -> int:
        """Return for how many weeks nothing was heard, 0 where it is less than it takes for the flag."""
        return silent_weeks(self.last_heard, self.started_on, today)


_DECODED = ("urgency", "sparkline", "steps")
_COLUMNS = {
    **{name: F(name) for name in ("worker_id", "started_on")},
    "episode": F("public_id"),
    **{name: F(f"client__{name}") for name in ("name", "reference")},
    **{name: F(f"standing__{name}") for name in Row._fields[5:] if name not in _DECODED},
    **{name: Cast(f"standing__{name}", TextField()) for name in _DECODED},
}


def silent_weeks(last_heard: date | None, started_on: date, today: date) -> int:
    """Return the whole weeks since the last score, or since the episode began; 0 below three weeks."""
    days = (today - (last_heard or started_on)).days
    return days // 7 if days >= SILENT_DAYS else 0


def open_rows(actor: Actor, worker_id: int | None = None) -> list[Row]:
    """Return the open episodes that somebody may read, of one worker where one is named; most urgent first."""
    found = episodes_for(actor).filter(ended_on=None)
    if worker_id is not None:
        found = found.filter(worker_id=worker_id)
    names = {f"row_{name}": column for name, column in _COLUMNS.items()}
    read = found.annotate(**names).values_list(*(f"row_{name}" for name in Row._fields))
    rows = _rows(list(read))
    rows.sort(key=lambda row: (row.urgency, row.name or row.reference, row.reference))
    return rows


def _rows(read: list[tuple[Any, ...]]) -> list[Row]:
    """Make rows of plain values. All JSON of a column is decoded at once: row by row it costs more than the query."""
    if not read:
        return []
    columns = dict(zip(Row._fields, zip(*read, strict=True), strict=True))
    for name in _DECODED:
        columns[name] = tuple(json.loads(f"[{','.join(text or '[]' for text in columns[name])}]"))
    return [Row._make(values) for values in zip(*columns.values(), strict=True)]


class Colleague(NamedTuple):
    """Somebody of the team, as a filter of the caseload names them."""

    id: int
    public_id: UUID
    name: str


def colleagues(actor: Actor) -> list[Colleague]:
    """Return the present members of the team that somebody supervises, by name; nobody for other roles."""
    members = team_members(actor).order_by("person__name", "person_id")
    return [Colleague._make(row) for row in members.values_list("person_id", "person__public_id", "person__name")]


@dataclass(frozen=True)
class Told:
    """One counting score, who entered it, and what is said of it now."""

    id: int
    day: float
    on: date
    total: float
    entered_by: str
    state: State


@dataclass(frozen=True)
class Course:
    """One episode's counting scores on one questionnaire, in order of time."""

    instrument: str
    scores: Sequence[Told]

    @property
    def latest(self) -> State:
        """Return what is said of the last score."""
        return self.scores[-1].state


def courses(episode: Episode) -> list[Course]:
    """Return the courses of an episode by questionnaire, in two queries."""
    newest = State.objects.filter(score=OuterRef("id")).order_by("-id").values("id")[:1]
    rows = list(
        Score.objects.filter(episode=episode, withdrawn_at=None)
        .annotate(said=Subquery(newest))
        .order_by("instrument", "day")
        .values_list("instrument", "id", "day", "on", "total", "entered_by__name", "said")
    )
    states = {state.pk: state for state in State.objects.filter(id__in=[row[-1] for row in rows])}
    return [
        Course(instrument, [Told(*row[1:-1], state=states[row[-1]]) for row in group])
        for instrument, group in groupby(rows, key=lambda row: str(row[0]))
    ]


def every_score(episode: Episode) -> list[Score]:
    """Return every score that was ever entered, withdrawn ones too, the latest day first."""
    found = Score.objects.filter(episode=episode).select_related("entered_by", "withdrawn_by", "corrected_by")
    return list(found.order_by("-day", "-id"))


def scores_of(episode: Episode) -> QuerySet[Score]:
    """Return the scores of an episode that came through the gate."""
    return Score.objects.filter(episode=episode).select_related("episode")


def version_of(episode: Episode) -> int:
    """Return the version of an episode's record as it is now."""
    return Episode.objects.values_list("version", flat=True).get(pk=episode.pk)


def facts_of_kind(episode: Episode, kind: str) -> QuerySet[Fact]:
    """Return the entries of one theme of an episode that came through the gate."""
    return KINDS[kind]._default_manager.filter(episode=episode).select_related("recorded_by")


class Said(NamedTuple):
    """One state that was said of one score, and when."""

    id: int
    at: datetime
    score_id: int
    instrument: str
    on: date
    total: float
    code: str
    reasons: list[dict[str, str]] | None
    withdrawn_at: datetime | None


def everything_said(episode: Episode) -> list[Said]:
    """Return every state that was ever said of an episode's scores, the newest first."""
    rows = State.objects.filter(episode=episode).order_by("-id")
    return [
        Said._make(values)
        for values in rows.values_list(
            "id", "computed_at", "score_id", "instrument", "score__on", "score__total", "code",
            "evidence__reasons", "score__withdrawn_at",
        )
    ]  # fmt: skip
