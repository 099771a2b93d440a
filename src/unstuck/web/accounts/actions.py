"""Adding agencies, teams and people; changing who is what; and what people do about their own sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from unstuck.language import gettext as _
from unstuck.web.accounts import lockout, policies
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


@dataclass(frozen=True)
class Post:
    """What somebody is at the agency: a role and, for those who work in one, a team."""

    role: Role
    team: Team | None = None


def found_agency(name: str, *, now: datetime) -> Agency:
    """Add an agency. Only from the command line: nobody signed in can."""
    agency = Agency(name=name, created_at=now)
    with audited("agency.founded", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        agency.save(force_insert=True)
        write.about("agency", agency.public_id)
    return agency


def add_team(agency: Agency, name: str, *, by: Actor | None, now: datetime, idempotency_key: str | None = None) -> Team:
    """Add a team. Denied where the agency has one of this name. `by` is None from the command line."""
    policies.check_administers(by, agency)
    with audited(
        "team.added", agency=agency.public_id, actor=_who(by), now=now, idempotency_key=idempotency_key
    ) as write:
        if Team.objects.filter(agency=agency, name__iexact=name).exists():
            raise Denied("team_taken", _("The agency already has a team with this name."))
        team = Team.objects.create(agency=agency, name=name)
        write.about("team", team.public_id)
    return team


def add_person(
    agency: Agency, wanted: NewPerson, *, by: Actor | None, now: datetime, idempotency_key: str | None = None
) -> Person:
    """Add somebody with a role. Denied where the e-mail is taken. `by` is None from the command line."""
    policies.check_administers(by, agency)
    policies.check_team(agency.pk, wanted.role, wanted.team)
    email = wanted.email.strip().lower()
    with audited(
        "person.added", agency=agency.public_id, actor=_who(by), now=now, idempotency_key=idempotency_key
    ) as write:
        _check_address_is_free(agency, email)
        person = Person(email=email, name=wanted.name, created_at=now)
        person.set_password(wanted.password)
        person.save(force_insert=True)
        Membership.objects.create(person=person, agency=agency, team=wanted.team, role=wanted.role, started_at=now)
        write.about("person", person.public_id, role=wanted.role.value)
        write.answer = str(person.public_id)
    return person


def _check_address_is_free(agency: Agency, email: str) -> None:
    taken = Person.objects.filter(email__iexact=email)
    if taken.filter(memberships__agency=agency).exists():
        raise Denied(
            "email_taken",
            _("Somebody at your agency has this e-mail address, perhaps from before they left. Find them in the list."),
        )
    if taken.exists():
        raise Denied("email_taken", _("This e-mail address cannot be used. Use another of this person's addresses."))


def change_post(
    membership: Membership, to: Post, *, by: Actor, now: datetime, idempotency_key: str | None = None
) -> Membership:
    """Give somebody another role or team: the membership ends and a new one begins."""
    policies.check_administers(by, membership.agency)
    policies.check_team(membership.agency_id, to.role, to.team)
    agency = membership.agency.public_id
    with audited(
        "person.post_changed", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key
    ) as write:
        present = _locked(membership)
        policies.check_present(present)
        if (present.role, present.team) == (to.role.value, to.team):
            raise Denied("nothing_changed", _("Role and team are the same as before. Nothing was changed."))
        if to.role != Role.ADMINISTRATOR:
            policies.check_not_last_administrator(present)
        began = _replace(present, to, now)
        write.about("person", present.person.public_id, before=present.role, after=began.role)
        write.answer = str(present.person.public_id)
    return began


def end_membership(membership: Membership, *, by: Actor, now: datetime, idempotency_key: str | None = None) -> None:
    """End somebody's membership: from this moment they can neither sign in nor open anything."""
    policies.check_administers(by, membership.agency)
    agency = membership.agency.public_id
    with audited("person.left", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key) as write:
        present = _locked(membership)
        policies.check_present(present)
        policies.check_not_oneself(by, present)
        policies.check_not_last_administrator(present)
        _end(present, now)
        present.person.is_active = False
        present.person.save(update_fields=["is_active"])
        write.about("person", present.person.public_id, role=present.role)
        write.answer = str(present.person.public_id)


