"""Everybody's latest state as columns, for files of a whole country: the kernel without a record for each client.

This is the one place where engines for many clients call the kernel (`progress.status.assess`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.population.analysis import not_heard_from
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.chances import outlook
from unstuck.progress.curve import DAYS_IN, Curve
from unstuck.progress.measure import Measure
from unstuck.progress.status import Assessment, assess, clinical

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTLOOK = ("non_clinical", "gaining", "flat", "worse")
NUMBERS = ("first", "latest", "change", "threshold", "probability", *(f"outlook_{name}" for name in OUTLOOK))
"""Columns of points and probabilities, NaN where unknown."""
OCCASIONS = ("began", "since", "last_heard")
"""Columns of the file's own time (dates: days since 1970-01-01)."""
CODES = ("scores", "state", "category", "clinical_first", "clinical_latest", "not_heard_from")
"""Columns of whole numbers: a count, codes of STATES and CATEGORIES (-1 unknown), 1 or 0 (-1 without a cutoff), and
1 or 0 for who was not heard from (-1 where nobody knows: without dates)."""
COLUMNS = (*CODES, *NUMBERS, *OCCASIONS)

DIGITS = 6
"""Numbers are rounded so that the same client gets the same bytes on every engine and machine."""


@dataclass(frozen=True)
class Judgement:
    """How one instrument's clients are judged: the measure, the curve (None: reliable change alone), the unit.

    today: days since 1970-01-01 where occasions are dates, else None: then nobody knows who is silent.
    """

    measure: Measure
    curve: Curve | None
    unit: str
    today: float | None = None

    @property
    def clock(self) -> Clock:
        """Return in what the kernel counts time."""
        return "sessions" if self.unit == "session" else "days"


def state_columns(
    starts: Ints, occasions: Floats, scores: Floats, judgement: Judgement
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return COLUMNS of length clients: each client's latest state from all of their scores.

    starts: (clients + 1,) offsets; every client has a score. occasions: the file's own time, rising for each client.
    """
    counts = np.diff(starts)
    began = np.repeat(occasions[starts[:-1]], counts)
    times = (occasions - began) * DAYS_IN.get(judgement.unit, 1.0)
    batch = Batch(starts, times, scores, judgement.clock)
    found = assess(batch, judgement.measure, judgement.curve)
    rows = batch.latest_rows
    numbers = {
        "first": batch.first[rows],
        "latest": scores[rows],
        "change": found.change[rows],
        "threshold": found.reliable[rows],
        "probability": found.probability[rows],
        **_outlook(found, judgement, rows),
    }
    return {
        "scores": counts,
        "state": found.state[rows].astype(np.int64),
        "category": found.category[rows].astype(np.int64),
        "clinical_first": _in_clinical_range(batch.first[rows], judgement.measure),
        "clinical_latest": _in_clinical_range(scores[rows], judgement.measure),
        "not_heard_from": _silent(occasions[rows], judgement),
        **{name: np.round(values, DIGITS) for name, values in numbers.items()},
        "began": occasions[starts[:-1]],
        "since": occasions[found.since[rows]],
        "last_heard": occasions[rows],
    }


def each_once(starts: Ints, occasions: Floats, scores: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the rows with each repeated score counted once; rows are sorted by client and occasion.

    BadInput where a client has two different scores at one occasion.
    """
    same = np.zeros(occasions.size, dtype=np.bool_)
    same[1:] = occasions[1:] == occasions[:-1]
    same[starts[:-1]] = False
    if not same.any():
        return starts, occasions, scores
    other = int(np.count_nonzero(same[1:] & (scores[1:] != scores[:-1])))
    if other:
        raise BadInput(
            f"expected one score for each client and time, found {other:,} with another score at the same time"
        )
    kept = np.add.reduceat((~same).astype(np.int64), starts[:-1])
    return np.concatenate([[0], np.cumsum(kept)]), occasions[~same], scores[~same]


def check_one_value(clients: int, attributes: Sequence[str]) -> None:
    """Raise BadInput where clients have two values in a column that says something of the client."""
    if clients:
        names = ", ".join(attributes)
        raise BadInput(
            f"expected one value of {names} for each client, found clients with two "
            "(an episode that begins anew needs a client's name of its own)"
        )


def _outlook(found: Assessment, judgement: Judgement, rows: Ints) -> dict[str, Floats]:
    if found.course is None or judgement.curve is None:
        return {f"outlook_{name}": np.full(rows.size, np.nan) for name in OUTLOOK}
    ahead = outlook(found.course, judgement.measure, found.minimal, rows, judgement.curve.recalibration)
    return {f"outlook_{name}": getattr(ahead, name) for name in OUTLOOK}


def _silent(heard: Floats, judgement: Judgement) -> Ints:
    if judgement.today is None:
        return np.full(heard.size, -1, dtype=np.int64)
    return not_heard_from(judgement.today, heard).astype(np.int64)


def _in_clinical_range(scores: Floats, measure: Measure) -> Ints:
    if measure.cutoff is None:
        return np.full(scores.size, -1, dtype=np.int64)
    return clinical(scores, measure).astype(np.int64)
