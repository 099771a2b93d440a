"""Who answers for a client's concerns: those whom the agency named; where it named nobody, worker and supervisors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from unstuck.guidance import default_thresholds
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.models import Episode
from unstuck.web.safety.duty import DutyRequest, Turn, first_asked, next_asked, on_duty
from unstuck.web.safety.models import Responder


def turns_for(episode: Episode) -> list[Turn]:
    """Return the turns of those who answer for a client's concerns. Whoever left the agency is not among them."""
    agency = episode.client.agency_id
    present = Membership.objects.filter(agency=agency, ended_at=None, person__is_active=True)
    rows = Responder.objects.filter(agency=agency, ended_at=None, person__in=present.values("person"))
    named = [Turn(row.person_id, place, row.days, row.begins, row.ends) for place, row in enumerate(rows, start=1)]
    return named or [Turn(person, place) for place, person in enumerate(_those_near(episode), start=1)]


def _those_near(episode: Episode) -> list[int]:
    """Return the client's worker where they are still here, and the supervisors of their team."""
    present = Membership.objects.filter(agency=episode.client.agency_id, ended_at=None, person__is_active=True)
    own = list(present.filter(person=episode.worker_id).values_list("person", flat=True))
    return [*own, *(one for one in supervisors_of(episode) if one not in own)]


def supervisors_of(episode: Episode) -> list[int]:
    """Return the supervisors of the team of a client's worker, of the last one where they left; else of the agency."""
    last = Membership.objects.filter(person=episode.worker_id, agency=episode.client.agency_id).order_by("-started_at")
    team = last.values_list("team", flat=True).first()
    here = Membership.objects.filter(agency=episode.client.agency_id, role=Role.SUPERVISOR, ended_at=None)
    of_team = list(here.filter(team=team).order_by("pk").values_list("person", flat=True)) if team else []
    return of_team or list(here.order_by("pk").values_list("person", flat=True))


def ask_first(turns: Sequence[Turn], now: datetime) -> DutyRequest | None:
    """Return who is asked first at a moment, and until when, in the site's time zone."""
    return _aware(first_asked(turns, _local(now), default_thresholds().acknowledge_minutes))


def ask_next(turns: Sequence[Turn], after: int, now: datetime) -> DutyRequest | None:
    """Return who is asked after a place in the order."""
    return _aware(next_asked(turns, after, _local(now), default_thresholds().acknowledge_minutes))


def soonest(now: datetime) -> datetime:
    """Return until when somebody who was chosen by hand is to answer, where nobody's hours say more."""
    return now + timedelta(minutes=default_thresholds().acknowledge_minutes)


def _local(now: datetime) -> datetime:
    return timezone.localtime(now).replace(tzinfo=None)


def _aware(asked: DutyRequest | None) -> DutyRequest | None:
    return None if asked is None else DutyRequest(asked.person, asked.place, timezone.make_aware(asked.by))


def somebody_on_duty(episode: Episode, now: datetime) -> bool:
    """Tell whether anybody who answers for a client's concerns is on duty at a moment."""
    return bool(on_duty(turns_for(episode), _local(now)))


def name_of(person: int | None) -> str:
    """Return somebody's name, empty where nobody is meant."""
    return Person.objects.values_list("name", flat=True).get(pk=person) if person is not None else ""
