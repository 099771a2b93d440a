"""Who asks, as the rest of the site knows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from unstuck.web.accounts.models import Membership, Person


@dataclass(frozen=True)
class Actor:
    """A person in their role at their agency. `id`, `agency_id`, `team_id` are row ids; `public_id` goes on record."""

    id: int
    public_id: UUID
    name: str
    role: str
    agency_id: int
    agency_public_id: UUID
    agency_name: str
    team_id: int | None


class Request(HttpRequest):
    """A request as views see it: `actor` is set wherever the table asks for a role."""

    user: Person
    actor: Actor
    htmx: HtmxDetails


def actor_of(person: Person) -> Actor | None:
    """Return the person in their present role, None for somebody without one: they may open nothing."""
    found = (
        Membership.objects.filter(person=person, ended_at=None, person__is_active=True).select_related("agency").first()
    )
    if found is None:
        return None
    return Actor(
        id=person.pk,
        public_id=person.public_id,
        name=person.name,
        role=found.role,
        agency_id=found.agency_id,
        agency_public_id=found.agency.public_id,
        agency_name=found.agency.name,
        team_id=found.team_id,
    )
