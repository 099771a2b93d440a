"""Change without an index: a share of the first score, a change that matters to people, crossing a cutoff."""

from __future__ import annotations

import numpy as np

from unstuck.instruments.definition import Direction
from unstuck.progress.reliable_change import Crossing, Floats, ReliableChange, categorised, worse_sign


def percent_change(pre: Floats, post: Floats) -> Floats:
    """Return the change as a share of the first score: -0.5 for a score that halved.

    From 0 every change is larger than any share: infinite, with its sign; no change is 0.
    """
    change = np.asarray(post - pre, dtype=np.float64)
    share: Floats = np.where(change == 0, 0.0, np.copysign(np.inf, change))
    np.divide(change, np.abs(pre), out=share, where=pre != 0)
    return share


def percentage(
    pre: Floats, post: Floats, *, better: float, worse: float | None = None, direction: Direction = "lower"
) -> ReliableChange:
    """Classify by the share of the first score; `better` and `worse` are shares such as .5, reached counts.

    `worse` is the same share where none is given. The 50 % of trials ("response"): e.g. Hiller, Schindler and Lambert
    2012, Psychother Res 22:1-11.
    """
    gain = -worse_sign(direction) * percent_change(pre, post)
    return _by_gain(post - pre, gain, better, worse)


def anchor(
    pre: Floats,
    post: Floats,
    *,
    better: float | Floats,
    worse: float | Floats | None = None,
    direction: Direction = "lower",
) -> ReliableChange:
    """Classify by the minimal important change, in points: one for the better, one for the worse; reached counts.

    Jaeschke, Singer and Guyatt 1989, Control Clin Trials 10:407-415. Without `worse` it is the same as
    `better`.
    """
    change = np.asarray(post - pre, dtype=np.float64)
    return _by_gain(change, -worse_sign(direction) * change, better, worse)


def statistical(pre: Floats, post: Floats, crossing: Crossing) -> ReliableChange:
    """Classify by the cutoff alone: into the usual range improved, out of it deteriorated; Jacobson, Follette and
    Revenstorf 1984, Behav Ther 15:336-352.
    """
    change = np.asarray(post - pre, dtype=np.float64)
    return categorised(change, np.full(change.shape, np.nan), crossing.into_usual, crossing.out_of_usual)


def _by_gain(change: Floats, gain: Floats, better: float | Floats, worse: float | Floats | None) -> ReliableChange:
    loss = better if worse is None else worse
    if not (np.all(np.asarray(better) > 0) and np.all(np.asarray(loss) > 0)):
        raise ValueError(f"expected sizes of change above 0, found {better} and {loss}")
    return categorised(change, np.full(change.shape, np.nan), gain >= better, gain <= -np.asarray(loss))
