"""The agency's people and the record of what was done, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.paginator import Page
from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.accounts import policies
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import LinkedSignIn, Membership, Person, Role, RoleProposal, ShownLink, Team
from unstuck.web.accounts.queries import (
    SecondFactor,
    granted_lately,
    history_of,
    open_proposal,
    proposals_at,
    second_factor_of,
    shown_links_at,
    supervisors_of,
)
from unstuck.web.accounts.sign_in import mail_is_configured
from unstuck.web.audit.actions import SYSTEM
from unstuck.web.audit.details import about_words, as_kept, detail_words, short_id
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import RecordCheck
from unstuck.web.audit.words import action_words
from unstuck.web.components.denied import why_not
from unstuck.web.components.identity_provider import provider_name


@dataclass(frozen=True)
class PersonRow:
    """One of the agency's people. `left_on` is empty for those who are here; `signed_in` for who never did."""

    public_id: UUID
    name: str
    role: str
    team: str
    since: date
    left_on: date | None
    has_second_factor: bool
    signed_in: date | None
    needs_team: bool
    is_linked: bool


@dataclass(frozen=True)
class PeoplePage:
    """One page of the agency's people. `previous` and `next` are queries, empty where there is no such page."""

    rows: Sequence[PersonRow]
    people: int
    number: int
    last: int
    previous: str
    next: str
    searched: bool
    provider_name: str


def people_page(page: Page[Membership], query: str, *, searched: bool) -> PeoplePage:
    """Return one page of people, with the queries of the pages beside it."""
    titles = Role.titles()
    return PeoplePage(
        rows=[_person_row(membership, titles) for membership in page.object_list],
        people=page.paginator.count,
        number=page.number,
        last=page.paginator.num_pages,
        previous=f"?{query}&page={page.previous_page_number()}" if page.has_previous() else "",
        next=f"?{query}&page={page.next_page_number()}" if page.has_next() else "",
        searched=searched,
        provider_name=provider_name(),
    )


def _person_row(membership: Membership, titles: Mapping[str, str]) -> PersonRow:
    return PersonRow(
        membership.person.public_id,
        membership.person.name,
        titles[membership.role],
        membership.team.name if membership.team else "",
        localdate(membership.started_at),
        localdate(membership.ended_at) if membership.ended_at else None,
        vars(membership)["has_second_factor"],
        localdate(membership.person.last_login) if membership.person.last_login else None,
        membership.team is None and Role(membership.role) in Role.in_teams(),
        vars(membership)["is_linked"],
    )


@dataclass(frozen=True)
class AccountPage:
    """One's own account. `role`: with the team, where there is one; `supervisors`: who sees a worker's clients.

    `provider_name`: of the identity provider, empty where there is none; `linked_on`: the first sign-in by it.
    """

    email: str
    agency: str
    role: str
    second_factor: str
    has_second_factor: bool
    supervisors: str
    may_be_second: bool
    has_password: bool
    provider_name: str
    linked_on: date | None


def account_page(person: Person, actor: Actor) -> AccountPage:
    """Return what somebody sees of their own account."""
    team = Team.objects.filter(memberships__person=person, memberships__ended_at=None).first()
    factor = second_factor_of(person)
    return AccountPage(
        email=person.email,
        agency=actor.agency_name,
        role=role_and_team(actor.role, team),
        second_factor=second_factor_words(factor),
        has_second_factor=factor.active,
        supervisors=", ".join(supervisors_of(actor.team_id)) if actor.role == Role.WORKER else "",
        may_be_second=actor.role in policies.CONFIRMS,
        has_password=person.has_usable_password(),
        provider_name=provider_name(),
        linked_on=_linked_on(person),
    )


def _linked_on(person: Person) -> date | None:
    linked = LinkedSignIn.objects.filter(person=person).first()
    return localdate(linked.linked_at) if linked else None


@dataclass(frozen=True)
class FormerRole:
    """A role that somebody had at the agency, or has now: then `until` is empty."""

    role: str
    since: date
    until: date | None


@dataclass(frozen=True)
class PersonPage:
    """Somebody as an administrator sees them.

    `membership` is the one that the page is about; `link` waits to be passed on, and is shown once. `left_on` is empty
    for those who are here; `why_not_end` says why their membership cannot be ended; `waits_for` is a role that a second
    person has to confirm.
    """

    membership: int
    name: str
    email: str
    role: str
    last_signed_in: date | None
    second_factor: str
    may_have_lost_second_factor: bool
    link: str
    by_mail: bool
    left_on: date | None
    may_have_clients: bool
    why_not_end: str
    waits_for: str
    history: Sequence[FormerRole]
    provider_name: str
    linked_on: date | None


def person_page(actor: Actor, membership: Membership, link: str) -> PersonPage:
    """Return somebody's page; `link` is what an administrator is to pass on to them."""
    person, factor = membership.person, second_factor_of(membership.person)
    return PersonPage(
        membership=membership.pk,
        name=person.name,
        email=person.email,
        role=role_and_team(membership.role, membership.team),
        last_signed_in=localdate(person.last_login) if person.last_login else None,
        second_factor=second_factor_words(factor),
        may_have_lost_second_factor=factor.active and person.pk != actor.id,
        link=link,
        by_mail=mail_is_configured(),
        left_on=localdate(membership.ended_at) if membership.ended_at else None,
        may_have_clients=membership.role in Role.in_teams(),
        why_not_end=why_not(policies.check_not_oneself, actor, membership)
        or why_not(policies.check_not_last_administrator, membership),
        waits_for=_waits_for(membership),
        history=[_former_role(earlier) for earlier in history_of(membership)],
        provider_name=provider_name(),
        linked_on=_linked_on(person),
    )


