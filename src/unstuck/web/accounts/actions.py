"""Adding agencies, teams and people; changing who is what; and what people do about their own sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from unstuck.language import gettext as _
from unstuck.web.accounts import lockout, policies
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Membership, Person, Role, RoleProposal, ShownLink, Team
from unstuck.web.accounts.queries import present_members, second_people
from unstuck.web.accounts.signals import concerns_people
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
    """Add somebody with a role. Denied where the e-mail is taken. `by` is None from the command line.

    Where the role needs a second person, they are a worker without a team until it is confirmed.
    """
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
        to = Post(wanted.role, wanted.team)
        waits = policies.needs_second_person(by, to.role)
        began = _begin(person, agency, Post(Role.WORKER) if waits else to, now)
        if by is not None:
            if waits:
                _propose(person, to, by, now)
            _tell_those_concerned(began, by, now)
        write.about("person", person.public_id, role=began.role, proposed=wanted.role.value)
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
    """Give somebody another role or team: the membership ends and a new one begins.

    Where the role needs a second person, it is asked for, and the present one stays until it is confirmed.
    """
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
        opens = policies.opens_clients(present, to.team)
        if policies.needs_second_person(by, to.role, opens_clients=opens):
            _propose(present.person, to, by, now)
            write.about("person", present.person.public_id, before=present.role, proposed=to.role.value)
            began = present
        else:
            began = _replace(present, to, now)
            _tell_those_concerned(began, by, now)
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
        end_sessions(present.person_id)
        RoleProposal.objects.filter(person=present.person, decided_at=None).update(decided_at=now)
        Person.objects.filter(pk=present.person_id).update(is_active=False)
        write.about("person", present.person.public_id, role=present.role)
        write.answer = str(present.person.public_id)


def take_back(
    membership: Membership, to: Post, *, by: Actor, now: datetime, idempotency_key: str | None = None
) -> None:
    """Let somebody who had left sign in again; where that needs a second person, once it is confirmed."""
    policies.check_administers(by, membership.agency)
    policies.check_team(membership.agency_id, to.role, to.team)
    agency = membership.agency.public_id
    with audited("person.returned", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key) as write:
        person = Person.objects.select_for_update().get(pk=membership.person_id)
        if Membership.objects.filter(person=person, ended_at=None).exists():
            raise Denied("already_back", _("This person already has a role."))
        opens = policies.opens_clients(membership, to.team)
        if policies.needs_second_person(by, to.role, opens_clients=opens):
            _propose(person, to, by, now)
        else:
            _tell_those_concerned(_begin(person, membership.agency, to, now), by, now)
        write.about("person", person.public_id, proposed=to.role.value)
        write.answer = str(person.public_id)


def give_link(membership: Membership, *, by: Actor, now: datetime, idempotency_key: str | None = None) -> None:
    """Put on record that a link to set a password was made, and tell its owner; the link is stored nowhere."""
    policies.check_administers(by, membership.agency)
    agency = membership.agency.public_id
    with audited("person.link_given", agency=agency, actor=_who(by), now=now, idempotency_key=idempotency_key) as write:
        policies.check_present(_locked(membership))
        if membership.person.has_usable_password():
            _tell("link.yours", [membership.person_id], ME, membership.agency_id, now)
        write.about("person", membership.person.public_id)
        write.answer = str(membership.person.public_id)


def show_link(membership: Membership, key: str, *, by: Actor, now: datetime) -> bool:
    """Keep, before an administrator sees a link, that it opens with a second person's code; return whether it does.

    Until an agency's first client it opens by itself.
    """
    policies.check_administers(by, membership.agency)
    agency = membership.agency.public_id
    if not policies.has_clients(agency):
        return False
    with audited("person.link_shown", agency=agency, actor=_who(by), now=now) as write:
        ShownLink.objects.create(
            person=membership.person, agency=membership.agency, link=_sealed(key), asked_by_id=by.id, asked_at=now
        )
        second = second_people(membership.agency_id, by.id, membership.person_id)
        _tell("link.code_wanted", second, SECOND, membership.agency_id, now)
        write.about("person", membership.person.public_id)
    return True


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
        end_sessions(membership.person_id)
        _tell("factor.yours", [membership.person_id], ME, membership.agency_id, now)
        write.about("person", membership.person.public_id, count=count)
        write.answer = str(membership.person.public_id)


def rename(by: Actor, name: str, *, now: datetime, idempotency_key: str | None = None) -> None:
    """Change one's own name."""
    with audited(
        "person.renamed", agency=by.agency_public_id, actor=_who(by), now=now, idempotency_key=idempotency_key
    ) as write:
        Person.objects.filter(pk=by.id).update(name=name)
        write.about("person", by.public_id)


