"""Storing scores, and taking wrong ones back. The state is stored in the same transaction as its score."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import Write, audited
from unstuck.web.caseload import permissions, policies
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.models import Episode, Score, Withdrawn
from unstuck.web.components.denied import Denied

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Total:
    """A questionnaire's total on a day."""

    instrument: str
    total: float
    on: date


@dataclass(frozen=True)
class Moment:
    """When something is done, and from which form: `version` is the episode's when the form was opened."""

    now: datetime
    today: date
    receipt: str | None = None
    version: int | None = None


def day_number(on: date) -> float:
    """Return days since 1970-01-01."""
    return float((on - EPOCH).days)


def add_score(actor: Actor, episode: Episode, entered: Total, moment: Moment) -> Score:
    """Store a total, of today or back-dated, with every state that follows from it."""
    permissions.check_may_write(actor, episode)
    policies.check_score(entered.instrument, entered.total, entered.on, moment.today)
    with _recorded("score.added", actor, moment) as write:
        locked = _locked(episode, moment)
        score = _store(actor, locked, entered, moment)
        judge_again([locked.pk], [entered.instrument], moment.now, moment.today)
        write.about("episode", locked.public_id, instrument=entered.instrument, score=score.pk)
    return score


def withdraw_score(actor: Actor, score: Score, because: Withdrawn, moment: Moment) -> None:
    """Mark a score as entered in error: it no longer counts, and stays in the history."""
    permissions.check_may_write(actor, score.episode)
    with _recorded("score.withdrawn", actor, moment) as write:
        locked = _locked(score.episode, moment)
        _withdraw(actor, Score.objects.select_for_update().get(pk=score.pk), because, moment)
        judge_again([locked.pk], [score.instrument], moment.now, moment.today)
        write.about("episode", locked.public_id, score=score.pk, because=because.value)


def correct_score(actor: Actor, score: Score, right: Total, moment: Moment) -> Score:
    """Replace a wrong score by the right one; both stay in the history."""
    permissions.check_may_write(actor, score.episode)
    policies.check_score(right.instrument, right.total, right.on, moment.today)
    with _recorded("score.corrected", actor, moment) as write:
        locked = _locked(score.episode, moment)
        wrong = Score.objects.select_for_update().get(pk=score.pk)
        _withdraw(actor, wrong, Withdrawn.CORRECTED, moment)
        better = _store(actor, locked, right, moment, corrects=wrong)
        judge_again([locked.pk], {wrong.instrument, right.instrument}, moment.now, moment.today)
        write.about("episode", locked.public_id, score=wrong.pk, by=better.pk)
    return better


def _recorded(action: str, actor: Actor, moment: Moment) -> AbstractContextManager[Write]:
    return audited(action, agency=actor.agency_public_id, actor=actor.public_id, now=moment.now, receipt=moment.receipt)


def _locked(episode: Episode, moment: Moment) -> Episode:
    """Return the episode, locked and one version further. Denied where it ended or the form is stale."""
    locked = Episode.objects.select_for_update().get(pk=episode.pk)
    policies.check_open(locked)
    policies.check_unchanged(locked, moment.version)
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked


def _store(actor: Actor, episode: Episode, entered: Total, moment: Moment, corrects: Score | None = None) -> Score:
    day = day_number(entered.on)
    same = Score.objects.filter(
        episode=episode, instrument=entered.instrument, on=entered.on, withdrawn_at=None
    ).first()
    if same is not None:
        words = {"total": f"{same.total:g}"}
        reason = _("A score of %(total)s is already recorded for this day. Correct that one instead.") % words
        raise Denied("day_taken", reason)
    return Score.objects.create(
        episode=episode,
        instrument=entered.instrument,
        day=day,
        on=entered.on,
        total=entered.total,
        entered_at=moment.now,
        entered_by_id=actor.id,
        corrects=corrects,
    )


def _withdraw(actor: Actor, score: Score, because: Withdrawn, moment: Moment) -> None:
    policies.check_counts(score)
    score.withdrawn_at, score.withdrawn_by_id, score.withdrawn_because = moment.now, actor.id, because.value
    score.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
