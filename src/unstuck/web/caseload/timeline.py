"""Everything that happened to one client in one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from unstuck.language import gettext as _
from unstuck.reporting import words
from unstuck.web.caseload.fact_rows import History, every_row
from unstuck.web.caseload.facts_in_words import entries
from unstuck.web.caseload.models import KINDS, Score, State, the_client
from unstuck.web.components.prepared_queries import rows_of


@dataclass(frozen=True)
class TimelineEvent:
    """One thing that happened. `on` is the day it is true of, `at` when it was recorded, `words` what was typed.

    `kind` is `score`, `state`, or the name of a theme of facts; `pk` the row's id there. `counts` is false for what
    was entered in error.
    """

    on: date
    at: datetime
    kind: str
    pk: int
    text: str
    who: str
    words: str = ""
    counts: bool = True
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""


def timeline(episode: int, ever: History | None = None) -> tuple[TimelineEvent, ...]:
    """Return all that happened in an episode, the latest first. `ever`: its history, where that was read already."""
    events = [*_scores(episode), *_states(episode), *_facts(ever or history(episode))]
    return tuple(sorted(events, key=lambda event: (event.on, event.at, event.kind == "state", event.pk), reverse=True))


def saved_since(episode: int, saves: int) -> tuple[TimelineEvent, ...]:
    """Return what the latest saves added or took back, the latest first: what a stale form did not know of."""
    events = [event for event in timeline(episode) if event.kind != "state"]
    moments = sorted({moment for event in events for moment in (event.at, event.withdrawn_at) if moment}, reverse=True)
    recent = set(moments[: max(saves, 0)])
    return tuple(event for event in events if {event.at, event.withdrawn_at} & recent)


def history(episode: int) -> History:
    """Return all facts by theme in order of time, withdrawn ones too, with who recorded them."""
    return {kind: every_row(kind, episode) for kind in KINDS}


def _scores(episode: int) -> Iterable[TimelineEvent]:
    for score in rows_of(_every_score, episode):
        values = {"instrument": score.instrument, "total": words.number(score.total)}
        yield TimelineEvent(
            on=score.on,
            at=score.entered_at,
            kind="score",
            pk=score.pk,
            text=_("%(instrument)s: %(total)s") % values,
            who=score.entered_by.name if score.entered_by else the_client(),
            counts=score.withdrawn_at is None,
            withdrawn_at=score.withdrawn_at,
            withdrawn_by=score.withdrawn_by.name if score.withdrawn_by else "",
        )


def _states(episode: int) -> Iterable[TimelineEvent]:
    """Yield the changes of state, as they are seen now; a questionnaire's first state is a change from nothing."""
    ids = rows_of(_newest_states, episode)
    states = {one.pk: one for one in rows_of(_states_in_full, tuple(pk for pk in ids if pk is not None))}
    course = [states[pk] for pk in ids if pk in states]
    for before, now in zip([None, *course], course, strict=False):
        if before is None or (before.instrument, before.code) != (now.instrument, now.code):
            yield _state(now)


def _every_score(episode: int) -> QuerySet[Score]:
    return Score.objects.filter(episode=episode).select_related("entered_by", "withdrawn_by")


def _newest_states(episode: int) -> QuerySet[Score, int | None]:
    newest = State.objects.filter(score=OuterRef("id")).order_by("-id").values("id")[:1]
    counting = Score.objects.filter(episode=episode, withdrawn_at=None).annotate(newest_state=Subquery(newest))
    return counting.order_by("instrument", "day").values_list("newest_state", flat=True)


def _states_in_full(ids: Sequence[int]) -> QuerySet[State]:
    return State.objects.filter(pk__in=ids).select_related("score")


def _state(state: State) -> TimelineEvent:
    values = {"instrument": state.instrument, "state": words.state(state.code).word}
    text = _("%(instrument)s, state from here on: %(state)s") % values
    return TimelineEvent(state.score.on, state.computed_at, "state", state.pk, text, "")


def _facts(ever: History) -> Iterable[TimelineEvent]:
    for kind, rows in ever.items():
        for entry in entries(kind, rows):
            row = entry.row
            yield TimelineEvent(
                on=row.on,
                at=row.recorded_at,
                kind=kind,
                pk=row.pk,
                text=entry.text,
                who=row.recorded_by.name,
                words=row.words,
                counts=entry.counts,
                withdrawn_at=row.withdrawn_at,
                withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else "",
            )