def set_password(person: Person, password: str, *, now: datetime) -> None:
    """Store a password that somebody chose for themselves; earlier wrong ones no longer count against them."""
    with audited("person.password_set", agency=agency_of(person), actor=person.public_id, now=now) as write:
        person.set_password(password)
        person.save(update_fields=["password"])
        write.about("person", person.public_id)
    lockout.forgive(person.email)


def note(action: str, person: Person, *, now: datetime, ends_sessions: bool = False) -> None:
    """Put on record what somebody did about their own sign-in, where allauth stores it."""
    with audited(action, agency=agency_of(person), actor=person.public_id, now=now) as write:
        if ends_sessions:
            end_sessions(person.pk)
        write.about("person", person.public_id)


def confirm_role(
    actor: Actor | None, proposal: RoleProposal, *, now: datetime, idempotency_key: str | None = None
) -> None:
    """Give somebody the role that an administrator asked for: the second person says that it is right.

    `actor` is None from the command line: where nobody else can be asked, whoever runs the site is.
    """
    with _decided("role.confirmed", actor, proposal, now, idempotency_key) as held:
        if actor is not None:
            policies.check_is_second_person(actor, held.agency_id, held.asked_by_id, held.person_id)
        held.agreed = True
        to = Post(Role(held.role), held.team)
        present = Membership.objects.filter(person=held.person, agency=held.agency, ended_at=None).first()
        if present is not None and to.role != Role.ADMINISTRATOR:
            policies.check_not_last_administrator(present)
        began = _replace(_locked(present), to, now) if present else _begin(held.person, held.agency, to, now)
        _tell_those_concerned(began, actor, now)


def decline_role(actor: Actor, proposal: RoleProposal, *, now: datetime, idempotency_key: str | None = None) -> None:
    """Leave somebody the role they have; whoever asked may take it back so."""
    with _decided("role.declined", actor, proposal, now, idempotency_key) as held:
        if actor.id != held.asked_by_id:
            policies.check_is_second_person(actor, held.agency_id, held.asked_by_id, held.person_id)
        held.agreed = False
        _tell("role.declined", {held.asked_by_id} - {actor.id}, SECOND, held.agency_id, now)


@contextmanager
def _decided(
    code: str, actor: Actor | None, proposal: RoleProposal, now: datetime, key: str | None
) -> Iterator[RoleProposal]:
    agency = proposal.agency.public_id
    with audited(code, agency=agency, actor=_who(actor), now=now, idempotency_key=key) as write:
        if actor is not None:
            policies.check_still_holds(actor)
        rows = RoleProposal.objects.select_for_update(of=("self",)).select_related("person", "team", "agency")
        held = rows.get(pk=proposal.pk)
        policies.check_undecided(held)
        yield held
        held.decided_at, held.decided_by_id = now, actor.id if actor is not None else None
        held.save()
        write.about("person", held.person.public_id, role=held.role)


def make_code(actor: Actor, shown: ShownLink, *, now: datetime) -> str:
    """Return the code of a link, for the second person to read out to its owner; another one each time."""
    code = f"{secrets.randbelow(10**8):08}"
    with audited("link.code_made", agency=actor.agency_public_id, actor=actor.public_id, now=now) as write:
        policies.check_still_holds(actor)
        held = ShownLink.objects.select_for_update(of=("self",)).get(pk=shown.pk)
        policies.check_is_second_person(actor, held.agency_id, held.asked_by_id, held.person_id)
        held.code, held.code_by_id, held.wrong = _sealed(code + held.link), actor.id, 0
        held.save()
        write.about("person", held.person.public_id)
    return code


