"""Confirming hours, entering some by hand, writing a note, and removing either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Membership, Person
from unstuck.web.audit.actions import SYSTEM, Write, audited
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.components.denied import Denied
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.learning import about_clients
from unstuck.web.hours.models import LONGEST_DAY, HoursEntry, HoursKind, ReflectionNote
from unstuck.web.hours.permissions import entries_of, notes_of
from unstuck.web.hours.queries import proposals_for
from unstuck.web.learning.actions import KEPT


@dataclass(frozen=True)
class HoursByHand:
    """An entry that somebody makes themselves."""

    kind: HoursKind
    on: date
    minutes: int
    about: str


def _own(write: Write, actor: Actor, answer: object = "") -> None:
    """Say on record that somebody kept something of their own, and no more (decisions 45, 78 and 85)."""
    write.about("person", actor.public_id)
    write.answer = str(answer)


def check_minutes(minutes: int | None) -> None:
    """Raise Denied for minutes that no day has."""
    if minutes is None or not 1 <= minutes <= LONGEST_DAY:
        raise Denied("minutes", _("Enter minutes, from 1 to %(most)s.") % {"most": LONGEST_DAY})


def check_day(on: date, today: date) -> None:
    """Raise Denied for a day to come."""
    if on > today:
        raise Denied("day_to_come", _("This day is still to come."))


def check_about(actor: Actor, about: str) -> None:
    """Raise Denied where what it was about names a client: what is exported says nothing of anybody."""
    policies.check_text(about, known=about_clients(actor, None))


def confirm_hours(actor: Actor, minutes: Mapping[str, int | None], context: WriteContext) -> None:
    """Take what the site proposed into the log: by the proposal's key, with the minutes that nobody recorded.

    What is proposed no longer is left out. Of practice the minutes that are given count for nothing: they are counted.
    """
    with recorded(KEPT, actor, context) as write:
        for one in proposals_for(actor, context.today):
            if one.key not in minutes:
                continue
            taken = None if one.kind == HoursKind.PRACTICE else minutes[one.key]
            if one.kind != HoursKind.PRACTICE:
                check_minutes(taken)
            HoursEntry.objects.create(
                person_id=actor.id, kind=one.kind, on=one.on, minutes=taken, proposed=True, at=context.now
            )
        _own(write, actor)


def enter_hours(actor: Actor, entry: HoursByHand, context: WriteContext) -> None:
    """Enter time by hand. Practice is counted and never entered."""
    with recorded(KEPT, actor, context) as write:
        if entry.kind == HoursKind.PRACTICE:
            raise Denied("counted", _("Practice on vignettes is counted: confirm it instead."))
        check_minutes(entry.minutes)
        check_day(entry.on, context.today)
        check_about(actor, entry.about)
        HoursEntry.objects.create(
            person_id=actor.id, kind=entry.kind, on=entry.on, minutes=entry.minutes, about=entry.about, at=context.now
        )
        _own(write, actor)


def remove_hours(actor: Actor, entry: HoursEntry, context: WriteContext) -> None:
    """Remove an entry: it is gone."""
    with recorded(KEPT, actor, context) as write:
        entries_of(actor).filter(pk=entry.pk).delete()
        _own(write, actor)


def write_reflection(actor: Actor, words: str, context: WriteContext) -> None:
    """Keep a note for its writer's eyes only."""
    with recorded(KEPT, actor, context) as write:
        ReflectionNote.objects.create(person_id=actor.id, words=words, at=context.now)
        _own(write, actor)


def remove_reflection(actor: Actor, note: ReflectionNote, context: WriteContext) -> None:
    """Remove a note: it is gone."""
    with recorded(KEPT, actor, context) as write:
        notes_of(actor).filter(pk=note.pk).delete()
        _own(write, actor)


def wipe_of_those_who_left(now: datetime) -> int:
    """Wipe the log and the notes of people who work nowhere on this site any more; return in how many agencies."""
    kept = {
        *HoursEntry.objects.values_list("person", flat=True),
        *ReflectionNote.objects.values_list("person", flat=True),
    }
    here = set(Membership.objects.filter(person__in=kept, ended_at=None).values_list("person", flat=True))
    gone: dict[int, list[int]] = {}
    for person in sorted(kept - here):
        last = Membership.objects.filter(person=person).order_by("-ended_at", "-pk").first()
        if last is not None:
            gone.setdefault(last.agency_id, []).append(person)
    for agency in Agency.objects.filter(pk__in=gone):
        with audited("own_side.wiped", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            people = Person.objects.filter(pk__in=gone[agency.pk])
            HoursEntry.objects.filter(person__in=people).delete()
            ReflectionNote.objects.filter(person__in=people).delete()
            write.about("agency", agency.public_id)
    return len(gone)
