"""What the product says of a point in a course: state, reasons and advice, all by the product's own functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unstuck.guidance import Case, Consideration, advise
from unstuck.guidance.case import Progress, Thought
from unstuck.guidance.safety import suspended
from unstuck.instruments import load
from unstuck.interop.case import case_from_json
from unstuck.language import ENGLISH, speaking
from unstuck.learning.weeks.choices import Choice, choice_for
from unstuck.learning.weeks.person import Facts
from unstuck.progress.batch import Batch
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.measure import measure_of
from unstuck.progress.reasons import Reason, reasons
from unstuck.progress.snapshot import Snapshot, snapshots
from unstuck.progress.status import assess

DAYS_A_WEEK = 7.0


@dataclass(frozen=True)
class SaidThen:
    """What the product says with what is known at one point: state, reasons for it, steps, cautions."""

    state: str
    reasons: tuple[Reason, ...]
    steps: tuple[Consideration, ...]
    cautions: tuple[Consideration, ...]


def standing(instrument: str, scores: Sequence[int]) -> tuple[Snapshot, tuple[Reason, ...]]:
    """Return what the latest of weekly scores says, and why, as a client's page would."""
    definition = load(instrument)
    measure, curve = measure_of(definition), shipped_curve(definition.id, "days")
    batch = Batch.of_one([week * DAYS_A_WEEK for week in range(len(scores))], scores)
    found = assess(batch, measure, curve)
    (seen,) = snapshots(batch, measure, curve, found, np.array([len(scores) - 1]))
    return seen, tuple(reasons(seen, measure, curve, curve))


def case_at(facts: Facts, seen: Snapshot) -> Case:
    """Return the case: the facts with the state that the scores give."""
    case = case_from_json({**facts, "progress": {"state": seen.state}})
    weeks = round(seen.held_for / DAYS_A_WEEK)
    return replace(case, progress=Progress(case.progress.state, seen.probability, weeks))


def said_then(instrument: str, scores: Sequence[int], facts: Facts, thought: Thought | None = None) -> SaidThen:
    """Return what the product says at a point; `thought` is what the learner has in mind, for a caution against it.

    Its sentences are in English, as everywhere for staff, whatever language the story is told in.
    """
    with speaking(ENGLISH):
        seen, why = standing(instrument, scores)
    case = case_at(facts, seen)
    minded = replace(case, considering=(*case.considering, thought)) if thought else case
    return SaidThen(seen.state, why, advise(case, ask=False).steps, advise(minded, ask=False).cautions)


def risk_waits(facts: Facts) -> bool:
    """Tell whether a sign of risk is open that nobody has assessed: everything else waits (S.2)."""
    if not facts.get("safety"):
        return False
    return suspended(case_from_json({**facts, "progress": {"state": "watch"}}))


def advised_choice(steps: Sequence[Consideration], facts: Facts) -> Choice:
    """Return the choice that takes the first step advised.

    A risk that was seen to stays first as a reminder, and is no choice again; giving something its time does not keep
    anybody from the step after it.
    """
    reminder = not risk_waits(facts)
    codes = [choice_for(step.code) for step in steps if not (reminder and step.code == "respond-to-risk")]
    return next((code for code in codes if code != "wait"), "wait")
