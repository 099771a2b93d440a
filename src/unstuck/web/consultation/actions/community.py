"""Profiles, groups and their meetings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.frame import check_unchanged
from unstuck.web.consultation.actions.refusing import check_words, counted
from unstuck.web.consultation.models import (
    AgendaItem,
    Attendance,
    Competence,
    Group,
    GroupMember,
    Meeting,
    Profile,
)
from unstuck.web.consultation.permissions import agenda_for, colleagues_of, consultations_for, groups_of, open_of_group
from unstuck.web.consultation.workflow import OPEN
from unstuck.web.notifications.actions import tell


@dataclass(frozen=True)
class ColleagueOffer:
    """What somebody says of themselves as a colleague."""

    competences: tuple[str, ...] = ()
    about: str = ""
    takes_questions: bool = True
    away_until: date | None = None


def change_profile(actor: Actor, offer: ColleagueOffer, context: WriteContext) -> Profile:
    """Say what one knows well and whether one can be asked."""
    with recorded("profile.changed", actor, context) as write:
        held, new = Profile.objects.select_for_update().get_or_create(
            person_id=actor.id, defaults={"changed_at": context.now}
        )
        check_unchanged(held.version, None if new else context.version)
        held.about, held.takes_questions, held.away_until = offer.about, offer.takes_questions, offer.away_until
        held.version, held.changed_at = held.version + 1, context.now
        held.save()
        held.competences.all().delete()
        tags = {tag.casefold(): tag for tag in reversed(offer.competences)}
        Competence.objects.bulk_create(Competence(profile=held, tag=tag, key=key) for key, tag in sorted(tags.items()))
        write.about("person", actor.public_id, competences=len(tags), takes_questions=offer.takes_questions)
    return held


def add_group(actor: Actor, name: str, members: Sequence[str], context: WriteContext) -> Group:
    """Start a group of oneself and colleagues, by public id."""
    with recorded("group.added", actor, context) as write:
        people = _people(actor, members)
        _check_name_is_free(actor, name, None)
        group = Group.objects.create(
            agency_id=actor.agency_id, name=name, created_at=context.now, created_by_id=actor.id
        )
        _join(group, [actor.id, *people], context)
        write.about("group", group.public_id, members=len(people) + 1)
        write.answer = str(group.public_id)
    return group


def change_group(actor: Actor, group: Group, name: str, members: Sequence[str], context: WriteContext) -> None:
    """Rename a group, let colleagues in or out. Who changes it stays in it."""
    with recorded("group.changed", actor, context) as write:
        held = groups_of(actor).select_for_update(of=("self",)).filter(pk=group.pk).first()
        if held is None:
            raise Denied("not_member", _("Only members can change a group."))
        check_unchanged(held.version, context.version)
        people = {actor.id, *_people(actor, members)}
        _check_name_is_free(actor, name, held)
        here = {one.person_id: one for one in held.members.filter(left_at=None)}
        held.members.filter(pk__in=[one.pk for pk, one in here.items() if pk not in people]).update(left_at=context.now)
        _join(held, sorted(people - set(here)), context)
        held.name, held.version = name, held.version + 1
        held.save()
        write.about("group", held.public_id, members=len(people))
        write.answer = str(held.public_id)


def _people(actor: Actor, members: Sequence[str]) -> list[int]:
    found = {str(one.person.public_id): one.person_id for one in colleagues_of(actor).select_related("person")}
    if not set(members) <= set(found):
        raise Denied("colleague_left", _("A colleague you chose no longer works here. Choose someone else."))
    return [found[one] for one in dict.fromkeys(members)]


def _check_name_is_free(actor: Actor, name: str, group: Group | None) -> None:
    taken = Group.objects.filter(agency=actor.agency_id, name__iexact=name)
    if (taken if group is None else taken.exclude(pk=group.pk)).exists():
        raise Denied("group_taken", _("Your agency already has a group with this name."))


def _join(group: Group, people: Collection[int], context: WriteContext) -> None:
    GroupMember.objects.bulk_create(GroupMember(group=group, person_id=pk, joined_at=context.now) for pk in people)


def plan_meeting(actor: Actor, group: Group, on: date, context: WriteContext) -> Meeting:
    """Plan a meeting. What was asked of the group and is open stands on its agenda at once."""
    with transaction.atomic(), recorded("meeting.planned", actor, context) as write:
        held = _group(actor, group)
        if held.meetings.filter(on=on).exists():
            raise Denied("meeting_taken", _("The group already meets on that day."))
        meeting = Meeting.objects.create(group=held, on=on, planned_at=context.now, planned_by_id=actor.id)
        asked = open_of_group(held).order_by("asked_at", "pk")
        AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, consultation=one, place=place) for place, one in enumerate(asked, start=1)
        )
        write.about("meeting", meeting.public_id, cases=len(asked))
        write.answer = str(meeting.public_id)
        people = set(held.members.filter(left_at=None).values_list("person", flat=True)) - {actor.id}
        ids = {"meeting": str(meeting.public_id)}
        tell(people, "meeting.planned", "consultation:meeting", ids, agency=held.agency_id, now=context.now)
    return meeting


def _group(actor: Actor, group: Group) -> Group:
    held = groups_of(actor).select_for_update(of=("self",)).filter(pk=group.pk).first()
    if held is None:
        raise Denied("not_member", _("Only members of the group can do this."))
    return held


def put_on_agenda(actor: Actor, meeting: Meeting, context: WriteContext) -> int:
    """Bring the agenda up to date: what was asked of the group since it was planned."""
    with recorded("meeting.changed", actor, context) as write:
        _group(actor, meeting.group)
        there = set(meeting.agenda.values_list("consultation", flat=True))
        asked = open_of_group(meeting.group).filter(pk__in=consultations_for(actor)).exclude(pk__in=there)
        added = AgendaItem.objects.bulk_create(
            AgendaItem(meeting=meeting, consultation=one, place=len(there) + place)
            for place, one in enumerate(asked.order_by("asked_at", "pk"), start=1)
        )
        write.about("meeting", meeting.public_id, cases=len(added))
        write.answer = str(meeting.public_id)
    return len(added)


def record_meeting(
    actor: Actor, meeting: Meeting, came: Collection[int], said: Mapping[int, str], context: WriteContext
) -> None:
    """Record who came (rows of people) and what was said of each case (rows of the agenda), in one line each."""
    for item in _said_of(actor, meeting, said):
        with counted(actor, item.consultation, context):  # in no transaction, so that a refusal stays on record
            check_words(actor, item.consultation, said[item.pk], others_allowed=True)
    with recorded("meeting.recorded", actor, context) as write:
        _group(actor, meeting.group)
        held = Meeting.objects.select_for_update().get(pk=meeting.pk)
        check_unchanged(held.version, context.version)
        if held.on > context.today:
            raise Denied("future_date", _("This meeting has not happened yet: record it afterwards."))
        for item in _said_of(actor, held, said):
            check_words(actor, item.consultation, said[item.pk], others_allowed=True)
            item.said = said[item.pk]
            item.save(update_fields=["said"])
        for person in held.group.members.filter(left_at=None).values_list("person", flat=True):
            Attendance.objects.update_or_create(meeting=held, person_id=person, defaults={"came": person in came})
        held.recorded_at, held.version = context.now, held.version + 1
        held.save()
        write.about("meeting", held.public_id, came=len(came))
        write.answer = str(held.public_id)


def _said_of(actor: Actor, meeting: Meeting, said: Mapping[int, str]) -> list[AgendaItem]:
    """Return the open cases that somebody may know of and of which something was said."""
    items = agenda_for(actor, meeting).filter(pk__in=said, consultation__state__in=OPEN)
    return list(items.select_related("consultation__episode__client"))
