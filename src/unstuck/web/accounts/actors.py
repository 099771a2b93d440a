"""Who is asking, as the rest of the site knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from unstuck.language import CLIENT
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.components.prepared_queries import rows_of


@dataclass(frozen=True)
class Actor:
    """A person in their role at their agency. `id`, `agency_id`, `team_id` are row ids; `public_id` goes on record.

    `waiting`: how much waited that they had not seen, when they were read. `needs_second_factor`: their agency says so
    of their role. `stands_in_until`: after this day they stand in for nobody; None where they never agreed to.
    `rooms_off`: what their agency does not use. `client_word`: what it calls a client.
    """

    id: int
    public_id: UUID
    name: str
    role: str
    agency_id: int
    agency_public_id: UUID
    agency_name: str
    team_id: int | None
    waiting: int = 0
    needs_second_factor: bool = False
    stands_in_until: date | None = None
    rooms_off: frozenset[str] = frozenset()
    client_word: str = CLIENT


class Request(HttpRequest):
    """A request as views see it: `actor` is set wherever the table asks for a role."""

    user: Person
    actor: Actor
    htmx: HtmxDetails


def actor_of(person: Person) -> Actor | None:
    """Return the person in their present role, None for somebody without one: they may open nothing."""
    held = _held(person.pk)
    return None if held is None else _actor(person, held)


def person_with_actor(person_id: int) -> tuple[Person, Actor] | None:
    """Return an active person and their present role, read together; None for somebody without one."""
    held = _held(person_id)
    return None if held is None else (held.person, _actor(held.person, held))


def _held(person_id: int) -> Membership | None:
    return next(iter(rows_of(_memberships, person_id)), None)


def _memberships(person_id: int) -> QuerySet[Membership]:
    held = Membership.objects.filter(person=person_id, ended_at=None, person__is_active=True)
    return held.select_related("person", "agency")


def _actor(person: Person, held: Membership) -> Actor:
    return Actor(
        id=person.pk,
        public_id=person.public_id,
        name=person.name,
        role=held.role,
        agency_id=held.agency_id,
        agency_public_id=held.agency.public_id,
        agency_name=held.agency.name,
        team_id=held.team_id,
        waiting=person.waiting,
        needs_second_factor=held.role in held.agency.second_factor_for,
        stands_in_until=held.person.stands_in_until,
        rooms_off=frozenset(held.agency.rooms_off),
        client_word=held.agency.client_word,
    )
