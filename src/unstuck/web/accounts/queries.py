"""The people of an agency, and one person's sign-in, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from unstuck.web.accounts.models import LinkedSignIn, Membership, Person, Role, RoleProposal, ShownLink


@dataclass(frozen=True)
class PeopleFilters:
    """Which people to list. Empty: all of them."""

    name: str = ""
    role: str = ""
    team: str = ""
    left: bool | None = False


@dataclass(frozen=True)
class SecondFactor:
    """What somebody gives besides the password."""

    app: bool
    passkeys: int
    codes_left: int

    @property
    def active(self) -> bool:
        """Tell whether a second factor is asked for."""
        return self.app or self.passkeys > 0


def present_members(agency_id: int) -> QuerySet[Membership]:
    """Return the memberships of those who work at an agency now and can sign in."""
    return Membership.objects.filter(agency_id=agency_id, ended_at=None, person__is_active=True)


def supervisors_at(agency_id: int) -> QuerySet[Membership]:
    """Return the present supervisors of an agency, those who came first before the others."""
    return present_members(agency_id).filter(role=Role.SUPERVISOR).order_by("pk")


def second_people(agency_id: int, *others: int) -> list[int]:
    """Return the row ids of those who can be the second person beside these, and are told of roles."""
    answering = present_members(agency_id).filter(role__in=[Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR])
    return list(answering.exclude(person__in=others).values_list("person", flat=True))


def latest_memberships(agency_id: int) -> QuerySet[Membership]:
    """Return each person's present or, of those who left, last membership at an agency."""
    later = Membership.objects.filter(person=OuterRef("person"), agency=OuterRef("agency"), pk__gt=OuterRef("pk"))
    return Membership.objects.filter(~Exists(later), agency_id=agency_id).select_related("person", "team", "agency")


def find_people(agency_id: int, filters: PeopleFilters) -> QuerySet[Membership]:
    """Return the people looked for, by name."""
    memberships = latest_memberships(agency_id)
    if filters.name:
        memberships = memberships.filter(pk__in=_called(memberships, filters.name))
    if filters.role:
        memberships = memberships.filter(role=filters.role)
    if filters.team:
        memberships = memberships.filter(team__public_id=filters.team)
    if filters.left is not None:
        memberships = memberships.filter(ended_at__isnull=not filters.left)
    linked = Exists(LinkedSignIn.objects.filter(person=OuterRef("person")))
    return memberships.annotate(has_second_factor=has_second_factor(), is_linked=linked).order_by(
        Lower("person__name"), "pk"
    )


def _called(memberships: QuerySet[Membership], part: str) -> list[int]:
    """Return those in whose name this is a part, in any case: databases differ in which letters they fold."""
    sought = part.casefold()
    return [pk for pk, name in memberships.values_list("pk", "person__name") if sought in name.casefold()]


def history_of(membership: Membership) -> QuerySet[Membership]:
    """Return what this person was at this agency, newest first."""
    return (
        Membership.objects.filter(person_id=membership.person_id, agency_id=membership.agency_id)
        .select_related("team")
        .order_by("-pk")
    )


def second_factor_of(person: Person) -> SecondFactor:
    """Return what this person gives besides the password."""
    kinds = Authenticator.Type
    held = list(Authenticator.objects.filter(user=person))
    codes = [factor for factor in held if factor.type == kinds.RECOVERY_CODES]
    return SecondFactor(
        app=any(factor.type == kinds.TOTP for factor in held),
        passkeys=sum(factor.type == kinds.WEBAUTHN for factor in held),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else 0,
    )


def has_second_factor() -> Exists:
    """Return the condition that whoever holds a membership gives something besides the password."""
    given = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Exists(Authenticator.objects.filter(user=OuterRef("person"), type__in=given))


def open_proposal(person_id: int) -> RoleProposal | None:
    """Return the role that was asked for somebody and waits for a second person; None where there is none."""
    waiting = RoleProposal.objects.filter(person=person_id, decided_at=None)
    return waiting.select_related("team", "asked_by", "agency").first()


def proposals_at(agency_id: int) -> QuerySet[RoleProposal]:
    """Return what waits for a second person at an agency, the oldest first."""
    waiting = RoleProposal.objects.filter(agency=agency_id, decided_at=None)
    return waiting.select_related("person", "team", "asked_by", "agency").order_by("asked_at", "pk")


def shown_links_at(agency_id: int, since: datetime) -> QuerySet[ShownLink]:
    """Return the links that were shown to an administrator and can still open, the oldest first."""
    waiting = ShownLink.objects.filter(agency=agency_id, used_at=None, asked_at__gt=since)
    return waiting.select_related("person", "asked_by").order_by("asked_at", "pk")


def granted_lately(agency_id: int, since: datetime) -> QuerySet[Membership]:
    """Return the roles other than a worker's that began since a moment, the latest first."""
    begun = Membership.objects.filter(agency=agency_id, started_at__gt=since, ended_at=None).exclude(role=Role.WORKER)
    return begun.select_related("person", "team").order_by("-started_at", "-pk")


def supervisors_of(team_id: int | None) -> list[str]:
    """Return the names of those who supervise a team and so see its clients."""
    if team_id is None:
        return []
    there = Membership.objects.filter(team=team_id, role=Role.SUPERVISOR, ended_at=None, person__is_active=True)
    return list(there.order_by("person__name").values_list("person__name", flat=True))
