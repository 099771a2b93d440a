"""Reading a caseload and a client's story: always through the gate, and never row by row."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode, Score, State, the_client
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.caseload.permissions import episodes_for, workers_of

SILENT_DAYS = 7 * NOT_HEARD_WEEKS


class OpenEpisodeRow(NamedTuple):
    """One open episode as the caseload shows it. Days are in ISO form and `episode` as the database writes it."""

    worker_id: int
    name: str
    reference: str
    code: str
    instrument: str
    scores: int
    reason: str
    episode: str
    started_on: str
    since: str | None
    heard_on: str | None
    urgency: list[float]
    sparkline: dict[str, Any]
    steps: list[tuple[str, str, str]]
    places: list[tuple[str, int, str]]
    worth_a_look: bool
    review: str
    outside_due: str | None
    deadline: str | None
    watched_by: str
    answer_by: str | None


_DECODED = ("urgency", "sparkline", "steps", "places")
_AS_TEXT = {
    "episode": "public_id",
    "started_on": "started_on",
    **{name: f"standing__{name}" for name in ("since", "heard_on", "outside_due", "deadline", "answer_by", *_DECODED)},
}
_COLUMNS = {
    "row_name": F("client__name"),
    "row_reference": F("client__reference"),
    **{
        f"row_{name}": F(f"standing__{name}")
        for name in ("code", "instrument", "scores", "reason", "worth_a_look", "review", "watched_by")
    },
    # As text, because Django's conversions, value by value, take longer than the query.
    **{f"row_{name}": Cast(column, TextField()) for name, column in _AS_TEXT.items()},
}


@lru_cache(maxsize=4096)
def silent_weeks(heard_on: str | None, started_on: str, today: date) -> int:
    """Return the whole weeks since the client told anything, or since the episode began; 0 below three weeks."""
    days = (today - date.fromisoformat(heard_on or started_on)).days
    return days // 7 if days >= SILENT_DAYS else 0


def open_rows(actor: Actor, workers: Collection[int], today: date, also: Collection[UUID] = ()) -> list[OpenEpisodeRow]:
    """Return the open episodes of some workers that somebody may read, in the safe order (S.3), then most urgent first.

    `also`: episodes besides, by public id, such as those in which they stand in. Naming the workers lets PostgreSQL use
    its index, which the gate alone does not.
    """
    whose = Q(worker_id__in=workers) | Q(public_id__in=also) if also else Q(worker_id__in=workers)
    episodes = episodes_for(actor).filter(whose, ended_on=None)
    names = ("worker_id", *(f"row_{name}" for name in OpenEpisodeRow._fields[1:]))
    rows = _rows(list(episodes.annotate(**_COLUMNS).values_list(*names)))
    day = today.isoformat()
    rows.sort(key=lambda row: (place_on(row.places, day)[0], row.urgency, row.name or row.reference, row.reference))
    return rows


def _rows(values: list[tuple[Any, ...]]) -> list[OpenEpisodeRow]:
    """Make rows of plain values. All JSON of a column is decoded at once: row by row it takes longer than the query."""
    if not values:
        return []
    columns = dict(zip(OpenEpisodeRow._fields, zip(*values, strict=True), strict=True))
    for name in _DECODED:
        columns[name] = tuple(json.loads(f"[{','.join(columns[name])}]"))
    columns["code"] = tuple(code or "too_early" for code in columns["code"])
    return [OpenEpisodeRow._make(row) for row in zip(*columns.values(), strict=True)]


class TeamWorker(NamedTuple):
    """Somebody whose clients a supervisor answers for; `gone` where they left the team."""

    id: int
    public_id: UUID
    name: str
    gone: bool


def colleagues(actor: Actor) -> list[TeamWorker]:
    """Return those whose clients somebody answers for as a supervisor, by name; nobody for other roles."""
    members = workers_of(actor).order_by("person__name", "person_id")
    rows = members.values_list("person_id", "person__public_id", "person__name", "ended_at")
    return [TeamWorker(row, public_id, name, ended is not None) for row, public_id, name, ended in rows]


class CountingScore(NamedTuple):
    """One counting score, who entered it, and the id of its present state."""

    id: int
    day: float
    on: date
    total: float
    entered_by: str
    state_id: int


@dataclass(frozen=True)
class Course:
    """One episode's counting scores on one questionnaire, in order of time, with their states by id."""

    instrument: str
    scores: Sequence[CountingScore]
    states: Mapping[int, State]

    @property
    def latest(self) -> State:
        """Return the state of the last score."""
        return self.states[self.scores[-1].state_id]


def courses(episode: Episode, *, only_latest: bool = False) -> list[Course]:
    """Return the courses of an episode by questionnaire, in two queries.

    `only_latest` reads the states of the last scores alone: of two years of records the others take milliseconds.
    """
    newest = State.objects.filter(score=OuterRef("id")).order_by("-id").values("id")[:1]
    by = Coalesce("entered_by__name", Value(the_client()))
    rows = (
        Score.objects.filter(episode=episode, withdrawn_at=None)
        .annotate(newest_state=Subquery(newest))
        .order_by("instrument", "day")
        .values_list("instrument", "id", "day", "on", "total", by, "newest_state")
    )
    by_name = {
        str(name): [CountingScore(*row[1:]) for row in group] for name, group in groupby(rows, key=lambda row: row[0])
    }
    wanted = [score.state_id for scores in by_name.values() for score in (scores[-1:] if only_latest else scores)]
    states = {state.pk: state for state in State.objects.filter(id__in=wanted)}
    return [Course(name, scores, states) for name, scores in by_name.items()]


def scores_of(episode: Episode) -> QuerySet[Score]:
    """Return the scores of an episode that came through the gate."""
    return Score.objects.filter(episode=episode).select_related("episode")


def version_of(episode: Episode) -> int:
    """Return the version of an episode's record as it is now."""
    return Episode.objects.values_list("version", flat=True).get(pk=episode.pk)
