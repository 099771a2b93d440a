"""The plan, the options and the sheet as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from unstuck.guidance import options as ranking
from unstuck.guidance.catalogue import KnownApproach, catalogue
from unstuck.guidance.life_areas import area_names
from unstuck.guidance.options import Option
from unstuck.language import gettext as _
from unstuck.reporting.words import number
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import Facts, facts_of
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not
from unstuck.web.plans.effects import effects
from unstuck.web.plans.engagement import agreed_things, case_on, engagement_signals
from unstuck.web.plans.models import Agreed, Kind
from unstuck.web.plans.queries import LedgerLine, Plan, came_of, ledger, plan_of
from unstuck.web.plans.workflow import GOAL

ON_THE_SHEET, MOST_ON_THE_SHEET = 3, 4
FIRST_OPTIONS = 5


@dataclass(frozen=True)
class Pathways:
    """What the options rest on: the case, the ledger, and the ranked list."""

    facts: Facts
    lines: Sequence[LedgerLine]
    options: Sequence[Option]
    suspended: Sequence[str]
    young: Sequence[str]
    violence: bool
    not_alone: Sequence[ranking.NotAlone]


def pathways(episode: Episode, today: date) -> Pathways:
    """Return the options of an episode; what the client said they like counts as their preference."""
    facts = facts_of([episode.pk])[episode.pk]
    lines = ledger(episode, facts)
    case = case_on(episode, today, facts)
    liked = tuple(one.said.words for one in plan_of(episode).now(Kind.PREFERENCE))
    wishes = case.client_wishes
    preferred = (*(wishes.preferred_approaches or ()), *liked) or wishes.preferred_approaches
    wished = replace(case, client_wishes=replace(wishes, preferred_approaches=preferred))
    return Pathways(
        facts,
        lines,
        ranking.rank(wished, came_of(lines)),
        ranking.suspended(case),
        ranking.young(case),
        case.safety.other_risk == "violence_at_home",
        ranking.not_alone(case),
    )


def plan_page(actor: Actor, episode: Episode, today: date) -> dict[str, Any]:
    """Return what the page of a plan shows."""
    facts = facts_of([episode.pk])[episode.pk]
    plan = plan_of(episode)
    return {
        "episode": episode,
        "plan": plan,
        "kinds": [(kind, plan.said.get(kind, ())) for kind in Kind],
        "things": {thing.value: thing.words for thing in Agreed},
        "actions": {one.goal.pk: GOAL.open_actions(one.goal.state) for one in plan.goals},
        "states": GOAL.states,
        "areas": area_names(),
        "t_words": t_words(plan),
        "ledger": ledger(episode, facts),
        "effects": effects(episode, facts),
        "signals": engagement_signals(episode, today, facts),
        "agreed_things": agreed_things(facts),
        "why_not": why_not(check_may_write, actor, episode) or why_not(check_open, episode),
    }


def t_words(plan: Plan) -> str:
    """Say how far the goals have come, taken together."""
    if plan.t_now is None or plan.t_first is None:
        return ""
    told = {"now": number(plan.t_now, 0), "first": number(plan.t_first, 0), "n": len(plan.counted)}
    if len(plan.counted) == 1:
        return _("Goal attainment: %(now)s (at the start %(first)s; 50 is as expected), from one goal.") % told
    return _("Goal attainment: %(now)s (at the start %(first)s; 50 is as expected), from %(n)s goals.") % told


def options_page(actor: Actor, episode: Episode, today: date) -> dict[str, Any]:
    """Return what the page of options shows."""
    found = pathways(episode, today)
    return {
        "episode": episode,
        "found": found,
        "first": found.options[:FIRST_OPTIONS],
        "rest": found.options[FIRST_OPTIONS:],
        "issues": catalogue().issues,
        "sources_of": ranking.sources_of,
        "preselected": [one.approach.code for one in _for_the_sheet(found.options)],
        "why_not": why_not(check_may_write, actor, episode) or why_not(check_open, episode),
    }


def _for_the_sheet(found: Sequence[Option]) -> list[Option]:
    """Return the first options that are neither in use nor minded."""
    return [one for one in found if not one.in_use and not one.cautions][:ON_THE_SHEET]


def sheet_page(episode: Episode, wanted: Sequence[str], today: date) -> dict[str, Any]:
    """Return what the sheet shows: words only, nothing that a client should not read on their own sheet."""
    found, plan = pathways(episode, today), plan_of(episode)
    known = {one.approach.code: one for one in found.options}
    chosen = [known[code] for code in dict.fromkeys(wanted) if code in known][:MOST_ON_THE_SHEET]
    shown = chosen or _for_the_sheet(found.options)
    return {
        "episode": episode,
        "goals": [one.goal.words for one in plan.working],
        "matters": [
            (kind.words, [one.said.words for one in plan.now(kind)])
            for kind in (Kind.NEED, Kind.PREFERENCE, Kind.HOPE)
            if plan.now(kind)
        ],
        "present": [_present(line) for line in found.lines if line.going_on],
        "options": [one.approach for one in shown],
    }


def _present(line: LedgerLine) -> tuple[str, str]:
    known: KnownApproach | None = catalogue().approaches.get(line.code)
    return (line.name, known.says if known else "")


def reasons_now(episode: Episode, code: str, today: date) -> list[dict[str, str]]:
    """Return what speaks for and against an approach today, to be kept with the choice."""
    found = next((one for one in pathways(episode, today).options if one.approach.code == code), None)
    told = (*found.reasons, *found.cautions) if found else ()
    return [{"code": one.code, "text": one.text} for one in told]
