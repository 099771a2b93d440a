"""How the rules combine: one order for all steps, each step once with all its reasons."""

from __future__ import annotations

from collections.abc import Iterable

from unstuck.guidance import approach, consultation, ending, engagement, resources, safety
from unstuck.guidance.because import Because, because
from unstuck.guidance.case import Case
from unstuck.guidance.thresholds import Thresholds

Reasons = tuple[Because, ...]
Proposal = tuple[str, Reasons]
"""A step that a rule asks for, with its reasons; without a reason it is not asked for."""


def steps(case: Case, limits: Thresholds) -> dict[str, Reasons]:
    """Return the steps in their order, each with its reasons."""
    if safety.suspended(case):
        return _merged(_while_suspended(case, limits))
    return _with_what_helps(_merged(_pathway(case, limits)), case, limits)


def _while_suspended(case: Case, limits: Thresholds) -> list[Proposal]:
    """S.1: the response to risk and an urgent consultation only; a loss or a wish is named beside it."""
    leaving = (because("E.2-leaving-in-crisis"),) if ending.client_leaves(case) else ()
    return [
        ("respond-to-risk", safety.respond(case) + resources.act_today(case) + leaving),
        ("consult-colleague", consultation.ask_urgently(case, limits)),
    ]


def _pathway(case: Case, limits: Thresholds) -> list[Proposal]:
    """S, imminent loss, a client's wish to leave, A, B, C, D, and the base step of the state."""
    return [
        ("respond-to-risk", safety.respond(case)),
        ("involve-resources", resources.act_today(case)),
        *_wish_to_leave(case),
        *_engagement(case, limits),
        ("consult-colleague", consultation.ask(case, limits)),
        ("wait-for-reply", consultation.wait(case, limits)),
        *_approach(case, limits),
        ("involve-resources", resources.involve(case, limits)),
        ("evaluate-need", resources.evaluate(case, limits)),
        *_base(case, limits),
    ]


def _wish_to_leave(case: Case) -> list[Proposal]:
    wish = ending.client_leaves(case)
    offered = (*wish, because("E.2-consulting-offered"), *ending.mandate(case)) if wish else ()
    return [("review-goals-with-client", wish), ("closing-review", offered)]


def _engagement(case: Case, limits: Thresholds) -> list[Proposal]:
    goals = engagement.adherence_gaps(case) + resources.goals_not_met(case)
    return [
        ("repair-relationship", engagement.repair(case, limits)),
        ("review-goals-with-client", goals + ending.worker_may_raise(case, limits)),
        ("ask-prescriber", engagement.prescriber(case)),
        ("advocate", engagement.barriers(case)),
    ]


def _approach(case: Case, limits: Thresholds) -> list[Proposal]:
    may_end = ending.worker_may_raise(case, limits)
    time = approach.give_time(case, limits)
    return [
        ("closing-review", may_end and may_end + ending.mandate(case)),
        ("collect-scores", time),
        ("continue", time),
        ("change-approach", approach.change(case, limits)),
        ("research-with-colleague", approach.research(case, limits)),
    ]


def _base(case: Case, limits: Thresholds) -> list[Proposal]:
    """Return the base step of the state; a stall or a deterioration has none."""
    state = case.progress.state
    if state == "recovered":
        against = ending.not_stepping_down(case, limits)
        return [("continue", against)] if against else [("step-down", ending.stepping_down(case))]
    if state in {"too_early", "watch"}:
        early = (because("states-too-early" if state == "too_early" else "states-watch"),)
        return [("collect-scores", early), ("continue", early)]
    if consultation.stuck(case):
        return []
    steady = {"on_track": "states-on-track", "improved": "states-improved"}
    return [("continue", (because(steady.get(state, "E.3-stay-well")),))]


def _merged(proposals: Iterable[Proposal]) -> dict[str, Reasons]:
    """Return each step once, where it is first asked for, with all its reasons."""
    merged: dict[str, Reasons] = {}
    for code, reasons in proposals:
        known = merged.get(code, ())
        new = tuple(reason for reason in reasons if reason not in known)
        if known or new:
            merged[code] = known + new
    return merged


def _with_what_helps(merged: dict[str, Reasons], case: Case, limits: Thresholds) -> dict[str, Reasons]:
    """Name the client's wishes and strengths (C.3, A.1) beside the step they bear on, one of three."""
    helps = approach.wishes(case) + engagement.to_build_on(case, limits)
    bearing = merged.keys() & {"change-approach", "continue", "step-down"}
    return merged | {code: merged[code] + helps for code in bearing}
