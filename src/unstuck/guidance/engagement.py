"""A: engagement and the working relationship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

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


WATCHED = ("willingness", "alliance")
"""The answers of which a fall is a signal of its own (A.4)."""

ASKINGS = 3
"""A fall is measured from the best of this many askings before the latest.

A.4 says: a drop of 2 or more within the client. Against the last asking alone, a client who falls by one point each
week would never raise the signal, and one who fell and stayed there would lose it at the next asking. Against the best
of all time, one high answer at the start would raise it for ever. Three askings see a slow fall, keep the signal while
it is fresh, and then take the new level for what it is.
"""


def change_of(answers: Sequence[float]) -> float | None:
    """Return the latest answer less the best of the few askings before it, None where it was asked only once.

    >>> change_of([9, 8, 7, 6]), change_of([9, 6, 6, 6, 6]), change_of([7])
    (-3, 0, None)
    """
    return answers[-1] - max(answers[-1 - ASKINGS : -1]) if len(answers) > 1 else None


def is_fall(change: float | None, limits: Thresholds) -> TypeGuard[float]:
    """Tell whether a change in willingness or alliance is a fall that is a signal of its own (A.4)."""
    return change is not None and change <= -limits.drop


def falls(answers: Sequence[float], limits: Thresholds) -> Iterator[tuple[int, float]]:
    """Yield where each fall began: the place of the first answer at which it was one, and by how much (A.4).

    A level that stays low is the same fall. Falling again by as much from there is another one.

    >>> from unstuck.guidance.thresholds import default_thresholds
    >>> list(falls([9, 8, 7, 7, 7, 5], default_thresholds()))
    [(2, 2), (5, 2)]
    """
    began, falling = 0, False
    for place in range(1, len(answers)):
        change = change_of(answers[began if falling else 0 : place + 1])
        if is_fall(change, limits):
            yield place, -change
            began = place
        falling = is_fall(change_of(answers[: place + 1]), limits)


def _fallen(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    changes = {
        "A.4-willingness-fell": case.engagement.willingness_change,
        "A.4-alliance-fell": case.engagement.alliance_change,
    }
    return tuple(because(code, value=number(-change)) for code, change in changes.items() if is_fall(change, limits))


def _absent(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    missed = case.treatment.sessions_missed_recently
    signs = []
    if missed is not None and missed >= limits.missed_sessions:
        signs.append(because("A.4-missed-sessions", count=number(missed)))
    if case.engagement.sceptical_or_withdrawn:
        signs.append(because("A.4-withdrawn"))
    return tuple(signs)


def repair(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to talk about working together: signs of strain (A.1, A.4)."""
    return strain(case, limits)


def rupture(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the signs that the alliance is low or has fallen: talked about before a wish to leave (E.2)."""
    return tuple(sign for sign in strain(case, limits) if sign.code in ("A.1-low-alliance", "A.4-alliance-fell"))


def can_be_mended(case: Case, limits: Thresholds) -> bool:
    """Tell whether there is something to mend before a change of worker (E.5): a rupture, withdrawal, or not known."""
    withdrawn = bool(case.engagement.sceptical_or_withdrawn)
    return case.engagement.alliance is None or withdrawn or bool(rupture(case, limits))


def is_gap(how: str) -> bool:
    """Tell whether something that was agreed goes otherwise than agreed: in part, or not at all (A.3)."""
    return how in tables.words().adherence


def adherence_gaps(case: Case) -> tuple[Because, ...]:
    """Return what was agreed and is done partly or not at all, and what gets in the way, where known (A.3)."""
    words = tables.words()
    agreed = case.engagement.adherence or {}
    gaps = tuple(
        because("A.3-adherence", thing=words.agreed[thing], how=words.adherence[how])
        for thing, how in agreed.items()
        if is_gap(how)
    )
    in_the_way = [words.adherence_barriers[code] for code in case.engagement.adherence_barriers or ()]
    named = (because("A.3-in-the-way", barriers=", ".join(in_the_way)),) if gaps and in_the_way else ()
    return gaps + named


def prescriber(case: Case) -> tuple[Because, ...]:
    """Return why to ask the prescriber: medication not as agreed, side effects (A.3), or a change in mind (C.2)."""
    medication = (case.engagement.adherence or {}).get("medication", "as_agreed")
    gap = (because("A.3-medication"),) if is_gap(medication) else ()
    side_effects = "side_effects" in (case.engagement.adherence_barriers or ()) and bool(adherence_gaps(case))
    felt = (because("A.3-side-effects"),) if side_effects else ()
    thought = (because("C.2-medication-change"),) if "medication_change" in case.considering else ()
    return gap + felt + thought


def barriers(case: Case) -> tuple[Because, ...]:
    """Return what stands in the way of care (A.5); never a sign of low engagement."""
    named = case.engagement.access_barriers
    recorded = (because("A.5-barriers", barriers=quoted(named)),) if named else ()
    unarranged = case.client.interpreter_needed is True and case.client.interpreter_arranged is not True
    return recorded + ((because("A.5-interpreter"),) if unarranged else ())


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
