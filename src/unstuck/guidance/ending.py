"""E: ending treatment."""

from __future__ import annotations

from dataclasses import dataclass

from unstuck.guidance import approach, consultation, engagement, resources, safety
from unstuck.guidance.because import Because, areas, because, number
from unstuck.guidance.case import Case
from unstuck.guidance.thresholds import Thresholds


@dataclass(frozen=True)
class Alternative:
    """One part of having explored the alternatives: met, not met or unknown (None), and what would tell."""

    met: bool | None
    lacking: Because
    facts: tuple[str, ...]


def alternatives(case: Case, limits: Thresholds) -> tuple[Alternative, ...]:
    """Return the parts of having explored the alternatives (E.1)."""
    return (
        _consulted(case, limits),
        _changes(case, limits),
        _given_time(case, limits),
        _referred(case, limits),
    )


def _consulted(case: Case, limits: Thresholds) -> Alternative:
    acted_on = consultation.consulting(case, limits).standing == "acted_on"
    facts = ("consultations",) if case.consultations is None else _age_of_stall(case)
    met = True if acted_on else None if facts else False
    return Alternative(met, because("E.1-not-consulted"), facts)


def _age_of_stall(case: Case) -> tuple[str, ...]:
    """Return the unknown duration where it would tell whether a consultation is about this stall."""
    unmarked = [one for one in case.consultations or () if one.about_this_stall is None]
    would_tell = any(one.status == "acted_on" for one in unmarked) and case.progress.weeks_in_state is None
    return ("progress.weeks_in_state",) if would_tell else ()


def _changes(case: Case, limits: Thresholds) -> Alternative:
    lacking = because("E.1-few-changes", limit=number(limits.changes_of_approach))
    if case.approaches is None:
        return Alternative(None, lacking, ("approaches",))
    starts = {one.started_weeks_ago for one in case.approaches}
    return Alternative(len(starts) - 1 >= limits.changes_of_approach, lacking, ())


def _given_time(case: Case, limits: Thresholds) -> Alternative:
    lacking = because("E.1-not-given-time")
    if case.approaches is None:
        return Alternative(None, lacking, ("approaches",))
    going_on = approach.present(case)
    given = bool(going_on) and not approach.needs_time(case, limits)
    return Alternative(given, lacking, ())


def _referred(case: Case, limits: Thresholds) -> Alternative:
    lacking = because("E.1-no-referral", limit=number(limits.areas_needing_referral))
    made = case.referrals_open is not None and case.referrals_open > 0
    few_hit = len(resources.hit(case, limits)) < limits.areas_needing_referral
    if made or (few_hit and case.life_areas is not None):
        return Alternative(True, lacking, ())
    facts = [] if case.referrals_open is not None else ["referrals_open"]
    facts += [] if case.life_areas is not None else ["life_areas"]
    return Alternative(None if facts else False, lacking, tuple(facts))


def explored(case: Case, limits: Thresholds) -> bool:
    """Tell whether the alternatives are known to be explored; what is unknown is not guessed."""
    return all(part.met is True for part in alternatives(case, limits))


def would_show_exploring(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the unknown facts that together could show the alternatives explored, unless one is not."""
    parts = alternatives(case, limits)
    if any(part.met is False for part in parts):
        return ()
    return tuple(fact for part in parts if part.met is None for fact in part.facts)


def in_mind(case: Case) -> bool:
    """Tell whether the worker considers ending for lack of progress, and the client has not asked to."""
    wished = case.client_wishes.end_treatment is True
    return consultation.stuck(case) and "end_treatment" in case.considering and not wished


def too_soon(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return what is lacking before ending is raised (E.1)."""
    if not in_mind(case):
        return ()
    return tuple(part.lacking for part in alternatives(case, limits) if part.met is not True)


def in_crisis(case: Case) -> tuple[Because, ...]:
    """Return why a worker does not end now (E.2)."""
    considered = "end_treatment" in case.considering
    return (because("E.2-in-crisis"),) if considered and safety.risk(case) else ()


def mandate(case: Case) -> tuple[Because, ...]:
    """Return that the terms of a mandate belong beside an ending (E.2)."""
    return (because("E.2-mandate"),) if case.treatment.mandated else ()


def client_leaves(case: Case) -> tuple[Because, ...]:
    """Return the client's own wish to end (E.2)."""
    return (because("E.2-wish-to-leave"),) if case.client_wishes.end_treatment else ()


def worker_may_raise(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return that the worker may raise an ending: considered, and the alternatives explored (E.1)."""
    return (because("E.1-explored"),) if in_mind(case) and explored(case, limits) else ()


def not_stepping_down(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return what speaks against stepping down a recovered client (E.3); what is unknown does not block."""
    reasons = []
    if case.treatment.goals_met == "none":
        reasons.append(because("E.3-goals-not-met"))
    if resources.several(case, limits):
        reasons.append(because("E.3-areas-hit", areas=areas(resources.hit(case, limits))))
    if engagement.strain(case, limits):
        reasons.append(because("E.3-engagement-unsteady"))
    if safety.risk(case):
        reasons.append(because("E.3-risk"))
    return tuple(reasons)


def stepping_down(case: Case) -> tuple[Because, ...]:
    """Return why to step down: recovered, and what belongs beside it."""
    reasons = [because("E.3-recovered", duration=consultation.duration(case))]
    if case.treatment.aim == "stay_well":
        reasons.append(because("E.3-aim-stay-well"))
    return (*reasons, *mandate(case))
