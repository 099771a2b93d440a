"""What the pathway knows of sessions: missed of late (A.4, A.6), attended (C.2), and the last one that was held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from unstuck.guidance import Case
from unstuck.web.attendance.counts import counted
from unstuck.web.attendance.models import ClientSession, SessionOutcome
from unstuck.web.caseload.case_parts import CasePart, gives_part
from unstuck.web.caseload.fact_rows import contributed_id, contributes
from unstuck.web.caseload.models import Care
from unstuck.web.components.prepared_queries import rows_of

AFTER_OTHERS = 2**52
"""Keys of what this room contributes stand apart from those of other rooms, which begin at `contributed_id`."""


@dataclass(frozen=True)
class AttendancePart(CasePart):
    """The last day on which the client came. The counts are contributed as facts, so that they have their days."""

    came_on: date

    @property
    def heard_on(self) -> date | None:
        """The last session that took place: somebody who came was heard from."""
        return self.came_on

    def complete(self, case: Case, day: date) -> Case:
        """Return the case as it is."""
        return case


@gives_part("attendance")
def last_held(episodes: Sequence[int]) -> Mapping[int, AttendancePart]:
    """Return when each client came last, in one query."""
    return {episode: AttendancePart(on) for episode, on in rows_of(_last_came, tuple(episodes))}


def _last_came(episodes: Sequence[int]) -> QuerySet[ClientSession, tuple[int, date]]:
    came = ClientSession.objects.filter(episode__in=episodes, withdrawn_at=None, outcome=SessionOutcome.CAME)
    return came.order_by().values_list("episode").annotate(last=Max("on"))


@contributes("care")
def contributed_sessions(episodes: Sequence[int]) -> Iterator[Care]:
    """Yield what each session says of attendance, as the caseload reads it, in two queries."""
    sessions: dict[int, list[ClientSession]] = defaultdict(list)
    for one in rows_of(_counting, tuple(episodes)):
        sessions[one.episode_id].append(one)
    typed = _typed(sessions) if sessions else {}
    for episode, held in sessions.items():
        for count in counted(held, held[0].episode.started_on, typed.get(episode, ())):
            session = count.session
            yield Care(
                pk=contributed_id(session.pk + AFTER_OTHERS),
                episode_id=episode,
                on=session.on,
                recorded_at=session.at,
                recorded_by_id=session.by_id,
                sessions_missed_recently=count.missed,
                sessions_attended=count.attended,
            )


def _counting(episodes: Sequence[int]) -> QuerySet[ClientSession]:
    return ClientSession.objects.filter(episode__in=episodes, withdrawn_at=None).select_related("episode")


def _typed(episodes: Mapping[int, object]) -> dict[int, list[tuple[date, int]]]:
    """Return the totals of sessions attended that people typed, in order of time."""
    totals: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for episode, on, total in rows_of(_typed_rows, tuple(episodes)):
        totals[episode].append((on, total or 0))
    return totals


def _typed_rows(episodes: Sequence[int]) -> QuerySet[Care, tuple[int, date, int | None]]:
    rows = Care.objects.filter(episode__in=episodes, withdrawn_at=None, copied=False)
    rows = rows.exclude(sessions_attended=None).order_by("on", "recorded_at", "id")
    return rows.values_list("episode", "on", "sessions_attended")
