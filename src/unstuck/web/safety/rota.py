"""Who answers for a client's concerns: those whom the agency named; where it named nobody, worker and supervisors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from unstuck.guidance import default_thresholds
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.accounts.queries import present_members, supervisors_at
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import covered_on
from unstuck.web.components import dates
from unstuck.web.safety.duty import DutyRequest, Turn, first_asked, next_asked, on_duty
from unstuck.web.safety.models import Responder


def turns_for(episode: Episode) -> list[Turn]:
    """Return the turns of those who answer for a client's concerns. Whoever left the agency is not among them."""
    return _named_turns(episode.client.agency_id) or _turns_of_those_near(episode)


def is_anybody_named(agency: int) -> bool:
    """Tell whether an agency has named anybody who is here to answer for concerns."""
    here = present_members(agency).values("person")
    return Responder.objects.filter(agency=agency, ended_at=None, waits=False, person__in=here).exists()


def _named_turns(agency: int) -> list[Turn]:
    """Return the turns of those who are named and here.

    A place counts everybody who ever was in the order: a concern remembers the place of the one who was asked last, and
    nobody may be passed over because somebody before them left.
    """
    here = set(present_members(agency).values_list("person", flat=True))
    return [
        Turn(row.person_id, place, row.days, row.begins, row.ends)
        for place, row in enumerate(Responder.objects.filter(agency=agency), start=1)
        if row.ended_at is None and not row.waits and row.person_id in here
    ]


def _turns_of_those_near(episode: Episode) -> list[Turn]:
    """Return the turns of the client's worker where they are still here, and of the supervisors of their team.

    Who stands in for the worker today comes first, in the same place.
    The worker's place is the first even when they have left, and a supervisor's place is that of their membership: as
    with those who are named, nobody moves up when somebody leaves.
    """
    agency = episode.client.agency_id
    near = [*standing_in(episode), episode.worker_id]
    here = set(present_members(agency).filter(person__in=near).values_list("person", flat=True))
    own = [Turn(one, 1) for one in near if one in here]
    above = supervisors_of_client(episode).exclude(person=episode.worker_id)
    return [*own, *(Turn(one.person_id, 1 + one.pk) for one in above)]


def standing_in(episode: Episode) -> list[int]:
    """Return the row ids of those who stand in for the client's worker today; of nobody where none does."""
    return list(covered_on(dates.today()).filter(episode=episode.pk).values_list("cover__colleague", flat=True))


def both_workers(episode: Episode) -> list[int]:
    """Return the client's worker and who stands in for them today; nobody where nobody stands in."""
    present = standing_in(episode)
    return [*present, *([episode.worker_id] if episode.worker_id else [])] if present else []


def supervisors_of_client(episode: Episode) -> QuerySet[Membership]:
    """Return the supervisors of the team of a client's worker, of the last one where they left; else of the agency."""
    agency = episode.client.agency_id
    last = Membership.objects.filter(person=episode.worker_id, agency=agency).order_by("-started_at")
    team = last.values_list("team", flat=True).first()
    of_team = supervisors_at(agency).filter(team=team)
    return of_team if team and of_team.exists() else supervisors_at(agency)


def ids_of_supervisors(episode: Episode) -> list[int]:
    """Return the row ids of the supervisors of a client, in their order."""
    return list(supervisors_of_client(episode).values_list("person", flat=True))


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
