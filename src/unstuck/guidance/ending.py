"""E: ending treatment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.guidance import approach, consultation, engagement, resources, safety, tables
from unstuck.guidance.because import Because, areas, because, number, weeks
from unstuck.guidance.case import Case, Consultation, Progress
from unstuck.guidance.thresholds import Thresholds


@dataclass(frozen=True)
class Alternative:
    """One part of having explored the alternatives: known to be so or not, and what unknown could show it."""

    met: bool
    lacking: Because
    facts: tuple[str, ...] = ()


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
    facts = ("consultations",) if case.consultations is None else _age_of_stall(case.consultations, case.progress)
    return Alternative(acted_on, because("E.1-not-consulted"), facts)


def _age_of_stall(consultations: Sequence[Consultation], progress: Progress) -> tuple[str, ...]:
    """Return the unknown duration where it would tell whether a consultation is about this stall."""
    unmarked = [one for one in consultations if one.about_this_stall is None]
    would_tell = any(one.status == "acted_on" for one in unmarked) and progress.weeks_in_state is None
    return ("progress.weeks_in_state",) if would_tell else ()


def _changes(case: Case, limits: Thresholds) -> Alternative:
    starts = {one.started_weeks_ago for one in case.approaches or ()}
    lacking = because("E.1-few-changes", limit=number(limits.changes_of_approach))
    return Alternative(len(starts) - 1 >= limits.changes_of_approach, lacking, _untold(case))


def _given_time(case: Case, limits: Thresholds) -> Alternative:
    given = bool(approach.present(case)) and not approach.needs_time(case, limits)
    return Alternative(given, because("E.1-not-given-time"), _untold(case))


def _untold(case: Case) -> tuple[str, ...]:
    return ("approaches",) if case.approaches is None else ()


def _referred(case: Case, limits: Thresholds) -> Alternative:
    few_hit = len(resources.hit(case, limits)) < limits.areas_needing_referral
    met = bool(case.referrals_open) or bool(case.referrals_ended) or (few_hit and case.life_areas is not None)
    asked = {"referrals_open": case.referrals_open, "life_areas": case.life_areas}
    lacking = because("E.1-no-referral", limit=number(limits.areas_needing_referral))
    return Alternative(met, lacking, tuple(fact for fact, known in asked.items() if known is None))


def lacking_in_words(codes: Sequence[str], limits: Thresholds) -> tuple[str, ...]:
    """Return the sentences of what was lacking, by the codes that were kept (E.1)."""
    every = {part.lacking.code: part.lacking.text for part in alternatives(Case(Progress("too_early")), limits)}
    return tuple(every[code] for code in codes)


def explored(case: Case, limits: Thresholds) -> bool:
    """Tell whether the alternatives are known to be explored; what is unknown is not guessed."""
    return all(part.met for part in alternatives(case, limits))


def would_show_exploring(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the unknown facts that together could show the alternatives explored, unless one is not."""
    lacking = [part for part in alternatives(case, limits) if not part.met]
    if not all(part.facts for part in lacking):
        return ()
    return tuple(fact for part in lacking for fact in part.facts)


def in_mind(case: Case) -> bool:
    """Tell whether the worker considers ending for lack of progress, and the client has not asked to."""
    wished = case.client_wishes.end_treatment is True
    return consultation.stuck(case) and "end_treatment" in case.considering and not wished


def too_soon(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return what is lacking before ending is raised (E.1)."""
    if not in_mind(case):
        return ()
    return tuple(part.lacking for part in alternatives(case, limits) if not part.met)


def in_crisis(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why a worker does not end of their own accord now: a concern that is unassessed or imminent (E.2)."""
    considered = "end_treatment" in case.considering
    return (because("E.2-in-crisis"),) if considered and safety.suspended(case, limits) else ()


def mandate(case: Case) -> tuple[Because, ...]:
    """Return that the terms of a mandate come first beside an ending (E.2)."""
    return (because("E.2-mandate"),) if case.treatment.mandated else ()


def client_leaves(case: Case) -> tuple[Because, ...]:
    """Return the client's own wish to end (E.2)."""
    return (because("E.2-wish-to-leave"),) if case.client_wishes.end_treatment else ()


MENDS_NOTHING = ("gender", "language", "felt_harmed")
"""Reasons for another worker that talking about working together does not meet (E.5)."""


def mend_first(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to talk about working together before a change of worker (E.5)."""
    wish = case.client_wishes
    if not wish.another_worker or wish.another_worker_reason in MENDS_NOTHING:
        return ()
    return (because("E.5-another-worker"),) if engagement.can_be_mended(case, limits) else ()


def another_worker(case: Case) -> tuple[Because, ...]:
    """Return why to arrange a transfer: the client wishes for another worker (E.5)."""
    wish = case.client_wishes
    if not wish.another_worker:
        return ()
    if wish.another_worker_reason == "felt_harmed":
        return (because("E.5-felt-harmed"), because("E.5-transfer"))
    return (because("E.5-wish"), because("E.5-transfer"))


def transfer_in_mind(case: Case) -> tuple[Because, ...]:
    """Return why to arrange a transfer: the worker has it in mind. It is never refused or renamed (E.2)."""
    return (because("E.2-transfer-in-mind"), because("E.5-transfer")) if "transfer" in case.considering else ()


def limit_ahead(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return that an end which is not the client's choice is near: it is worked on from some weeks before (E.4)."""
    ahead = case.treatment.ends_in_weeks
    if ahead is None or ahead > limits.ending_weeks:
        return ()
    because_of = tables.words().ends_because[case.treatment.ends_because or "other"]
    return (because("E.4-limit", weeks=weeks(ahead), why=because_of), because("E.4-what-goes-on"), *mandate(case))


def limit_close(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the same where the end is so near that it comes before the rest (E.4)."""
    ahead = case.treatment.ends_in_weeks
    return limit_ahead(case, limits) if ahead is not None and ahead <= limits.ending_soon_weeks else ()


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
    if reasons and case.client_wishes.stay_on:
        reasons.append(because("E.3-stay-on"))
    return tuple(reasons)


def stepping_down(case: Case) -> tuple[Because, ...]:
    """Return why to step down: recovered, and what belongs beside it."""
    reasons = [because("E.3-recovered", duration=consultation.duration(case))]
    if case.client_wishes.stay_on:
        reasons.append(because("E.3-stay-on"))
    if case.treatment.aim == "stay_well":
        reasons.append(because("E.3-aim-stay-well"))
    return (*reasons, *mandate(case))
