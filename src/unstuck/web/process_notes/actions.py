"""Keeping a note apart from the record, removing it, and wiping what is nobody's work any more.

The record of changes says that somebody kept or removed something of their own, and neither what nor about whom.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import F, Q

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Membership
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload import permissions, policies
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.process_notes.models import ProcessNote
from unstuck.web.process_notes.permissions import notes_of

KEPT = "process_note.kept"
KEPT_CLOSED = timedelta(days=30)
"""How long notes stay, unread by anybody, after the client ceased to be their author's work: a hand-over can be a
mistake, and a worker can come back."""


def keep_note(actor: Actor, episode: Episode, on: date, words: str, context: WriteContext) -> None:
    """Keep a note about one's own client. Denied for others' clients, where work has ended, and for a day to come."""
    with recorded(KEPT, actor, context) as write:
        held = Episode.objects.select_for_update().get(pk=episode.pk)
        permissions.check_is_own(actor, held)
        policies.check_open(held)
        if on > context.today:
            raise Denied("day_to_come", _("Choose today or a day before."))
        ProcessNote.objects.create(episode=held, person_id=actor.id, on=on, at=context.now, words=words.strip())
        write.about("person", actor.public_id)


def remove_note(actor: Actor, note: ProcessNote, context: WriteContext) -> None:
    """Remove a note of one's own: it is gone."""
    with recorded(KEPT, actor, context) as write:
        notes_of(actor).filter(pk=note.pk).delete()
        write.about("person", actor.public_id)


def wipe_closed_notes(now: datetime) -> int:
    """Wipe notes that have been nobody's work for a while; return in how many agencies. Called once a day."""
    wiped = 0
    here = Membership.objects.filter(ended_at=None, role__in=permissions.WITH_CLIENTS).values("person")
    in_use = Q(person__in=here, episode__worker=F("person"), episode__ended_on=None)
    for agency in Agency.objects.all():
        theirs = ProcessNote.objects.filter(episode__client__agency=agency)
        closed, taken_up = theirs.filter(closed_at=None).exclude(in_use), theirs.filter(in_use).exclude(closed_at=None)
        over = theirs.filter(closed_at__lt=now - KEPT_CLOSED).exclude(in_use)
        if not (closed.exists() or taken_up.exists() or over.exists()):
            continue
        with audited("process_note.wiped", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            gone, _rows = over.delete()
            taken_up.update(closed_at=None)
            closed.update(closed_at=now)
            write.about("agency", agency.public_id, notes=gone)
        wiped += 1
    return wiped