def take_back(
    membership: Membership, to: Post, *, by: Actor, now: datetime, idempotency_key: str | None = None
) -> Membership:
    """Begin a new membership for somebody who had left; they sign in as before."""
    policies.check_administers(by, membership.agency)
    policies.check_team(membership.agency_id, to.role, to.team)
    agency = membership.agency.public_id
    with audited("person.returned", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key) as write:
        person = Person.objects.select_for_update().get(pk=membership.person_id)
        if Membership.objects.filter(person=person, ended_at=None).exists():
            raise Denied("already_back", _("This person already has a role."))
        person.is_active = True
        person.save(update_fields=["is_active"])
        began = _begin(person, membership.agency, to, now)
        write.about("person", person.public_id, role=began.role)
        write.answer = str(person.public_id)
    return began


def give_link(membership: Membership, *, by: Actor, now: datetime, idempotency_key: str | None = None) -> None:
    """Put on record that a link to set a password was given to somebody; the link itself is stored nowhere."""
    policies.check_administers(by, membership.agency)
    agency = membership.agency.public_id
    with audited("person.link_given", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key) as write:
        policies.check_present(_locked(membership))
        write.about("person", membership.person.public_id)
        write.answer = str(membership.person.public_id)


def take_second_factor_away(
    membership: Membership, *, by: Actor, now: datetime, idempotency_key: str | None = None
) -> None:
    """Remove somebody's second factor, who lost it and cannot sign in. Never one's own."""
    policies.check_administers(by, membership.agency)
    policies.check_not_oneself(by, membership)
    agency = membership.agency.public_id
    with audited(
        "second_factor.taken_away", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key
    ) as write:
        count, _kinds = Authenticator.objects.filter(user_id=membership.person_id).delete()
        write.about("person", membership.person.public_id, count=count)
        write.answer = str(membership.person.public_id)


def rename(by: Actor, name: str, *, now: datetime, idempotency_key: str | None = None) -> None:
    """Change one's own name."""
    with audited(
        "person.renamed", agency=by.agency_public_id, actor=_who(by), now=now, idempotency_key=idempotency_key
    ) as write:
        person = Person.objects.select_for_update().get(pk=by.id)
        person.name = name
        person.save(update_fields=["name"])
        write.about("person", by.public_id)


def set_password(person: Person, password: str, *, now: datetime) -> None:
    """Store a password that somebody chose for themselves; earlier wrong ones no longer count against them."""
    with audited("person.password_set", agency=_agency_of(person), actor=person.public_id, now=now) as write:
        person.set_password(password)
        person.save(update_fields=["password"])
        write.about("person", person.public_id)
    lockout.forgive(person.email)


def note(action: str, person: Person, *, now: datetime) -> None:
    """Put on record what somebody did about their own sign-in, where allauth stores it."""
    with audited(action, agency=_agency_of(person), actor=person.public_id, now=now) as write:
        write.about("person", person.public_id)


def _locked(membership: Membership) -> Membership:
    return Membership.objects.select_for_update(of=("self",)).select_related("person", "team").get(pk=membership.pk)


def _replace(present: Membership, to: Post, now: datetime) -> Membership:
    _end(present, now)
    return _begin(present.person, present.agency, to, now)


def _end(present: Membership, now: datetime) -> None:
    present.ended_at = now
    present.save(update_fields=["ended_at"])


def _begin(person: Person, agency: Agency, to: Post, now: datetime) -> Membership:
    return Membership.objects.create(person=person, agency=agency, team=to.team, role=to.role, started_at=now)


def _agency_of(person: Person) -> str:
    """Return the agency on whose record this person's own doings stand."""
    latest = Membership.objects.filter(person=person).select_related("agency").latest("pk")
    return str(latest.agency.public_id)


def _who(by: Actor | None) -> str:
    return SYSTEM if by is None else str(by.public_id)
