"""Who answers for concerns, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from unstuck.guidance import default_thresholds
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.accounts.policies import check_is_second_person
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.components.denied import why_not
from unstuck.web.safety.forms.naming import weekdays
from unstuck.web.safety.models import Responder, SafetyProcedure
from unstuck.web.safety.queries import levels_of, procedure_of


@dataclass(frozen=True)
class TurnLine:
    """One person's turn in words. `gone`: they no longer work here, so the turn counts for nothing.

    `waits`: a second person has to confirm it; `why_not` says why this one may not.
    """

    id: int
    name: str
    place: int
    hours: str
    gone: bool
    waits: bool
    why_not: str


@dataclass(frozen=True)
class RespondersPage:
    """Who answers for concerns at an agency, and what it asks people to do."""

    turns: Sequence[TurnLine]
    asks: Sequence[tuple[str, str]]
    waits: str
    administers: bool


def responders_page(actor: Actor) -> RespondersPage:
    """Return those who answer, in their order."""
    here = set(_present(actor).values_list("person", flat=True))
    rows = Responder.objects.filter(agency=actor.agency_id, ended_at=None).select_related("person")
    return RespondersPage(
        [_turn(actor, row, row.person_id not in here) for row in rows],
        _asks(procedure_of(actor.agency_id), "; ".join(levels_of(actor.agency_id))),
        _waits(int(default_thresholds().acknowledge_minutes)),
        actor.role == Role.ADMINISTRATOR,
    )


def _turn(actor: Actor, row: Responder, gone: bool) -> TurnLine:
    beside = (row.agency_id, row.named_by_id or 0, row.person_id)
    why_may_not = why_not(check_is_second_person, actor, *beside) if row.waits else ""
    return TurnLine(row.pk, row.person.name, row.position, _hours(row), gone, row.waits, why_may_not)


def _waits(minutes: int) -> str:
    """Say how long somebody has before the next one is told (S.3)."""
    words = ngettext(
        "Where they do not take it on within %(n)s minute, the next one is told, and finally everybody.",
        "Where they do not take it on within %(n)s minutes, the next one is told, and finally everybody.",
        minutes,
    )
    return words % {"n": minutes}


def _asks(procedure: SafetyProcedure | None, levels: str) -> list[tuple[str, str]]:
    """Return what the agency asks people to do, part by part; a part that nobody wrote is empty."""
    titles = {
        "out_of_hours": _("Out of hours"),
        "child_report": _("A child at risk"),
        "adult_report": _("An adult at risk"),
        "medical_help": _("Medical help"),
    }
    parts = [(title, getattr(procedure, name) if procedure else "") for name, title in titles.items()]
    return [*parts, (_("How urgent"), levels)]


def people_to_name(actor: Actor) -> list[tuple[str, str]]:
    """Return who works with clients at an agency now, by name."""
    rows = _present(actor).select_related("person").order_by("person__name")
    return [(str(row.person.public_id), row.person.name) for row in rows]


def _present(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.filter(agency=actor.agency_id, ended_at=None, role__in=WITH_CLIENTS)


def _in_short(days: list[str]) -> str:
    """Return days of a week in words: three or more that follow one another by the first and the last."""
    week = [name for _number, name in weekdays()]
    begins = week.index(days[0]) if days else 0
    if len(days) > 2 and week[begins : begins + len(days)] == days:
        return _("%(first)s to %(last)s") % {"first": days[0], "last": days[-1]}
    return ", ".join(days)


def _hours(row: Responder) -> str:
    days = [name for number, name in weekdays() if row.days >> int(number) & 1]
    named = _("every day") if len(days) == len(weekdays()) else _in_short(days)
    return _("%(days)s, %(begins)s to %(ends)s") % {
        "days": named,
        "begins": f"{row.begins:%H:%M}",
        "ends": f"{row.ends:%H:%M}",
    }
