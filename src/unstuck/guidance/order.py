"""How the rules combine: one order for all steps, each step once with all its reasons."""

from __future__ import annotations

from collections.abc import Iterable

from unstuck.guidance import advocacy, approach, consultation, contact, ending, engagement, resources, safety
from unstuck.guidance.because import Because, because
from unstuck.guidance.case import Case
from unstuck.guidance.thresholds import Thresholds

Reasons = tuple[Because, ...]
Proposal = tuple[str, Reasons]
"""A step that a rule asks for, with its reasons; without a reason it is not asked for."""


CANNOT_WAIT = ("respond-to-risk", "get-medical-help", "report-concern")
"""What is never set aside or put off (S.3)."""


def steps(case: Case, limits: Thresholds) -> dict[str, Reasons]:
    """Return the steps in their order, each with its reasons. The numbers are those of "How rules combine"."""
    if safety.suspended(case, limits):
        return _merged(_while_suspended(case, limits))
    return _with_what_helps(_merged(_pathway(case, limits)), case, limits)


def _while_suspended(case: Case, limits: Thresholds) -> list[Proposal]:
    """S.2: what answers the risk, a loss and silence; then the prescriber and an urgent consultation."""
    leaving = (because("E.2-leaving-in-crisis"),) if ending.client_leaves(case) else ()
    return [
        *_before_all(case, limits, leaving),
        ("ask-prescriber", engagement.prescriber(case)),
        ("consult-colleague", consultation.ask_urgently(case, limits)),
    ]


def _pathway(case: Case, limits: Thresholds) -> list[Proposal]:
    return [
        *_before_all(case, limits),
        *_wishes(case, limits),
        *_engagement(case, limits),
        *_consultation(case, limits),
        *_approach(case, limits),
        ("involve-resources", resources.involve(case, limits)),
        ("evaluate-need", resources.evaluate(case, limits)),
        *_ends_ahead(case, limits),
        *_base(case, limits),
    ]


def _before_all(case: Case, limits: Thresholds, beside_risk: Reasons = ()) -> list[Proposal]:
    """1 to 3: the response to risk, medical help, a report; a loss; silence. `beside_risk`: only where there is one."""
    return [
        ("respond-to-risk", safety.respond(case, limits) + beside_risk),
        ("get-medical-help", safety.medical(case)),
        ("report-concern", safety.report(case)),
        ("involve-resources", resources.act_today(case)),
        ("make-contact", contact.reach(case, limits)),
    ]


def _wishes(case: Case, limits: Thresholds) -> list[Proposal]:
    """4: a wish to leave, for another worker; and an end within [2] weeks that is not the client's choice (E.4)."""
    leaving = ending.client_leaves(case)
    offered = leaving and (*ending.mandate(case), *leaving, because("E.2-consulting-offered"))
    return [
        ("repair-relationship", leaving and engagement.rupture(case, limits)),
        ("review-goals-with-client", leaving),
        ("closing-review", offered),
        ("repair-relationship", ending.mend_first(case, limits)),
        ("arrange-transfer", ending.another_worker(case)),
        ("closing-review", ending.limit_close(case, limits)),
    ]


def _engagement(case: Case, limits: Thresholds) -> list[Proposal]:
    """5: A. Unmet goals belong here where nothing stalls; in a stall they stand beside the consultation."""
    goals = () if consultation.stuck(case) else resources.goals_not_met(case)
    return [
        ("repair-relationship", engagement.repair(case, limits)),
        (
            "review-goals-with-client",
            engagement.adherence_gaps(case) + goals + ending.worker_may_raise(case, limits),
        ),
        ("ask-prescriber", engagement.prescriber(case)),
        ("advocate", advocacy.advocate(case, limits)),
    ]


def _consultation(case: Case, limits: Thresholds) -> list[Proposal]:
    """6: B, and behind it, until a colleague answered, unmet goals and another look at the path; C.4 in any case.

    Where nothing stalls, unmet goals stand at 5 already.
    """
    answered = consultation.consulting(case, limits).done
    goals = () if answered else resources.goals_not_met(case)
    return [
        ("consult-colleague", consultation.ask(case, limits)),
        ("wait-for-reply", consultation.wait(case, limits)),
        ("review-goals-with-client", goals + approach.whose_measure(case)),
        ("reassess", consultation.reassess(case, limits)),
    ]


def _approach(case: Case, limits: Thresholds) -> list[Proposal]:
    """7: an ending that E.1 allows; time for the present approach, or another one; new methods."""
    may_end = ending.worker_may_raise(case, limits)
    time = approach.give_time(case, limits)
    return [
        ("closing-review", may_end and ending.mandate(case) + may_end),
        ("collect-scores", time),
        ("continue", () if contact.silence(case, limits) else time),
        ("change-approach", approach.change(case, limits)),
        ("research-with-colleague", approach.research(case, limits)),
    ]


def _ends_ahead(case: Case, limits: Thresholds) -> list[Proposal]:
    """9: an end within [6] weeks (E.4), a file that may be closed (A.6), a transfer in the worker's mind (E.2)."""
    return [
        ("closing-review", ending.limit_ahead(case, limits) + contact.close_file(case, limits)),
        ("arrange-transfer", ending.transfer_in_mind(case)),
    ]


def _base(case: Case, limits: Thresholds) -> list[Proposal]:
    """10: the base step of the state; none in a stall, none for somebody silent (A.6), no going on for who leaves."""
    if contact.silence(case, limits) or consultation.stuck(case):
        return []
    leaves = ending.client_leaves(case)
    return [(code, reasons) for code, reasons in _by_state(case, limits) if not (leaves and code == "continue")]


def _by_state(case: Case, limits: Thresholds) -> list[Proposal]:
    state = case.progress.state
    if state == "recovered":
        against = ending.not_stepping_down(case, limits)
        return [("continue", against)] if against else [("step-down", ending.stepping_down(case))]
    if state in {"too_early", "watch"}:
        early = (because("states-too-early" if state == "too_early" else "states-watch"),)
        return [("collect-scores", early), ("continue", early)]
    steady = {"on_track": "states-on-track", "improved": "states-improved"}
    return [("continue", (because(steady.get(state, "E.3-stay-well")),))]


def _merged(proposals: Iterable[Proposal]) -> dict[str, Reasons]:
    """Return each step once, where it is first asked for, with all its reasons."""
    merged: dict[str, Reasons] = {}
    for code, reasons in proposals:
        known = merged.get(code, ())
        new = tuple(reason for reason in reasons if reason not in known)
        if new:
            merged[code] = known + new
    return merged


def _with_what_helps(merged: dict[str, Reasons], case: Case, limits: Thresholds) -> dict[str, Reasons]:
    """Name the client's wishes and strengths (C.3, A.1) beside the step they bear on, one of three."""
    helps = approach.wishes(case) + engagement.to_build_on(case, limits)
    bearing = merged.keys() & {"change-approach", "continue", "step-down"}
    return merged | {code: merged[code] + helps for code in bearing}
