"""Reading the open episodes of the work list: always through the gate, and never row by row."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for, workers_of
from unstuck.web.components.prepared_queries import rows_of


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
    steps: list[tuple[str, str, str]]
    places: list[tuple[str, int, str]]
    worth_a_look: bool
    review: str
    outside_due: str | None
    deadline: str | None
    watched_by: str
    answer_by: str | None


_DECODED = ("urgency", "steps", "places")
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


def open_rows(actor: Actor, workers: Collection[int], also: Collection[UUID] = ()) -> list[OpenEpisodeRow]:
    """Return the open episodes of some workers that somebody may read, in no order.

    `also`: episodes besides, by public id, such as those in which they stand in. Naming the workers lets PostgreSQL use
    its index, which the gate alone does not.
    """
    return _rows(rows_of(_open_episodes, actor, tuple(workers), tuple(also)))


def _open_episodes(
    actor: Actor, workers: Collection[int], also: Collection[UUID]
) -> QuerySet[Episode, tuple[Any, ...]]:
    whose = Q(worker_id__in=workers) | Q(public_id__in=also) if also else Q(worker_id__in=workers)
    episodes = episodes_for(actor).filter(whose, ended_on=None)
    names = ("worker_id", *(f"row_{name}" for name in OpenEpisodeRow._fields[1:]))
    return episodes.annotate(**_COLUMNS).values_list(*names)


def _rows(values: list[tuple[Any, ...]]) -> list[OpenEpisodeRow]:
    """Make rows of plain values. Many clients have the same steps and places: what was decoded once is kept."""
    if not values:
        return []
    columns = dict(zip(OpenEpisodeRow._fields, zip(*values, strict=True), strict=True))
    for name in _DECODED:
        columns[name] = tuple(map(_decoded, columns[name]))
    columns["code"] = tuple(code or "too_early" for code in columns["code"])
    return [OpenEpisodeRow._make(row) for row in zip(*columns.values(), strict=True)]


@lru_cache(maxsize=4096)
def _decoded(text: str) -> Any:
    """Return what a list says in JSON. It is shared by all rows that say the same, and changed by none."""
    return json.loads(text)


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
