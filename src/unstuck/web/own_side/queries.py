"""A case as its own worker sees it: with their own side in it. No other reader of a case asks for this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from unstuck.guidance import Case, advise
from unstuck.guidance.case import Worker
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.current_case import current_cases
from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.own_side.models import OwnSide
from unstuck.web.own_side.permissions import own_sides_of


def own_side_names(actor: Actor, episode: Episode) -> list[str]:
    """Return what this person keeps of themselves about a client, by its name in the contract."""
    kept = rows_of(lambda actor, pk: own_sides_of(actor).filter(episode=pk), actor, episode.pk)
    return kept[0].names if kept else []


def with_own_side(case: Case, names: Sequence[str]) -> Case:
    """Return the case with a worker's own side in it, for that worker's eyes."""
    return replace(case, worker=Worker(**dict.fromkeys(names, True))) if names else case


def own_next_steps(actor: Actor, today: date) -> Mapping[str, str]:
    """Return what is next for clients about whom this person keeps something of themselves: hex public id -> step.

    Worked out as it is asked for: what stands beside an episode in the database is read by others too.
    """
    kept = {one.episode_id: one for one in rows_of(_own_sides, actor) if one.names}
    cases = current_cases([one.episode for one in kept.values()], today) if kept else {}
    return {
        kept[row].episode.public_id.hex: advice.steps[0].title
        for row, case in cases.items()
        if (advice := advise(with_own_side(case, kept[row].names), ask=False)).steps
    }


def _own_sides(actor: Actor) -> QuerySet[OwnSide]:
    return own_sides_of(actor).select_related("episode")
