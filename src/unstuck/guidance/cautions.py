"""Thoughts worth pausing on. They are shown whatever else is waiting."""

from __future__ import annotations

from unstuck.guidance import approach, consultation, ending, safety
from unstuck.guidance.because import Because, because
from unstuck.guidance.case import Case, ClientWishes, Engagement
from unstuck.guidance.thresholds import Thresholds


def cautions(case: Case, limits: Thresholds) -> dict[str, tuple[Because, ...]]:
    """Return the cautions that show, with their reasons, in the order of their list."""
    about_ending = ending.mandate(case)
    too_soon, in_crisis = ending.too_soon(case, limits), ending.in_crisis(case, limits)
    shown = {
        "more-of-the-same": _more_sessions(case, limits),
        "keep-going-as-before": _when_stuck(case, "continue_same", "B.1-keep-going"),
        "pushing-harder": _when_stuck(case, "push_harder", "B.1-pushing"),
        "replace-worker": _replace_worker(case),
        "trauma-in-isolation": _past_trauma(case),
        "research-before-consulting": _research(case, limits),
        "ending-before-consulting": too_soon and too_soon + about_ending,
        "ending-in-crisis": in_crisis and in_crisis + about_ending,
        "outside-own-scope": _medication(case),
        "score-is-not-the-person": _score_only(case),
    }
    return {code: reasons for code, reasons in shown.items() if reasons}


def _more_sessions(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """C.2: not where attendance was sparse, or a risk is raised."""
    considered = "more_sessions" in case.considering
    if not considered or safety.risk(case) or sparse(case, limits):
        return ()
    return (because("C.2-more-of-the-same"),)


def sparse(case: Case, limits: Thresholds) -> bool:
    """Tell whether attendance is known to be sparse (C.2)."""
    weeks, attended = case.treatment.weeks, case.treatment.sessions_attended
    if weeks is None or attended is None:
        return False
    return attended * limits.sparse_weeks < weeks


def _when_stuck(case: Case, thought: str, code: str) -> tuple[Because, ...]:
    return (because(code),) if thought in case.considering and consultation.stuck(case) else ()


def _replace_worker(case: Case) -> tuple[Because, ...]:
    """C.2: not where the client wishes it."""
    if "replace_worker" not in case.considering or case.client_wishes.another_worker:
        return ()
    return (because("C.2-replace-worker"),)


def _past_trauma(case: Case) -> tuple[Because, ...]:
    """C.2: not where it is part of a whole plan."""
    whole_plan = any(approach.brings_in_trauma_work(one) for one in approach.present(case))
    if "revisit_past_trauma" not in case.considering or whole_plan:
        return ()
    return (because("C.2-trauma-in-isolation"),)


def _research(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """B.3: searching before a colleague was consulted."""
    if "research_methods" not in case.considering or consultation.consulting(case, limits).done:
        return ()
    return (because("B.3-research-first"),)


def _medication(case: Case) -> tuple[Because, ...]:
    return (because("C.2-outside-scope"),) if "medication_change" in case.considering else ()


def _score_only(case: Case) -> tuple[Because, ...]:
    """How rules combine: shown unless engagement, life areas, wishes or goals are among the facts."""
    if case.life_areas or case.treatment.goals_met is not None:
        return ()
    known = _anything(case.engagement) or _anything(case.client_wishes)
    return () if known else (because("combine-score-only"),)


def _anything(facts: Engagement | ClientWishes) -> bool:
    return any(fact is not None for fact in vars(facts).values())
