"""What a log of hours holds, and what the site knows that is not in it yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.timezone import localdate

from unstuck.web.accounts.actors import Actor
from unstuck.web.consultation.models import Attendance, Message
from unstuck.web.consultation.permissions import meetings_for, own_consultations
from unstuck.web.hours.models import HoursEntry, HoursKind
from unstuck.web.hours.permissions import entries_of
from unstuck.web.learning.queries import seconds_by_day
from unstuck.web.supervision.permissions import pairs_for

LOOKS_BACK = timedelta(days=91)
"""How far back the site proposes something; what is older is entered by hand."""


@dataclass(frozen=True)
class HoursProposal:
    """What the site knows of one day: how often, and how long where it knows that."""

    kind: HoursKind
    on: date
    count: int
    minutes: int | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind.value}-{self.on.isoformat()}"


@dataclass(frozen=True)
class HoursLine:
    """One entry of the log, with its minutes wherever they are counted from."""

    public_id: UUID
    kind: HoursKind
    on: date
    minutes: int
    about: str
    by_hand: bool


def log_of(actor: Actor, first: date, last: date) -> list[HoursLine]:
    """Return the log from one day to another, both included, in order of time."""
    rows = entries_of(actor).filter(on__gte=first, on__lte=last)
    practised = _practice_minutes(actor, first, last)
    return [_line(row, practised) for row in rows]


def _line(row: HoursEntry, practised: Mapping[date, int]) -> HoursLine:
    minutes = practised.get(row.on, 0) if row.minutes is None else row.minutes
    return HoursLine(row.public_id, HoursKind(row.kind), row.on, minutes, row.about, not row.proposed)


def _practice_minutes(actor: Actor, first: date, last: date) -> dict[date, int]:
    return {day: seconds // 60 for day, seconds in seconds_by_day(actor, first, last).items()}


def sums_of(lines: Iterable[HoursLine]) -> list[tuple[HoursKind, int]]:
    """Return the minutes of each kind that occurs, in the order of the kinds."""
    minutes: Counter[HoursKind] = Counter()
    for line in lines:
        minutes[line.kind] += line.minutes
    return [(kind, minutes[kind]) for kind in HoursKind if kind in minutes]


def proposals_for(actor: Actor, today: date) -> list[HoursProposal]:
    """Return what the site knows of the last three months and the log does not hold, the latest first."""
    first = today - LOOKS_BACK
    held = set(entries_of(actor).filter(proposed=True, on__gte=first).values_list("kind", "on"))
    known = [*_days(actor, first, today), *_practice(actor, first, today)]
    return sorted(
        (one for one in known if (one.kind.value, one.on) not in held), key=lambda one: (-one.on.toordinal(), one.kind)
    )


def _days(actor: Actor, first: date, today: date) -> Iterable[HoursProposal]:
    """Yield the days of consultations, group meetings and supervision: how long they took nobody recorded."""
    for kind, days in (
        (HoursKind.CONSULTATION_GIVEN, _days_of_replies_given(actor)),
        (HoursKind.CONSULTATION_RECEIVED, _days_of_replies_received(actor)),
        (HoursKind.GROUP, _days_of_groups(actor)),
        (HoursKind.SUPERVISION_GIVEN, _days_of_supervision(actor, "supervisor")),
        (HoursKind.SUPERVISION_RECEIVED, _days_of_supervision(actor, "worker")),
    ):
        yield from (HoursProposal(kind, on, count) for on, count in Counter(days).items() if first <= on <= today)


def _days_of_replies_given(actor: Actor) -> Sequence[date]:
    """Return a day for each consultation of a colleague in which somebody wrote; of what they wrote, the day alone."""
    rows = Message.objects.filter(by=actor.id, consultation__agency=actor.agency_id)
    theirs = rows.exclude(consultation__asker=actor.id).values_list("consultation", "at")
    return [on for _which, on in {(which, localdate(at)) for which, at in theirs}]


def _days_of_replies_received(actor: Actor) -> Sequence[date]:
    rows = Message.objects.filter(consultation__in=own_consultations(actor)).exclude(by=F("consultation__asker"))
    return [on for _which, on in {(which, localdate(at)) for which, at in rows.values_list("consultation", "at")}]


def _days_of_groups(actor: Actor) -> Sequence[date]:
    came = Attendance.objects.filter(meeting__in=meetings_for(actor), person=actor.id, came=True)
    return list(came.values_list("meeting__on", flat=True))


def _days_of_supervision(actor: Actor, side: str) -> Sequence[date]:
    pairs = pairs_for(actor).filter(**{side: actor.id}, meetings__isnull=False)
    return list(pairs.values_list("meetings__on", flat=True))


def _practice(actor: Actor, first: date, today: date) -> list[HoursProposal]:
    practised = _practice_minutes(actor, first, today)
    return [HoursProposal(HoursKind.PRACTICE, on, 1, minutes) for on, minutes in practised.items() if minutes]
