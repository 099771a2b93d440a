"""Who may read a consultation: the worker who asked, and those asked while it is open. No role reads more than that.

It is a conversation about a client between their worker, or who stands in for them, and colleagues. Once the client is
somebody else's, or the days of standing in are over, it rests: nobody reads it, writes in it or decides, unless the
client comes back. Who joins a group later is not asked what was asked before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.caseload.permissions import WITH_CLIENTS, covered_on
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.consents.holders import is_withdrawn
from unstuck.web.consents.models import ConsentWithdrawal
from unstuck.web.consents.restrictions import clients_hidden_from, kept_out_of
from unstuck.web.consultation.models import (
    AgendaItem,
    Consultation,
    Group,
    GroupMember,
    Invitation,
    Lesson,
    Meeting,
    Profile,
)
from unstuck.web.consultation.workflow import OPEN

CONSULTATION_CONSENTS = "consultation"
"""The code under which this room's consents stand on the list of all of them."""


def consultations_for(actor: Actor | None) -> QuerySet[Consultation]:
    """Return the consultations that somebody may read: the gate of every page about them."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return Consultation.objects.none()
    invited = Invitation.objects.filter(consultation=OuterRef("pk"), person=actor.id)
    member = _asked_as_members(OuterRef("group"), OuterRef("asked_at")).filter(person=actor.id)
    declined = Invitation.objects.filter(consultation=OuterRef("pk"), person=actor.id, declined_at__isnull=False)
    asked = Q(state__in=OPEN) & (Exists(invited) | Exists(member)) & ~Exists(declined) & ~Q(Exists(_taken_back()))
    rows = Consultation.objects.filter(Q(asker=actor.id) | asked, _with_the_asker(), agency=actor.agency_id)
    return rows.exclude(episode__client__in=clients_hidden_from(actor.id, actor.team_id).values("client"))


def _taken_back() -> QuerySet[ConsentWithdrawal]:
    """Return, beside a consultation, that the client took back the consent on which it rests."""
    return ConsentWithdrawal.objects.filter(holder=CONSULTATION_CONSENTS, row=OuterRef("pk"))


def _with_the_asker() -> Q:
    """Return the condition that the client is the asker's today: as their worker, or as who stands in for them."""
    stands_in = covered_on(dates.today()).filter(episode=OuterRef("episode"), cover__colleague=OuterRef("asker"))
    return Q(episode__worker=F("asker")) | Q(Exists(stands_in))


def _asked_as_members(group: Any, asked_at: Any) -> QuerySet[GroupMember]:
    """Return who was in a group when it was asked, and is in it without a break."""
    return GroupMember.objects.filter(group=group, joined_at__lte=asked_at, left_at=None)


def those_asked(consultation: Consultation) -> QuerySet[Person]:
    """Return who was asked and can read it while it is open: by name or with the group, without who declined.

    The other direction of `consultations_for`, for one consultation: a test holds the two together.
    """
    if is_withdrawn(CONSULTATION_CONSENTS, consultation.pk):
        return Person.objects.none()
    by_name = consultation.invited.values("person")
    declined = consultation.invited.filter(declined_at__isnull=False).values("person")
    members = _asked_as_members(consultation.group_id, consultation.asked_at).values("person")
    here = Membership.objects.filter(agency=consultation.agency_id, role__in=WITH_CLIENTS, ended_at=None)
    asked = Person.objects.filter(Q(pk__in=by_name) | Q(pk__in=members), pk__in=here.values("person"), is_active=True)
    hidden = kept_out_of(consultation.episode.client_id).values("person")
    asked = asked.exclude(pk__in=declined).exclude(pk__in=hidden)
    return asked.exclude(pk=consultation.asker_id).order_by("name", "pk")


def own_consultations(actor: Actor | None) -> QuerySet[Consultation]:
    """Return the consultations that somebody asked for themselves."""
    return consultations_for(actor).filter(asker_id=actor.id if actor else None)


def asked_consultations(actor: Actor | None) -> QuerySet[Consultation]:
    """Return the open consultations in which somebody was asked by others."""
    return consultations_for(actor).exclude(asker_id=actor.id if actor else None)


def open_of_group(group: Group) -> QuerySet[Consultation]:
    """Return what a group was asked and can still talk about, whoever of it may read each one."""
    rows = Consultation.objects.filter(~Q(Exists(_taken_back())), group=group, state__in=OPEN)
    return rows.filter(_with_the_asker())


def agenda_for(actor: Actor, meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return the cases on an agenda that somebody may know of: those they read, and closed ones they were asked in."""
    asked = _asked_as_members(OuterRef("consultation__group"), OuterRef("consultation__asked_at"))
    gone = ~Q(consultation__state__in=OPEN) & (Q(consultation__asker=actor.id) | Exists(asked.filter(person=actor.id)))
    declined = Invitation.objects.filter(person=actor.id, declined_at__isnull=False).values("consultation")
    items = meeting.agenda.filter(Q(consultation__in=consultations_for(actor)) | gone)
    return items.exclude(consultation__in=declined)


def groups_of(actor: Actor | None) -> QuerySet[Group]:
    """Return the groups that somebody belongs to: the gate of pages about groups."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return Group.objects.none()
    mine = GroupMember.objects.filter(group=OuterRef("pk"), person=actor.id, left_at=None)
    return Group.objects.filter(Exists(mine), agency=actor.agency_id)


def meetings_for(actor: Actor | None) -> QuerySet[Meeting]:
    """Return the meetings of the groups that somebody belongs to."""
    return Meeting.objects.filter(group__in=groups_of(actor))


def lessons_for(actor: Actor | None) -> QuerySet[Lesson]:
    """Return what somebody may read of the shelf: one's own; of the agency's, what is published or waits."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return Lesson.objects.none()
    return Lesson.objects.filter(Q(author=actor.id) | Q(state__in=["published", "waiting"]), agency=actor.agency_id)


def colleagues_of(actor: Actor) -> QuerySet[Membership]:
    """Return the colleagues who can be asked: who works with clients at the same agency now, oneself left out."""
    return Membership.objects.filter(
        agency=actor.agency_id, role__in=WITH_CLIENTS, ended_at=None, person__is_active=True
    ).exclude(person=actor.id)


def check_reads(actor: Actor, consultation: Consultation) -> None:
    """Raise Denied where somebody can no longer read it since the page was opened: the gate of every write."""
    if not consultations_for(actor).filter(pk=consultation.pk).exists():
        raise Denied("not_asked", _("You can no longer read this consultation, so nothing was saved."))


def check_is_asker(actor: Actor, consultation: Consultation) -> None:
    """Raise Denied unless the consultation is this person's own question."""
    if consultation.asker_id != actor.id:
        raise Denied("not_asker", _("Only the person who asked the question can do this."))


def check_was_asked(actor: Actor, consultation: Consultation) -> None:
    """Raise Denied unless this person was asked, by name or as a member of the group, and has not declined."""
    if not asked_consultations(actor).filter(pk=consultation.pk).exists():
        raise Denied("not_asked", _("Only a colleague who was asked can decline."))


def check_can_be_asked(name: str, profile: Profile | None, today: date) -> None:
    """Raise Denied where a colleague is away or not taking questions at present."""
    if profile is not None and not profile.takes_questions:
        raise Denied("takes_no_questions", _("%(name)s is not taking questions at present.") % {"name": name})
    if profile is not None and profile.away_until is not None and profile.away_until >= today:
        words = {"name": name, "day": spell_date(profile.away_until)}
        raise Denied("away", _("%(name)s is away until %(day)s.") % words)
