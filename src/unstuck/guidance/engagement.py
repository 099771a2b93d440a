"""A: engagement and the working relationship."""

from __future__ import annotations

from unstuck.guidance import tables
from unstuck.guidance.because import Because, because, number, quoted
from unstuck.guidance.case import Case
from unstuck.guidance.thresholds import Thresholds


def strain(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the signs that working together needs care (A.1, A.4), whatever the scores do."""
    return _low(case, limits) + _fallen(case, limits) + _absent(case, limits)


def _low(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    levels = {
        "A.1-low-willingness": case.engagement.willingness,
        "A.1-low-alliance": case.engagement.alliance,
    }
    return tuple(
        because(code, value=number(value))
        for code, value in levels.items()
        if value is not None and value <= limits.low_engagement
    )


def _fallen(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    changes = {
        "A.4-willingness-fell": case.engagement.willingness_change,
        "A.4-alliance-fell": case.engagement.alliance_change,
    }
    return tuple(
        because(code, value=number(-change))
        for code, change in changes.items()
        if change is not None and change <= -limits.drop
    )


def _absent(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    missed = case.treatment.sessions_missed_recently
    signs = []
    if missed is not None and missed >= limits.missed_sessions:
        signs.append(because("A.4-missed-sessions", count=number(missed)))
    if case.engagement.sceptical_or_withdrawn:
        signs.append(because("A.4-withdrawn"))
    return tuple(signs)


def repair(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to talk about working together: a wish for another worker (E.2), or signs of strain."""
    wish = (because("E.2-another-worker"),) if case.client_wishes.another_worker else ()
    return wish + strain(case, limits)


def adherence_gaps(case: Case) -> tuple[Because, ...]:
    """Return what was agreed and is done partly or not at all (A.3)."""
    words = tables.words()
    agreed = case.engagement.adherence or {}
    return tuple(
        because("A.3-adherence", thing=words.agreed[thing], how=words.adherence[how])
        for thing, how in agreed.items()
        if how != "as_agreed"
    )


def prescriber(case: Case) -> tuple[Because, ...]:
    """Return why to ask the prescriber: medication not as agreed (A.3), or a change in mind (C.2)."""
    medication = (case.engagement.adherence or {}).get("medication", "as_agreed")
    gap = (because("A.3-medication"),) if medication != "as_agreed" else ()
    thought = (because("C.2-medication-change"),) if "medication_change" in case.considering else ()
    return gap + thought


def barriers(case: Case) -> tuple[Because, ...]:
    """Return what stands in the way of care (A.5); never a sign of low engagement."""
    named = case.engagement.access_barriers
    return (because("A.5-barriers", barriers=quoted(named)),) if named else ()


def to_build_on(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return good engagement and named strengths (A.1), to be said beside the step they help with."""
    return _holding(case, limits) + _strengths(case)


def _holding(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    willingness, alliance = case.engagement.willingness, case.engagement.alliance
    if willingness is None or alliance is None or strain(case, limits):
        return ()
    return (because("A.1-engagement-holds", willingness=number(willingness), alliance=number(alliance)),)


def _strengths(case: Case) -> tuple[Because, ...]:
    named = case.engagement.strengths
    return (because("A.1-strengths", strengths=quoted(named)),) if named else ()
