"""S: safety comes before all of it."""

from __future__ import annotations

from unstuck.guidance import tables
from unstuck.guidance.because import Because, because
from unstuck.guidance.case import Case


def risk(case: Case) -> tuple[Because, ...]:
    """Return the signs of risk (S.1). Danger known to be imminent is one, even when nothing else is said."""
    safety = case.safety
    signs = []
    if safety.suicide_item_above_zero:
        signs.append(because("S.1-suicide-item"))
    if safety.crisis:
        signs.append(because("S.1-crisis"))
    if safety.other_risk is not None:
        signs.append(because("S.1-other-risk", risk=tables.words().risks[safety.other_risk]))
    if safety.imminent:
        signs.append(because("S.1-imminent"))
    return tuple(signs)


def suspended(case: Case) -> bool:
    """Tell whether everything else waits: a risk that nobody has assessed, or known to be imminent."""
    assessed = case.safety.assessed_since is True and case.safety.imminent is not True
    return bool(risk(case)) and not assessed


def respond(case: Case) -> tuple[Because, ...]:
    """Return why to respond to risk: its signs, and whether everything else waits for an assessment."""
    signs = risk(case)
    if not signs:
        return ()
    if not case.safety.assessed_since:
        return (*signs, because("S.1-not-assessed"))
    if case.safety.imminent:
        return signs
    return (*signs, because("S.1-assessed"))
