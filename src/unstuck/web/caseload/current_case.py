"""The one way to a `Case`: what is recorded about an episode, with where its scores stand.

Whoever wants a case asks here. A page that shows the facts as well hands in those that it has read, and an action that
has just stored where episodes stand hands its readings on to whoever listens (see `signals`), so that nothing is read
twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import Case
from unstuck.guidance.case import Progress
from unstuck.web.caseload.cases import Facts, case_of, facts_about, facts_of
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.caseload.next_steps import progress_of

WITHOUT_SCORES = "too_early"
"""Where an episode stands that nobody has asked yet."""


@dataclass(frozen=True)
class CaseRecord:
    """What is recorded about an episode, and the case that it makes."""

    facts: Facts
    case: Case


def current_case(episode: Episode, today: date, facts: Facts | None = None) -> Case:
    """Return the case of an episode as it stands now. `facts`: where they were read already.

    A standing that was read together with the episode is used; an action reads its locked episode without one.
    """
    known = facts_about(episode) if facts is None else facts
    read = episode._state.fields_cache
    standing = read["standing"] if "standing" in read else _standing(episode)
    return case_of(known, _progress(standing, today), today)


def current_cases(episodes: Sequence[Episode], today: date) -> Mapping[int, Case]:
    """Return the cases of many episodes by row id, in as many queries as the case of one."""
    ids = [episode.pk for episode in episodes]
    facts = facts_of(ids)
    standings = Standing.objects.select_related("state").in_bulk(ids)
    return {one: case_of(facts[one], _progress(standings.get(one), today), today) for one in ids}


def case_records(facts: Mapping[int, Facts], standings: Sequence[Standing], today: date) -> Mapping[int, CaseRecord]:
    """Return the cases that follow from facts and standings in hand, such as those an action has just stored."""
    return {
        standing.episode_id: CaseRecord(
            facts[standing.episode_id], case_of(facts[standing.episode_id], _progress(standing, today), today)
        )
        for standing in standings
    }


def _standing(episode: Episode) -> Standing | None:
    return Standing.objects.select_related("state").filter(pk=episode.pk).first()


def _progress(standing: Standing | None, today: date) -> Progress:
    if standing is None:
        return progress_of(WITHOUT_SCORES, None, None, today)
    chance = standing.state.probability if standing.state else None
    return progress_of(standing.code, chance, standing.since, today)
