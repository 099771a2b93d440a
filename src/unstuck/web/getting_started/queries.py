"""How far an agency has come with setting up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from unstuck.instruments import available, load
from unstuck.instruments.slots import slots
from unstuck.language import CLIENT
from unstuck.web.accounts.models import Agency, Role, Team
from unstuck.web.accounts.queries import present_members
from unstuck.web.checkins.questionnaires import askable
from unstuck.web.directory.queries import present
from unstuck.web.getting_started.models import Arrangement, Matter
from unstuck.web.intake.queries import asked_questions
from unstuck.web.programmes.queries import offered_programmes
from unstuck.web.safety.rota import is_anybody_named

RESTORE_EVERY = timedelta(days=183)
"""A copy that nobody has brought back for half a year counts as not tried: our own choice, said on the page."""


@dataclass(frozen=True)
class Beginnings:
    """What is there at an agency. `teams_unsupervised`: teams with a worker and no supervisor, by name."""

    teams: int
    workers: int
    supervisors: int
    without_team: int
    teams_unsupervised: list[str]
    responders: bool
    services: int
    askable: int
    licences: int
    questionnaires_on: date | None
    second_factor_for: list[str]
    backup: Arrangement | None
    backup_is_fresh: bool
    programmes: int = 0
    questions: int = 0
    rooms_off: int = 0
    client_word: str = CLIENT


def beginnings_of(agency_id: int, today: date) -> Beginnings:
    """Count what is there."""
    members = list(present_members(agency_id).values_list("role", "team__name"))
    in_teams = [(role, team) for role, team in members if role in Role.in_teams()]
    working = {team for role, team in in_teams if role == Role.WORKER and team}
    supervised = {team for role, team in in_teams if role == Role.SUPERVISOR}
    latest = {one.matter: one for one in Arrangement.objects.filter(agency=agency_id).order_by("pk")}
    looked, backup = latest.get(Matter.QUESTIONNAIRES), latest.get(Matter.BACKUP)
    askable, licences = _questionnaires(agency_id)
    agency = Agency.objects.get(pk=agency_id)
    chosen = set(agency.second_factor_for)
    return Beginnings(
        teams=Team.objects.filter(agency=agency_id).count(),
        workers=sum(role == Role.WORKER for role, _team in in_teams),
        supervisors=sum(role == Role.SUPERVISOR for role, _team in in_teams),
        without_team=sum(team is None for _role, team in in_teams),
        teams_unsupervised=sorted(working - supervised),
        responders=is_anybody_named(agency_id),
        services=present(agency_id).count(),
        askable=askable,
        licences=licences,
        questionnaires_on=localdate(looked.at) if looked else None,
        second_factor_for=[role.value for role in Role if role.value in chosen | settings.SECOND_FACTOR_FOR],
        backup=backup,
        backup_is_fresh=bool(backup and backup.tried_on and today - backup.tried_on <= RESTORE_EVERY),
        programmes=len(offered_programmes(agency_id)),
        questions=len(asked_questions(agency_id)),
        rooms_off=len(agency.rooms_off),
        client_word=agency.client_word,
    )


def _questionnaires(agency_id: int) -> tuple[int, int]:
    """Return how many questionnaires can be asked at this agency, and how many wait for the text of a licence."""
    can_be_asked = askable(agency_id)
    known = {one.id for one in can_be_asked}
    licensed = [load(name).id for name in available() if slots(load(name))]
    return len(can_be_asked), sum(one not in known for one in licensed)
