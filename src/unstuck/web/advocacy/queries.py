"""Reading tasks of advocacy, always for episodes that the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from unstuck.web.advocacy.deadlines import open_deadline
from unstuck.web.advocacy.models import (
    AdvocacyConsent,
    AdvocacyStep,
    AdvocacyTask,
    MeetingAgreement,
    SentLetter,
)
from unstuck.web.advocacy.workflow import NOT_SENT, OPEN, WITHDRAWN
from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consents.holders import is_withdrawn
from unstuck.web.directory.models import Service
from unstuck.web.directory.queries import present

OFFERED = 200
"""So many services of the directory are offered while somebody types."""


@dataclass(frozen=True)
class AdvocacyHistory:
    """A task with everything that is recorded about it, the first first."""

    task: AdvocacyTask
    consent: AdvocacyConsent | None
    steps: Sequence[AdvocacyStep]
    sent: Sequence[SentLetter]
    agreements: Sequence[MeetingAgreement]
    later: Sequence[AdvocacyTask]

    @property
    def is_agreed(self) -> bool:
        """True where the client agreed to exactly these words."""
        return self.consent is not None and self.consent.letter == self.task.letter


def history_of_task(task: AdvocacyTask) -> AdvocacyHistory:
    """Return everything that is recorded about a task that came through the gate."""
    return AdvocacyHistory(
        task,
        latest_consent(task),
        list(task.steps.select_related("by")),
        list(task.sent.all()),
        list(task.agreements.all()),
        list(task.carried_on.order_by("id")),
    )


ADVOCACY_CONSENTS = "advocacy"
"""The code under which this room's consents stand on the list of all of them."""


def latest_consent(task: AdvocacyTask) -> AdvocacyConsent | None:
    """Return the consent in force: the latest, unless it was taken back; an earlier one never takes its place."""
    latest = AdvocacyConsent.objects.filter(task=task).order_by("recorded_at", "id").last()
    return None if latest is None or is_withdrawn(ADVOCACY_CONSENTS, latest.pk) else latest


def tasks_in(episodes: Iterable[Episode] | QuerySet[Episode], states: Sequence[str] = ()) -> list[AdvocacyTask]:
    """Return the tasks of some episodes, the latest first, in one query; those in some states, or all."""
    rows = AdvocacyTask.objects.filter(episode__in=episodes).select_related("episode__client")
    rows = rows.filter(state__in=states) if states else rows
    return list(rows.order_by("-recorded_at", "-id"))


def open_tasks_of(episode: Episode) -> list[AdvocacyTask]:
    """Return the tasks of an episode that are still followed."""
    return list(AdvocacyTask.objects.filter(episode=episode, state__in=OPEN))


def look_again_on(episode: Episode) -> date | None:
    """Return the first day on which a task of an episode comes up; None where nothing is followed."""
    return min((task.look_on for task in open_tasks_of(episode) if task.look_on), default=None)


def first_deadline(episode: Episode) -> date | None:
    """Return the first last day of an episode that nobody has met yet."""
    days = (open_deadline(task) for task in open_tasks_of(episode))
    return min((day for day in days if day), default=None)


class AdvocacySummary(NamedTuple):
    """One task in short, for the pages of other rooms."""

    public_id: UUID
    kind: str
    office: str
    state: str
    outcome: str
    on: date
    by: str

    @property
    def is_open(self) -> bool:
        """True while it is followed."""
        return self.state in OPEN


def asked_on_behalf(episode: Episode) -> list[AdvocacySummary]:
    """Return what was sent or done for a client, the latest first, in one query; drafts and what was withdrawn not."""
    return [AdvocacySummary._make(row) for row in rows_of(_sent, episode.pk)]


def _sent(episode: int) -> QuerySet[AdvocacyTask, tuple[Any, ...]]:
    rows = AdvocacyTask.objects.filter(episode=episode).exclude(state__in=(*NOT_SENT, WITHDRAWN))
    columns = ("public_id", "kind", "office", "state", "outcome", "sent_on", "recorded_by__name")
    return rows.order_by("-sent_on", "-pk").values_list(*columns)


def services_named(agency: int) -> list[str]:
    """Return names of the agency's directory, to be offered while somebody types."""
    return list(present(agency).order_by("name").values_list("name", flat=True).distinct()[:OFFERED])


def service_named(agency: int, name: str) -> Service | None:
    """Return the one service of the directory with exactly this name; None where there is none, or several."""
    matching = list(present(agency).filter(name__iexact=" ".join(name.split()))[:2])
    return matching[0] if len(matching) == 1 else None
