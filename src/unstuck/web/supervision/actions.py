"""Keeping what two people talk about in supervision, on which days they met, and who took a quarter's figures away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.policies import check_still_holds
from unstuck.web.audit.actions import audited
from unstuck.web.components.denied import Denied
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.supervision.models import (
    AgendaPoint,
    AgreedPoint,
    SupervisionMeeting,
    SupervisionNote,
    SupervisionPair,
)
from unstuck.web.supervision.permissions import Partners, check_counts, check_meets
from unstuck.web.supervision.quarters import Quarter

TAKEN_AWAY = "quarter.taken_away"


class ReportForm(WordedChoices):
    """How a quarter's figures are taken away. Codes are append-only: they stand in the record."""

    PDF = "pdf", _("As PDF")
    TABLE = "table", _("As a table (CSV)")


@dataclass(frozen=True)
class SupervisionContext:
    """Who acts, with whom, when, and under which idempotency key."""

    actor: Actor
    partners: Partners
    now: datetime
    today: date
    idempotency_key: str | None = None


@dataclass(frozen=True)
class SupervisionAgreement:
    """What was agreed: in words, whether the worker does it (else the supervisor), and by which day."""

    words: str
    by_worker: bool
    due_on: date


@contextmanager
def _recorded(code: str, context: SupervisionContext) -> Iterator[SupervisionPair]:
    actor, partners = context.actor, context.partners
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited(code, **about, now=context.now, idempotency_key=context.idempotency_key) as write:
        check_still_holds(actor)
        check_meets(actor, partners)
        pair, _made = SupervisionPair.objects.get_or_create(
            agency_id=actor.agency_id, supervisor=partners.supervisor, worker=partners.worker
        )
        yield pair
        write.about("supervision", pair.public_id)


def note_report(actor: Actor, quarter: Quarter, form: ReportForm, now: datetime) -> None:
    """Put on the agency's record that a quarter's figures were taken away: by whom, when and as what."""
    with audited(TAKEN_AWAY, agency=actor.agency_public_id, actor=actor.public_id, now=now) as write:
        check_still_holds(actor)
        check_counts(actor)
        write.about("quarter", quarter.code, form=form.value)


def note_meeting(context: SupervisionContext, on: date) -> None:
    """Note the day on which the two met. Denied for a day that is still to come, or before the last one."""
    with _recorded("supervision.met", context) as pair:
        latest = pair.meetings.order_by("-on").first()
        if on > context.today:
            raise Denied("day_to_come", _("You cannot have met on a day that is still to come."))
        if latest is not None and on <= latest.on:
            raise Denied("met_already", _("You have already noted a meeting on that day or later."))
        SupervisionMeeting.objects.create(pair=pair, on=on, at=context.now, by_id=context.actor.id)


def add_point(context: SupervisionContext, words: str) -> None:
    """Put something on the agenda."""
    with _recorded("supervision.point_added", context) as pair:
        AgendaPoint.objects.create(pair=pair, words=words, at=context.now, by_id=context.actor.id)


def talk_about(context: SupervisionContext, point: int) -> None:
    """Say that a point was talked about: it leaves the agenda. Denied where it did before."""
    with _recorded("supervision.point_talked", context) as pair:
        if not pair.points.filter(pk=point, talked_at=None).update(talked_at=context.now):
            raise Denied("point_gone", _("This point has already left the agenda."))


def agree(context: SupervisionContext, agreement: SupervisionAgreement) -> None:
    """Keep what the two agreed. Denied for a day that has passed."""
    with _recorded("supervision.agreed", context) as pair:
        if agreement.due_on < context.today:
            raise Denied("day_passed", _("Choose today, or a day to come."))
        whose = context.partners.worker if agreement.by_worker else context.partners.supervisor
        AgreedPoint.objects.create(
            pair=pair, words=agreement.words, whose=whose, due_on=agreement.due_on, at=context.now,
            by_id=context.actor.id,
        )  # fmt: skip


def mark_done(context: SupervisionContext, agreed: int) -> None:
    """Say that what was agreed is done. Denied where it was said before."""
    with _recorded("supervision.done", context) as pair:
        if not pair.agreed.filter(pk=agreed, done_at=None).update(done_at=context.now):
            raise Denied("done_already", _("This has already been marked as done."))


def write_note(context: SupervisionContext, words: str, answers: int | None = None) -> None:
    """Write a note, or the answer to one, and tell the other. Denied for an answer to what is not there."""
    with _recorded("supervision.note_written", context) as pair:
        answered = pair.notes.filter(pk=answers, answers=None).first() if answers is not None else None
        if answers is not None and answered is None:
            raise Denied("no_such_note", _("The note that you answer is not here."))
        SupervisionNote.objects.create(pair=pair, words=words, at=context.now, by_id=context.actor.id, answers=answered)
        _clear_mine(context)
        _tell_the_other(context, "supervision.answer" if answered else "supervision.note")


def _clear_mine(context: SupervisionContext) -> None:
    """Who writes has read what was written to them."""
    actor, partners = context.actor, context.partners
    told = {"person": str(partners.worker.public_id)} if actor.id == partners.supervisor.pk else {}
    kinds = ("supervision.note", "supervision.answer")
    clear_waiting(kinds, told, agency=actor.agency_id, now=context.now, of=[actor.id])


def _tell_the_other(context: SupervisionContext, kind: str) -> None:
    actor, partners = context.actor, context.partners
    if actor.id == partners.supervisor.pk:
        other, route, ids = partners.worker, "supervision:mine", {}
    else:
        other, route, ids = partners.supervisor, "supervision:worker", {"person": str(partners.worker.public_id)}
    tell([other.pk], kind, route, ids, agency=actor.agency_id, now=context.now)
