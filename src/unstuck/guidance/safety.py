"""S: safety comes before everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True)
class SafetyEntry:
    """One dated entry about safety: whether it holds a sign of risk, and whether a person assessed the risk.

    `recorded` puts entries in the order in which they were recorded; it is compared, and nothing else.
    """

    on: date
    recorded: tuple[datetime, int]
    is_sign: bool
    is_assessment: bool


def assessed_since(entries: Sequence[SafetyEntry]) -> bool | None:
    """Tell whether a person has assessed every sign of risk; None where there is no sign (S.2).

    An assessment covers a sign when it is of the day of the sign or later, and was recorded after the sign or together
    with it: whoever assessed before a sign was on record did not know of it, whatever date the assessment carries.
    """
    signs = [entry for entry in entries if entry.is_sign]
    assessments = [entry for entry in entries if entry.is_assessment]
    return any(all(_covers(one, sign) for sign in signs) for one in assessments) if signs else None


def _covers(assessment: SafetyEntry, sign: SafetyEntry) -> bool:
    return assessment.on >= sign.on and assessment.recorded >= sign.recorded


def violence_at_home(recorded: Sequence[str | None]) -> bool:
    """Tell whether violence at home is known, from the other risks as they were recorded, in order of time (S.3).

    Another risk that is recorded later does not lift it; that there is none does.

    >>> violence_at_home(["violence_at_home", "harm_to_others"]), violence_at_home(["violence_at_home", "none"])
    (True, False)
    """
    telling = [risk for risk in recorded if risk in ("violence_at_home", "none")]
    return telling[-1:] == ["violence_at_home"]


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
