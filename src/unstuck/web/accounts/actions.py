"""Adding agencies, teams and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Membership, Person, Role, Team
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.components.denied import Denied


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to sign in. Without a password they set one through the link that is sent to them."""

    email: str
    name: str
    role: Role
    team: Team | None = None
    password: str | None = None


def found_agency(name: str, *, now: datetime) -> Agency:
    """Add an agency. Only from the command line: nobody signed in can."""
    agency = Agency(name=name, created_at=now)
    with audited("agency.founded", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        agency.save(force_insert=True)
        write.about("agency", agency.public_id)
    return agency


def add_team(agency: Agency, name: str, *, by: Actor | None, now: datetime, receipt: str | None = None) -> Team:
    """Add a team. `by` is None from the command line."""
    _check_administers(by, agency)
    with audited("team.added", agency=agency.public_id, actor=_who(by), now=now, receipt=receipt) as write:
        team = Team.objects.create(agency=agency, name=name)
        write.about("team", team.public_id)
    return team


def add_person(
    agency: Agency, wanted: NewPerson, *, by: Actor | None, now: datetime, receipt: str | None = None
) -> Person:
    """Add somebody with a role. Denied where the e-mail is taken. `by` is None from the command line."""
    _check_administers(by, agency)
    with audited("person.added", agency=agency.public_id, actor=_who(by), now=now, receipt=receipt) as write:
        if Person.objects.filter(email__iexact=wanted.email).exists():
            raise Denied("email_taken", _("Somebody with this e-mail address can sign in already."))
        person = Person(email=wanted.email, name=wanted.name, created_at=now)
        if wanted.password is None:
            person.set_unusable_password()
        else:
            person.set_password(wanted.password)
        person.save(force_insert=True)
        Membership.objects.create(person=person, agency=agency, team=wanted.team, role=wanted.role, started_at=now)
        write.about("person", person.public_id, role=wanted.role.value)
    return person


def _check_administers(by: Actor | None, agency: Agency) -> None:
    """Raise Denied unless `by` administers this agency, or is the command line."""
    if by is not None and (by.role != Role.ADMINISTRATOR or by.agency_id != agency.pk):
        raise Denied("not_administrator", _("Only an administrator of the agency changes its people."))


def _who(by: Actor | None) -> str:
    return SYSTEM if by is None else str(by.public_id)
