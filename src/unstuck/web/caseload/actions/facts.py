"""Recording facts about a case, and taking back what was entered in error. The next step follows at once."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import fact_policies, permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, raise_version, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import KINDS, Episode, Fact


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


def follow_consultation(actor: Actor, episode: Episode, step: str, context: WriteContext) -> None:
    """Let the pathway follow a step of a consultation that the room above has stored, whoever took it.

    The room has checked that: a colleague's reply is true of a client whom the colleague may not open. `episode` is
    locked.
    """
    with recorded("consultation.step_recorded", actor, context) as write:
        raise_version(episode)
        stand_again([episode.pk], context.now, context.today)
        write.about("episode", episode.public_id, step=step)
