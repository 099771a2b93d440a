"""Recording facts about a case, and taking back what was entered in error. The next step follows at once."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import fact_policies, permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import KINDS, Care, ConsultationStep, Episode, Fact


def kind_of(row: Fact) -> str:
    """Return the name of a row's theme."""
    return next(kind for kind, table in KINDS.items() if type(row) is table)


def record_facts(actor: Actor, episode: Episode, rows: Sequence[Fact], context: WriteContext) -> None:
    """Store rows of one theme, in their order: a row may continue one that stands before it."""
    with recorded("facts.recorded", actor, context) as write:
        found = locked_episode(episode, context)
        permissions.check_may_write(actor, found)
        add_rows(actor, found, rows, context)
        write.about("episode", found.public_id, kind=kind_of(rows[0]), rows=[row.pk for row in rows])


def add_rows(actor: Actor, found: Episode, rows: Sequence[Fact], context: WriteContext) -> None:
    """Add rows of facts to a locked episode inside a running action, and say anew where the episode stands."""
    for row in rows:
        row.episode, row.recorded_at, row.recorded_by_id = found, context.now, actor.id
        fact_policies.check_day(type(row), row.on, found, context.today)
        fact_policies.check_follows(row, found)
        fact_policies.check_ends_once(row)
        row.save(force_insert=True)
    stand_again([found.pk], context.now, context.today)


def withdraw_fact(actor: Actor, episode: Episode, row: Fact, context: WriteContext) -> None:
    """Mark a fact as entered in error: it no longer counts, nor does what continues it, and all of it stays."""
    with recorded("fact.withdrawn", actor, context) as write:
        found = locked_episode(episode, context)
        permissions.check_may_write(actor, found)
        held = type(row)._default_manager.select_for_update().get(pk=row.pk, episode=found)
        fact_policies.check_counts(held)
        held.withdrawn_at, held.withdrawn_by_id = context.now, actor.id
        held.save(update_fields=["withdrawn_at", "withdrawn_by"])
        stand_again([found.pk], context.now, context.today)
        write.about("episode", found.public_id, kind=kind_of(held), row=held.pk)


def record_consulting(
    actor: Actor, episode: Episode, row: ConsultationStep, context: WriteContext
) -> ConsultationStep | None:
    """Store a step of a consultation that the site itself leads, whoever took it: the room above has checked that.

    A colleague's reply is true of a client whom the colleague may not open. Where the episode has ended, or what the
    step continues was withdrawn, there is nothing that it could be a fact of: None.
    """
    with recorded("consultation.step_recorded", actor, context) as write:
        found = Episode.objects.select_for_update().get(pk=episode.pk)
        write.about("episode", found.public_id, step=row.step)
        if found.ended_on is not None or (row.follows is not None and row.follows.withdrawn_at is not None):
            return None
        row.episode, row.recorded_at, row.recorded_by_id = found, context.now, actor.id
        fact_policies.check_follows(row, found)
        row.save(force_insert=True)
        _one_version_further(found)
        stand_again([found.pk], context.now, context.today)
    return row


def take_back_consulting(actor: Actor, first: ConsultationStep, context: WriteContext) -> None:
    """Withdraw the fact that a colleague was asked, where the question was taken back or nobody is left to answer."""
    with recorded("consultation.step_recorded", actor, context) as write:
        found = Episode.objects.select_for_update().get(pk=first.episode_id)
        held = ConsultationStep.objects.select_for_update().get(pk=first.pk)
        write.about("episode", found.public_id, step="taken_back")
        if held.withdrawn_at is None and found.ended_on is None:
            held.withdrawn_at, held.withdrawn_by_id = context.now, actor.id
            held.save(update_fields=["withdrawn_at", "withdrawn_by"])
            _one_version_further(found)
            stand_again([found.pk], context.now, context.today)


def count_referrals(found: Episode, number: int, by: int, context: WriteContext) -> None:
    """Store inside a running action how many referrals are open: a fact that the room above counts.

    Whoever moved a referral on may be somebody outside, so the fact stands under the client's own worker. Nothing is
    stored of an episode that has ended.
    """
    if found.ended_on is not None:
        return
    row = Care(
        episode=found, on=context.today, referrals_open=number, recorded_at=context.now, recorded_by_id=by
    )  # fmt: skip
    row.save(force_insert=True)
    stand_again([found.pk], context.now, context.today)


def _one_version_further(episode: Episode) -> None:
    episode.version += 1
    episode.save(update_fields=["version"])
