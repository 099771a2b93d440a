"""Storing scores, and taking wrong ones back. The state is stored in the same transaction as its score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions, policies
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.models import Episode, Score, WithdrawalReason
from unstuck.web.components.batches import day_number
from unstuck.web.components.denied import Denied


@dataclass(frozen=True)
class Total:
    """A questionnaire's total on a day."""

    instrument: str
    total: float
    on: date


def add_score(actor: Actor, episode: Episode, entered: Total, context: WriteContext) -> Score:
    """Store a total, of today or back-dated, with every state that follows from it."""
    policies.check_score(entered.instrument, entered.total, entered.on, context.today)
    with recorded("score.added", actor, context) as write:
        locked = locked_episode(episode, context)
        permissions.check_may_write(actor, locked)
        score = put_score(locked, entered, actor.id, context)
        write.about("episode", locked.public_id, instrument=entered.instrument, score=score.pk)
    return score


def put_score(locked: Episode, entered: Total, by: int | None, context: WriteContext) -> Score:
    """Store a total inside a running action, with every state that follows. `by`: None where the client answered."""
    score = _store(by, locked, entered, context)
    judge_again([locked.pk], [entered.instrument], context.now, context.today)
    return score


def withdraw_score(actor: Actor, score: Score, because: WithdrawalReason, context: WriteContext) -> None:
    """Mark a score as entered in error: it no longer counts, and stays in the history."""
    with recorded("score.withdrawn", actor, context) as write:
        locked = locked_episode(score.episode, context)
        permissions.check_may_write(actor, locked)
        _withdraw(actor, Score.objects.select_for_update().get(pk=score.pk), because, context)
        judge_again([locked.pk], [score.instrument], context.now, context.today)
        write.about("episode", locked.public_id, score=score.pk, because=because.value)


def correct_score(actor: Actor, score: Score, right: Total, context: WriteContext) -> Score:
    """Replace a wrong score by the right one; both stay in the history."""
    policies.check_score(right.instrument, right.total, right.on, context.today)
    with recorded("score.corrected", actor, context) as write:
        locked = locked_episode(score.episode, context)
        permissions.check_may_write(actor, locked)
        wrong = Score.objects.select_for_update().get(pk=score.pk)
        _withdraw(actor, wrong, WithdrawalReason.CORRECTED, context)
        better = _store(actor.id, locked, right, context, corrects=wrong)
        judge_again([locked.pk], {wrong.instrument, right.instrument}, context.now, context.today)
        write.about("episode", locked.public_id, score=wrong.pk, by=better.pk)
    return better


def _store(
    by: int | None, episode: Episode, entered: Total, context: WriteContext, corrects: Score | None = None
) -> Score:
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
        entered_at=context.now,
        entered_by_id=by,
        corrects=corrects,
    )


def _withdraw(actor: Actor, score: Score, because: WithdrawalReason, context: WriteContext) -> None:
    policies.check_counts(score)
    score.withdrawn_at, score.withdrawn_by_id, score.withdrawn_because = context.now, actor.id, because.value
    score.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
