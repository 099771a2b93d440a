"""What pages about consultations read; every reading of texts begins at a gate in `permissions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import allowed
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consultation.models import Consultation, Group, GroupMember, Invitation, Lesson, LessonTheme, Profile
from unstuck.web.consultation.permissions import (
    asked_consultations,
    check_can_be_asked,
    colleagues_of,
    own_consultations,
)
from unstuck.web.consultation.workflow import CONSULTATION


def from_others(messages: str = "") -> Q:
    """Return which messages are others': colleagues', and those that the asker brought in from another agency.

    `messages`: how the query comes to them.
    """
    asker = F("asker") if messages else F("consultation__asker")
    return ~Q(**{f"{messages}by": asker}) | ~Q(**{f"{messages}elsewhere": ""})


@dataclass(frozen=True)
class ConsultationSummary:
    """One consultation about a client, without any of its texts: for the client's own page and the review."""

    public_id: UUID
    state: str
    words: str
    asker_id: int
    asker: str
    asked: tuple[str, ...]
    group: str
    created_at: datetime
    asked_at: datetime | None
    replies: int
    about_this_stall: bool
    version: int


def _asked(episode: int) -> QuerySet[Consultation, tuple[Any, ...]]:
    replies = Count("messages", filter=from_others("messages__"))
    found = Consultation.objects.filter(episode=episode).order_by("-created_at", "-pk").annotate(replies=replies)
    return found.values_list("pk", *_OF_ASKED, "asker__name", "group__name", "replies")


def _invited(episode: int) -> QuerySet[Invitation, tuple[int, str]]:
    invited = Invitation.objects.filter(consultation__episode=episode, declined_at=None).order_by("person__name")
    return invited.values_list("consultation", "person__name")


def consultations_of(episode: Episode) -> list[ConsultationSummary]:
    """Return the consultations about an episode that came through the gate, the latest first, in two queries.

    They hold who was asked and how far it came. The texts are for those asked: `consultations_for`.
    """
    rows = rows_of(_asked, episode.pk)
    names: dict[int, list[str]] = {}
    for consultation, name in rows_of(_invited, episode.pk):
        names.setdefault(consultation, []).append(name)
    return [
        ConsultationSummary(
            **dict(zip(_OF_ASKED, (state, *plain), strict=True)),
            words=CONSULTATION.states[state],
            asker=asker,
            asked=tuple(names.get(pk, ())),
            group=group or "",
            replies=count,
        )
        for pk, state, *plain, asker, group, count in rows
    ]


_OF_ASKED = ("state", "public_id", "asker_id", "created_at", "asked_at", "about_this_stall", "version")


SHOWN = 100
"""Consultations in each list."""


def asked_of(actor: Actor) -> list[Consultation]:
    """Return the consultations that somebody was asked in, the latest first, with the number of replies."""
    return _listed(asked_consultations(actor).order_by("-asked_at"))


def asked_by(actor: Actor) -> list[Consultation]:
    """Return the consultations that somebody asked for, the latest first, with the number of replies."""
    return _listed(own_consultations(actor).order_by("-created_at"))


def _listed(consultations: QuerySet[Consultation]) -> list[Consultation]:
    replies = Count("messages", filter=from_others("messages__"))
    return list(
        consultations.select_related("asker", "group", "episode__client", "brief").annotate(replies=replies)[:SHOWN]
    )


def address_to_ask(episode: Episode) -> str:
    """Return where a worker asks colleagues about a client."""
    return reverse("consultation:ask", kwargs={"episode": episode.public_id})


@dataclass(frozen=True)
class AvailableColleague:
    """Somebody who can be asked: what they know well, and since when or until when they cannot be."""

    id: int
    public_id: str
    name: str
    about: str
    competences: tuple[str, ...]
    away_until: date | None
    available: bool


def colleagues(actor: Actor, today: date, sought: str = "") -> list[AvailableColleague]:
    """Return the colleagues of the agency, who is available first; `sought`: part of a competence or a name."""
    people = list(colleagues_of(actor).values_list("person", "person__public_id", "person__name"))
    profiles = {
        one.pk: one
        for one in Profile.objects.filter(person__in=[row[0] for row in people]).prefetch_related("competences")
    }
    people_offered = [_colleague(profiles.get(pk), pk, str(public), name, today) for pk, public, name in people]
    words = sought.casefold().split()
    wanted = [one for one in people_offered if all(word in _all_of(one) for word in words)]
    return sorted(wanted, key=lambda one: (not one.available, one.name.casefold(), one.id))


def _colleague(profile: Profile | None, pk: int, public: str, name: str, today: date) -> AvailableColleague:
    return AvailableColleague(
        id=pk,
        public_id=public,
        name=name,
        about=profile.about if profile else "",
        competences=tuple(competence.tag for competence in profile.competences.all()) if profile else (),
        away_until=profile.away_until if profile and profile.away_until and profile.away_until >= today else None,
        available=allowed(check_can_be_asked, name, profile, today),
    )


def _all_of(colleague: AvailableColleague) -> str:
    return " ".join([colleague.name, colleague.about, *colleague.competences]).casefold()


def groups_to_ask(actor: Actor) -> list[Group]:
    """Return the groups of the agency in which somebody else is."""
    here = colleagues_of(actor).values("person")
    with_others = GroupMember.objects.filter(left_at=None, person__in=here).values("group")
    return list(Group.objects.filter(agency=actor.agency_id, pk__in=with_others).order_by("name"))


def members_of(group: Group) -> QuerySet[Person]:
    """Return who is in a group now, by name."""
    return Person.objects.filter(pk__in=group.members.filter(left_at=None).values("person")).order_by("name", "pk")


def shelf(lessons: QuerySet[Lesson], theme: str, words: str) -> Sequence[Lesson]:
    """Return the published lessons with a theme and with all words, in any case, the latest first."""
    published = lessons.filter(state="published").select_related("author").prefetch_related("themes")
    if theme:
        published = published.filter(pk__in=LessonTheme.objects.filter(theme=theme).values("lesson"))
    sought = words.casefold().split()
    rows = published.order_by("-written_at", "-pk")
    return [one for one in rows if all(word in f"{one.title} {one.words}".casefold() for word in sought)]
