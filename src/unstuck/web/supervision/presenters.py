"""A meeting of two as its page shows it: what changed, in words, and what the two keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.reporting.words import short_date, spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import why_not
from unstuck.web.consultation.models import Consultation
from unstuck.web.consultation.workflow import CONSULTATION
from unstuck.web.reviews.models import Closing, Ending, Outcome, Review
from unstuck.web.safety.models import Concern
from unstuck.web.safety.models.concerns import CloseReason
from unstuck.web.safety.workflow import CONCERN
from unstuck.web.supervision.changes import ChangesSince
from unstuck.web.supervision.meetings import MeetingRecord
from unstuck.web.supervision.models import SupervisionNote
from unstuck.web.supervision.permissions import Partners, check_meets


@dataclass(frozen=True)
class ChangedClient:
    """One client and what there is to talk about."""

    client: str
    address: str
    words: str
    is_new: bool = False


@dataclass(frozen=True)
class ChangeSection:
    """One kind of change; the lines of the most urgent first, or by client's name. `is_danger`: above all else."""

    title: str
    lines: Sequence[ChangedClient]
    is_danger: bool = False


def sections(changes: ChangesSince, since: date, today: date) -> tuple[list[ChangeSection], list[str]]:
    """Return what there is to talk about, safety first, and the titles of the kinds of which there is nothing."""
    found = [
        ChangeSection(
            _("Concerns about safety"), [_open_concern(one, since) for one in changes.open_concerns], is_danger=True
        ),
        ChangeSection(_("Reviews that wait for a decision"), [_undecided(one, since) for one in changes.undecided]),
        ChangeSection(_("Days to look again"), [_to_look_at(one, today) for one in changes.to_look_at]),
        ChangeSection(_("Worth a look, not taken up yet"), [
            _line(one.episode, one.called, is_new=_is_new(one.raised_at, since)) for one in changes.not_taken_up
        ]),
        ChangeSection(_("Not heard from"), [_silent(episode, last) for episode, last in changes.silent]),
        ChangeSection(_("Consultations"), [_consultation(one, since) for one in changes.consultations]),
        ChangeSection(_("Reviews closed"), [_closed_review(one) for one in changes.closed_reviews]),
        ChangeSection(_("Concerns closed"), [_closed_concern(one) for one in changes.closed_concerns]),
        ChangeSection(_("Endings"), [_ending(one) for one in changes.endings]),
    ]  # fmt: skip
    return [one for one in found if one.lines], [one.title.lower() for one in found if not one.lines]


def _line(episode: Episode, words: str, *, is_new: bool = False) -> ChangedClient:
    return ChangedClient(episode.client.called, reverse("home:client", args=[episode.public_id]), words, is_new)


def _is_new(at: datetime, since: date) -> bool:
    return localdate(at) >= since


def _open_concern(one: Concern, since: date) -> ChangedClient:
    words = f"{one.called}. {CONCERN.states[one.state]}."
    if one.responder is not None:
        waits = _("Waiting for %(name)s.") if one.state == "raised" else _("With %(name)s.")
        words += " " + waits % {"name": one.responder.name}
    if one.look_again_on is not None:
        words += " " + _("To be looked at again on %(day)s.") % {"day": short_date(one.look_again_on)}
    return _line(one.episode, words, is_new=_is_new(one.raised_at, since))


def _closed_concern(one: Concern) -> ChangedClient:
    words = _("%(kind)s. Closed on %(day)s: %(why)s.")
    day = short_date(localdate(one.closed_at)) if one.closed_at else ""
    why = CloseReason(one.closed_because).words
    return _line(one.episode, words % {"kind": one.called, "day": day, "why": why[:1].lower() + why[1:]})


def _undecided(one: Review, since: date) -> ChangedClient:
    words = _("Open since %(day)s.") % {"day": short_date(localdate(one.opened_at))}
    return _line(one.episode, words, is_new=_is_new(one.opened_at, since))


def _to_look_at(one: Review, today: date) -> ChangedClient:
    day = one.again_on or today
    words = _("Was to be looked at again on %(day)s.") if day <= today else _("To be looked at again on %(day)s.")
    return _line(one.episode, words % {"day": short_date(day)})


def _silent(episode: Episode, last: date) -> ChangedClient:
    return _line(episode, _("Last heard from on %(day)s.") % {"day": short_date(last)})


def _consultation(one: Consultation, since: date) -> ChangedClient:
    asked_at = one.asked_at or one.created_at
    asked = _("Asked on %(day)s.") % {"day": short_date(localdate(asked_at))}
    stands = "" if one.state == "asked" else f" {CONSULTATION.states[one.state]}."
    return _line(one.episode, asked + stands, is_new=_is_new(asked_at, since))


def _closed_review(one: Review) -> ChangedClient:
    return _line(one.episode, f"{Outcome(one.outcome).words}.")


def _ending(one: Closing) -> ChangedClient:
    return _line(one.episode, f"{short_date(one.on)}: {Ending(one.ending).words}.")


@dataclass(frozen=True)
class NoteThread:
    """A note with the answers to it, the first one first."""

    note: SupervisionNote
    answers: Sequence[SupervisionNote]


@dataclass(frozen=True)
class SupervisionPage:
    """A meeting of two. `why_not` says why this one can only read; empty where they can write."""

    other: str
    worker: str
    supervisor: str
    is_supervisor: bool
    since: str
    last_met: date | None
    safety: ChangeSection | None
    changes: Sequence[ChangeSection]
    nothing: str
    kept: MeetingRecord
    notes: Sequence[NoteThread]
    overdue: frozenset[int]
    why_not: str


def supervision_page(
    actor: Actor, partners: Partners, kept: MeetingRecord, changes: ChangesSince | None, today: date
) -> SupervisionPage:
    """Return the page of a meeting; `changes` is None where this one does not read the clients."""
    is_supervisor = actor.id == partners.supervisor.pk
    shown, nothing = sections(changes, kept.since, today) if changes else ([], [])
    return SupervisionPage(
        other=partners.worker.name if is_supervisor else partners.supervisor.name,
        worker=partners.worker.name,
        supervisor=partners.supervisor.name,
        is_supervisor=is_supervisor,
        since=spell_date(kept.since),
        last_met=kept.last_met,
        safety=next((one for one in shown if one.is_danger), None),
        changes=[one for one in shown if not one.is_danger],
        nothing=", ".join(nothing),
        kept=kept,
        notes=_threads(kept.notes),
        overdue=frozenset(one.pk for one in kept.open if one.due_on < today),
        why_not=why_not(check_meets, actor, partners),
    )


def _threads(notes: Iterable[SupervisionNote]) -> list[NoteThread]:
    """Return the notes, the latest first, each with its answers."""
    answers: dict[int | None, list[SupervisionNote]] = {}
    for one in sorted(notes, key=lambda note: note.pk):
        answers.setdefault(one.answers_id, []).append(one)
    return [NoteThread(one, answers.get(one.pk, [])) for one in reversed(answers.get(None, []))]