def _waits_for(membership: Membership) -> str:
    waiting = open_proposal(membership.person_id)
    return role_and_team(waiting.role, waiting.team) if waiting else ""


@dataclass(frozen=True)
class RoleToConfirm:
    """A role that waits for a second person; `why_not` says why this one may not confirm it."""

    row: int
    name: str
    role: str
    asked_by: str
    asked_at: datetime
    why_not: str
    mine: bool


@dataclass(frozen=True)
class CodeToRead:
    """A link whose code a second person reads out to its owner."""

    row: int
    name: str
    asked_by: str
    asked_at: datetime
    why_not: str


@dataclass(frozen=True)
class RecentRole:
    """A role that began lately."""

    name: str
    role: str
    since: date


@dataclass(frozen=True)
class SecondPersonPage:
    """What waits for a second person, and which roles began in the last 30 days."""

    roles: Sequence[RoleToConfirm]
    links: Sequence[CodeToRead]
    lately: Sequence[RecentRole]
    code: str


def second_person_page(actor: Actor, since: datetime, code: str) -> SecondPersonPage:
    """Return what waits; links are those made `since`. `code` is one that was just made, to read out."""
    agency = actor.agency_id
    month = since - timedelta(days=27)
    return SecondPersonPage(
        roles=[_to_confirm(actor, row) for row in proposals_at(agency)],
        links=[
            CodeToRead(row.pk, row.person.name, row.asked_by.name, localtime(row.asked_at), _why_not(actor, row))
            for row in shown_links_at(agency, since)
        ],
        lately=[
            RecentRole(one.person.name, role_and_team(one.role, one.team), localdate(one.started_at))
            for one in granted_lately(agency, month)
        ],
        code=code,
    )


def _to_confirm(actor: Actor, row: RoleProposal) -> RoleToConfirm:
    role, mine = role_and_team(row.role, row.team), row.asked_by_id == actor.id
    asked = localtime(row.asked_at)
    return RoleToConfirm(row.pk, row.person.name, role, row.asked_by.name, asked, _why_not(actor, row), mine)


def _why_not(actor: Actor, row: RoleProposal | ShownLink) -> str:
    return why_not(policies.check_is_second_person, actor, row.agency_id, row.asked_by_id, row.person_id)


def _former_role(membership: Membership) -> FormerRole:
    until = localdate(membership.ended_at) if membership.ended_at else None
    return FormerRole(role_and_team(membership.role, membership.team), localdate(membership.started_at), until)


def role_and_team(role: str, team: Team | None) -> str:
    """Return what somebody is at the agency: the role, and the team where there is one."""
    return f"{Role(role).title}, {team.name}" if team else Role(role).title


def second_factor_words(factor: SecondFactor) -> str:
    """Say what somebody gives besides the password."""
    if not factor.active:
        return _("None. The password alone is enough.")
    passkeys = ngettext("%(num)s passkey.", "%(num)s passkeys.", factor.passkeys) % {"num": factor.passkeys}
    codes = ngettext("%(num)s recovery code left.", "%(num)s recovery codes left.", factor.codes_left)
    parts = (
        _("An app that shows codes.") if factor.app else "",
        passkeys if factor.passkeys else "",
        codes % {"num": factor.codes_left},
    )
    return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class RecordPage:
    """One page of the record of changes. `older` and `newest` are addresses, empty where they would lead nowhere."""

    lines: Sequence[RecordLine]
    searched: bool
    older: str
    newest: str
    check_address: str
    check: RecordCheck | None


@dataclass(frozen=True)
class RecordLine:
    """One entry of the record in words."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    details: str
    kept: str
    """The same in codes and whole ids, for whoever checks the record."""


def record_lines(actor: Actor, entries: Sequence[Entry]) -> list[RecordLine]:
    """Name colleagues and teams of the person's own agency; everything else stays an opaque number."""
    ids = {entry.actor for entry in entries if entry.actor != SYSTEM}
    ids |= {entry.subject_id for entry in entries if entry.subject in ("person", "team")}
    people = Person.objects.filter(public_id__in=ids, memberships__agency_id=actor.agency_id)
    teams = Team.objects.filter(public_id__in=ids, agency_id=actor.agency_id)
    pairs = people.values_list("public_id", "name").union(teams.values_list("public_id", "name"))
    names = {str(public_id): name for public_id, name in pairs}
    return [_record_line(entry, names) for entry in entries]


def _record_line(entry: Entry, names: Mapping[str, str]) -> RecordLine:
    who = _("The site, or whoever runs it") if entry.actor == SYSTEM else names.get(entry.actor, short_id(entry.actor))
    about = names.get(entry.subject_id) or about_words(entry)
    words, kept = detail_words(entry.details), as_kept(entry)
    return RecordLine(entry.number, localtime(entry.at), who, action_words(entry.action), about, words, kept)
