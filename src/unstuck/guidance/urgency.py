"""Which states of progress need a look, and in which order clients are read: in reports, caseloads and alerts."""

from __future__ import annotations

from unstuck.guidance.case import State

STATE_ORDER: tuple[State, ...] = (
    "deteriorating", "stalled", "watch", "on_track", "improved", "recovered", "too_early",
)  # fmt: skip
"""The states, the more urgent first."""

NEEDS_A_LOOK: tuple[State, ...] = ("deteriorating", "stalled")
"""The states that raise an alert (B.1), the more urgent first."""

GETTING_BETTER: tuple[State, ...] = ("on_track", "improved", "recovered")

Urgency = tuple[float, float, float]
"""Where a client stands in reading order: a smaller one comes first."""


NOT_BEGUN = (float(STATE_ORDER.index("too_early")), 1.0)
"""Somebody without a score: below everybody who has one."""


def needs_a_look(state: str | None) -> bool:
    """Tell whether a state is worth a look.

    >>> needs_a_look("stalled"), needs_a_look("watch")
    (True, False)
    """
    return state in NEEDS_A_LOOK


def urgency(state: str, probability: float | None, lasted: float, worse_by: float) -> Urgency:
    """Return where a client stands in reading order, before ties.

    By state; among those getting worse the likeliest to stay worse, then by points; among the others whoever has been
    in the state the longest. `lasted`: how long, in any one unit, until the last score: what came after it is not
    known. `worse_by`: points worse than at the start. A client without a probability (reliably worse now but likelier
    than not to come back) stands below those who have one.

    >>> urgency("deteriorating", 0.8, 14, 6) < urgency("deteriorating", 0.7, 90, 9) < urgency("stalled", 0.9, 90, 0)
    True
    """
    rank = float(STATE_ORDER.index(state))
    chance = -1.0 if probability is None else probability
    return (rank, -chance, -worse_by) if state == "deteriorating" else (rank, -lasted, -chance)