def asks_for_code(person: Person, key: str) -> bool:
    """Tell whether a link was shown to an administrator, and so opens with a code alone."""
    return ShownLink.objects.filter(person=person, link=_sealed(key)).exists()


WRONG_CODES = 5
"""Then the second person makes another code: eight digits are not guessed in five tries (1 in 20 million)."""


def is_opened(person: Person, key: str, code: str, *, now: datetime) -> bool:
    """Tell whether a link opens: it was never shown to an administrator, or this is its code. Counts wrong ones."""
    shown = ShownLink.objects.filter(person=person, link=_sealed(key)).first()
    if shown is None:
        return True
    with audited("link.code_typed", agency=shown.agency.public_id, actor=person.public_id, now=now) as write:
        held = ShownLink.objects.select_for_update(of=("self",)).get(pk=shown.pk)
        typed = _sealed("".join(code.split()) + held.link)
        right = bool(held.code) and held.wrong < WRONG_CODES and constant_time_compare(held.code, typed)
        held.used_at, held.wrong = (now, held.wrong) if right else (None, held.wrong + 1)
        held.save()
        write.about("person", person.public_id, right=right)
    return right


def _propose(person: Person, to: Post, by: Actor, now: datetime) -> None:
    """Ask a second person about a role; what was asked before for the same person is replaced."""
    RoleProposal.objects.filter(person=person, decided_at=None).update(decided_at=now, agreed=False, decided_by=by.id)
    RoleProposal.objects.create(
        person=person, agency_id=by.agency_id, team=to.team, role=to.role, asked_by_id=by.id, asked_at=now
    )
    _tell("role.proposed", second_people(by.agency_id, by.id, person.pk), SECOND, by.agency_id, now)


def _tell(kind: str, people: Iterable[int], route: str, agency: int, now: datetime) -> None:
    concerns_people.send(sender=None, people=list(people), kind=kind, route=route, agency=agency, now=now)


def _locked(membership: Membership) -> Membership:
    return Membership.objects.select_for_update(of=("self",)).select_related("person", "team").get(pk=membership.pk)


def _replace(present: Membership, to: Post, now: datetime) -> Membership:
    _end(present, now)
    end_sessions(present.person_id)
    return _begin(present.person, present.agency, to, now)


def end_sessions(person_id: int) -> None:
    """End every session of somebody, inside a running action."""
    Person.objects.filter(pk=person_id).update(sessions_since=F("sessions_since") + 1)


def _end(present: Membership, now: datetime) -> None:
    present.ended_at = now
    present.save(update_fields=["ended_at"])


def _begin(person: Person, agency: Agency, to: Post, now: datetime) -> Membership:
    Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True)
    return Membership.objects.create(person=person, agency=agency, team=to.team, role=to.role, started_at=now)


def _tell_those_concerned(began: Membership, by: Actor | None, now: datetime) -> None:
    """Tell of a role that began: the person, who answers for others, and the workers whose clients are seen by it."""
    agency, acting = began.agency_id, 0 if by is None else by.id
    _tell("role.yours", {began.person_id} - {acting}, ME, agency, now)
    if began.role != Role.WORKER:
        _tell("role.granted", second_people(agency, acting, began.person_id), SECOND, agency, now)
    if began.role == Role.SUPERVISOR and began.team_id is not None:
        team = present_members(agency).filter(team=began.team_id, role=Role.WORKER)
        _tell("team.seen", team.values_list("person", flat=True), ME, agency, now)


def _sealed(text: str) -> str:
    return salted_hmac("unstuck.link", text, algorithm="sha256").hexdigest()


ME, SECOND = "accounts:me", "accounts:second_person"


def agency_of(person: Person) -> str:
    """Return the agency on whose record this person's own doings stand."""
    latest = Membership.objects.filter(person=person).select_related("agency").latest("pk")
    return str(latest.agency.public_id)


def _who(by: Actor | None) -> str:
    return SYSTEM if by is None else str(by.public_id)
