"""The agency's people and the record of what was done, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page
from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role, Team
from unstuck.web.audit.actions import SYSTEM
from unstuck.web.audit.models import Entry
from unstuck.web.audit.words import SUBJECTS, action_words


@dataclass(frozen=True)
class PersonRow:
    """One of the agency's people. `left_on` is empty for those who are here."""

    public_id: UUID
    name: str
    role: str
    team: str
    since: date
    left_on: date | None


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
    )


def _person_row(membership: Membership, titles: Mapping[str, str]) -> PersonRow:
    return PersonRow(
        membership.person.public_id,
        membership.person.name,
        titles[membership.role],
        membership.team.name if membership.team else "",
        localdate(membership.started_at),
        localdate(membership.ended_at) if membership.ended_at else None,
    )


@dataclass(frozen=True)
class RecordLine:
    """One entry of the record in words."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    details: str


def record_lines(actor: Actor, entries: Sequence[Entry]) -> list[RecordLine]:
    """Name colleagues and teams of the person's own agency; everything else stays an opaque id."""
    ids = {entry.actor for entry in entries if entry.actor != SYSTEM}
    ids |= {entry.subject_id for entry in entries if entry.subject in ("person", "team")}
    people = Person.objects.filter(public_id__in=ids, memberships__agency_id=actor.agency_id)
    teams = Team.objects.filter(public_id__in=ids, agency_id=actor.agency_id)
    pairs = people.values_list("public_id", "name").union(teams.values_list("public_id", "name"))
    names = {str(public_id): name for public_id, name in pairs}
    return [_record_line(entry, names) for entry in entries]


def _record_line(entry: Entry, names: Mapping[str, str]) -> RecordLine:
    kind = SUBJECTS.get(entry.subject, entry.subject)
    who = _("The command line") if entry.actor == SYSTEM else names.get(entry.actor, _short(entry.actor))
    about = names.get(entry.subject_id) or f"{kind} {_short(entry.subject_id)}".strip()
    details = ", ".join(f"{name}: {_short(str(value))}" for name, value in sorted(entry.details.items()))
    return RecordLine(entry.number, localtime(entry.at), who, action_words(entry.action), about, details)


def _short(id: str) -> str:  # noqa: A002  (an id)
    """Return the first group of an opaque id, which is enough to tell two apart on a page."""
    return id[:8] if len(id) == 36 else id
