"""C: change the approach, with the client."""

from __future__ import annotations

from unstuck.guidance import tables
from unstuck.guidance.because import Because, because, counted, quoted, weeks
from unstuck.guidance.case import Approach, Case
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.concerns import VIOLENCE, ever, is_open
from unstuck.guidance.consultation import consulting, stuck, why_stuck
from unstuck.guidance.resources import goals_not_met
from unstuck.guidance.thresholds import Thresholds


def present(case: Case) -> tuple[Approach, ...]:
    """Return the approaches that have not ended, the youngest first."""
    going_on = [one for one in case.approaches or () if one.ended_weeks_ago is None]
    return tuple(sorted(going_on, key=lambda one: one.started_weeks_ago))


def had_its_weeks(weeks_used: float, limits: Thresholds) -> bool:
    """Tell whether an approach that began so many weeks ago is no longer young (C.3)."""
    return weeks_used >= limits.approach_weeks


def needs_time(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why the youngest present approach has not been given its time (C.3); empty when it has."""
    going_on = present(case)
    if not going_on:
        return ()
    youngest = going_on[0]
    name = _called(youngest.code)
    reasons = []
    if not had_its_weeks(youngest.started_weeks_ago, limits):
        age, limit = int(youngest.started_weeks_ago), weeks(limits.approach_weeks)
        old = weeks(age) if age else "less than a week"
        reasons.append(because("C.3-young-approach", approach=name, weeks=old, limit=limit))
    if youngest.scores_since is not None and youngest.scores_since < limits.approach_scores:
        so_far, limit = counted(youngest.scores_since, "score"), counted(limits.approach_scores, "score")
        reasons.append(because("C.3-few-scores", approach=name, scores=so_far, limit=limit))
    return tuple(reasons)


def _called(code: str) -> str:
    """Return an approach's name, or, where the catalogue does not know it, what the case itself calls it."""
    known = catalogue().approaches.get(code)
    return known.name if known else quoted([code])


def give_time(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why another change waits: the stall was consulted on, the present approach is young (C.3)."""
    waits = case.progress.state == "stalled" and stuck(case) and consulting(case, limits).done
    waits = waits and not whose_measure(case)
    return needs_time(case, limits) if waits else ()


def change(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to plan a different approach (B.1, C.1, C.3); empty while the present one needs time, and in C.4.

    Once a colleague answered, unmet goals stand beside it.
    """
    if not stuck(case) or give_time(case, limits) or whose_measure(case):
        return ()
    so_far = consulting(case, limits)
    if so_far.done:
        consulted = because("B.1-consulted", weeks=weeks(so_far.weeks_ago))
        path = (*why_stuck(case), consulted, *goals_not_met(case))
    else:
        path = (because("B.1-after-consultation"),)
    return (because("C.1-not-resonating"), *path, because("C.3-shared-choice"))


def whose_measure(case: Case) -> tuple[Because, ...]:
    """Return why to ask whose measure counts while scores stand still: goals met, or something missed (C.4)."""
    if not stuck(case) or case.progress.state != "stalled":
        return ()
    reasons = [because("C.4-goals-met")] if case.treatment.goals_met == "all" else []
    reasons += [because("C.4-different-measure")] if case.client_wishes.different_measure else []
    return tuple(reasons)


def wishes(case: Case) -> tuple[Because, ...]:
    """Return what the client wishes of an approach, and what the worker has in mind, beside the step it bears on."""
    wanted = case.client_wishes
    reasons = []
    if wanted.try_something_different:
        reasons.append(because("C.3-client-wish"))
    if wanted.preferred_approaches:
        reasons.append(because("C.3-preferences", preferences=quoted(wanted.preferred_approaches)))
    if "change_approach" in case.considering:
        reasons.append(because("C.3-in-mind"))
    return (*reasons, *_no_couple_work(case))


def _no_couple_work(case: Case) -> tuple[Because, ...]:
    """C.1: not at all where violence is known, also from a concern that is closed; an open one says so itself (S)."""
    known_before = ever(case, *VIOLENCE) and not is_open(case, *VIOLENCE)
    return (because("C.1-no-couple-work"),) if "couple_or_family_work" in case.considering and known_before else ()


def research(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to look for methods with the colleague (B.3): the worker has it in mind."""
    if "research_methods" not in case.considering:
        return ()
    considered = because("B.3-considered")
    if consulting(case, limits).done:
        return (considered,)
    return (considered, because("B.3-after-consultation"))


def brings_in_trauma_work(approach: Approach) -> bool:
    """Tell whether trauma work is part of an approach: as recorded, or as its name says (C.2)."""
    if approach.integrates_trauma_work is not None:
        return approach.integrates_trauma_work
    name = "".join(c for c in approach.code.lower() if c.isalnum())
    return any(known in name for known in tables.words().lists["trauma_approaches"])
