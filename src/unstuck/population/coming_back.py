"""The chance of not coming back within four weeks, learned from when a file's own clients came: nothing of progress.

At every score, and each week of silence after it, a client is asked: does another score come within the next 28 days?
A logistic model of that answer at discrete times (Allison 1982, Sociological Methodology 13:61-98; Singer and Willett
1993, J Educ Stat 18:155-195), its coefficients drawn to zero by a normal prior (ridge; Hoerl and Kennard 1970,
Technometrics 12:55-67), its variance robust to the many questions about one client (Liang and Zeger 1986, Biometrika
73:13-22). Its numbers are three: how long the silence is beside the client's own usual gap, how the latest gap compares
with the earlier ones, and how many scores there are. No number is given from fewer than ten clients for each of them on
either side (Peduzzi et al. 1996, J Clin Epidemiol 49:1373-1379).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AHEAD_DAYS = 28.0
"""Coming back means a score within so many days."""
LONGEST_SILENCE = 56.0
"""Beyond so many days of silence nothing was learned, and no number is given."""
STEP_DAYS, SHORTEST_GAP = 7.0, 1.0
PATTERNS = ("silence", "growing", "scores")
FEWEST_CLIENTS = 50
FEWEST_EACH = 10 * len(PATTERNS)
"""Clients who stopped, and clients who came back, below whom no number is given (Peduzzi et al. 1996)."""
PRIOR_SD = 1.0
"""Of each coefficient, for a pattern of SD 1: a pattern rarely moves the odds by more than a factor of seven."""
FOLDS = 5
Z95 = 1.959964


@dataclass(frozen=True)
class ComingBackChance:
    """A chance of not coming back within four weeks, with its 95 % interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class ComingBackModel:
    """What was learned: coefficients on PATTERNS of mean `centre` and SD `spread`, and what they rest on.

    coefficients and covariance have the intercept first. `usual_gap`: days, where a client has none of their own yet.
    `stopped` and `stayed` count clients who once did not come back within four weeks, and who did. `ranked_right`: the
    chance that of two occasions the one without a return had the higher chance, on clients left out of the fit.
    `expected` and `seen`: the mean chance and the share that did not come back, on the same.
    """

    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    usual_gap: float
    clients: int
    stopped: int
    stayed: int
    ranked_right: float
    expected: float
    seen: float

    def chance(self, days: Sequence[float], today: float) -> ComingBackChance | None:
        """Return the chance of a client whose scores came on these days; None where the silence is longer than learned.

        days: rising, at least one; `today` on the same clock and not before the last.
        """
        silent = today - days[-1]
        if not days or silent < 0 or silent > LONGEST_SILENCE:
            return None
        row = (patterns(np.asarray(days, dtype=np.float64), silent, self.usual_gap) - self.centre) / self.spread
        x = np.concatenate([[1.0], row])
        logit = float(x @ self.coefficients)
        half = Z95 * float(np.sqrt(x @ np.array(self.covariance) @ x))
        value, lower, upper = _share(np.array([logit, logit - half, logit + half])).tolist()
        return ComingBackChance(value, lower, upper)


def patterns(days: Floats, silent: float, usual_gap: float) -> Floats:
    """Return PATTERNS of one client after so many days of silence: two logs of ratios, and one of a count.

    The usual gap is the median of the client's gaps, the file's where they have none; the latest gap counts as growing
    beside the median of those before it, from the third score on. A gap counts as a day at least.
    """
    usual, growing = _rhythm(days, usual_gap)[-1]
    return np.array([np.log1p(silent / usual), growing, np.log(days.size)])


def _rhythm(days: Floats, usual_gap: float) -> list[tuple[float, float]]:
    """Return at each score of one client their usual gap so far, and the log of how the latest compares with it."""
    ordered: list[float] = []
    found = [(usual_gap, 0.0)]
    for gap in np.maximum(np.diff(days), SHORTEST_GAP).tolist():
        growing = float(np.log(gap / _middle(ordered))) if ordered else 0.0
        insort(ordered, gap)
        found.append((_middle(ordered), growing))
    return found


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def is_longer_than_usual(days: Sequence[float], today: float) -> bool:
    """Tell whether a client is silent for more than twice their own usual gap, from three scores on."""
    gaps = np.diff(np.asarray(days, dtype=np.float64))
    return gaps.size > 1 and today - days[-1] > 2 * float(np.median(gaps))


def are_gaps_growing(days: Sequence[float]) -> bool:
    """Tell whether the latest gap is at least half as long again as the client's usual one, from four scores on."""
    gaps = np.diff(np.asarray(days, dtype=np.float64))
    return gaps.size > 2 and float(gaps[-1]) >= 1.5 * float(np.median(gaps[:-1]))


def learn(starts: Ints, days: Floats, until: Floats) -> ComingBackModel | None:
    """Return the model learned from clients' days of scores, None where they are too few.

    starts: (clients + 1,) offsets into `days`, which rise within each client. until: for each client the last day on
    which a score would have been seen: today, or the day on which the work ended. A file that does not say who ended as
    planned counts them as not coming back.
    """
    asked = _questions(starts, days, until)
    if asked is None:
        return None
    x, stopped, client, usual = asked
    once = {truth: int(np.unique(client[stopped == truth]).size) for truth in (0.0, 1.0)}
    clients = int(np.unique(client).size)
    if clients < FEWEST_CLIENTS or min(once.values()) < FEWEST_EACH:
        return None
    centre, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    design = np.column_stack([np.ones(len(x)), (x - centre) / spread])
    fitted = _fit(design, stopped)
    left_out = _left_out(design, stopped, client)
    return ComingBackModel(
        coefficients=tuple(fitted.tolist()),
        covariance=tuple(tuple(row) for row in _robust(design, stopped, client, fitted).tolist()),
        centre=tuple(centre.tolist()),
        spread=tuple(spread.tolist()),
        usual_gap=usual,
        clients=clients,
        stopped=once[1.0],
        stayed=once[0.0],
        ranked_right=_ranked_right(left_out, stopped),
        expected=float(left_out.mean()),
        seen=float(stopped.mean()),
    )


def _questions(starts: Ints, days: Floats, until: Floats) -> tuple[Floats, Floats, Ints, float] | None:
    """Return patterns, answers (1: did not come back) and clients of every question whose answer is known."""
    counts = np.diff(starts)
    client = np.repeat(np.arange(counts.size), counts)
    again = np.append(np.diff(client) == 0, False)
    if not again.any():
        return None
    gaps = np.append(np.diff(days), np.inf)
    usual = float(np.maximum(np.median(gaps[again]), SHORTEST_GAP))
    rhythm = [_rhythm(days[first:end], usual) for first, end in pairwise(starts.tolist()) if end > first]
    known = np.array([row for rows in rhythm for row in rows])
    number = np.arange(days.size) - np.repeat(starts[:-1], counts) + 1.0
    then = np.where(again, gaps, np.inf)
    silences = np.arange(0.0, LONGEST_SILENCE + 1, STEP_DAYS)
    score, step = np.nonzero(
        (silences < then[:, None]) & (days[:, None] + silences + AHEAD_DAYS <= until[client][:, None])
    )
    if score.size == 0:
        return None
    silent = silences[step]
    x = np.column_stack([np.log1p(silent / known[score, 0]), known[score, 1], np.log(number[score])])
    return x, (then[score] > silent + AHEAD_DAYS).astype(np.float64), client[score].astype(np.int64), usual


def _share(logit: Floats) -> Floats:
    shares: Floats = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
    return shares


def _penalty(columns: int) -> Floats:
    return np.diag([0.0, *[1 / PRIOR_SD**2] * (columns - 1)])


def _fit(design: Floats, stopped: Floats) -> Floats:
    """Return the coefficients of highest posterior density, by Newton's method with halved steps."""
    penalty = _penalty(design.shape[1])
    found = np.zeros(design.shape[1])
    found[0] = np.log((stopped.mean() + 1e-6) / (1 - stopped.mean() + 1e-6))
    height = _density(design, stopped, penalty, found)
    for _step in range(100):
        share = _share(design @ found)
        slope = design.T @ (stopped - share) - penalty @ found
        move = np.linalg.solve(_information(design, share, penalty), slope)
        while (higher := _density(design, stopped, penalty, found + move)) < height - 1e-9:
            move = move / 2
        found, height = found + move, higher
        if np.abs(move).max() < 1e-9:
            break
    return found


def _density(design: Floats, stopped: Floats, penalty: Floats, found: Floats) -> float:
    logit = design @ found
    return float((stopped * logit - np.logaddexp(0.0, logit)).sum() - found @ penalty @ found / 2)


def _information(design: Floats, share: Floats, penalty: Floats) -> Floats:
    weighted: Floats = (design * (share * (1 - share))[:, None]).T @ design + penalty
    return weighted


def _robust(design: Floats, stopped: Floats, client: Ints, found: Floats) -> Floats:
    """Return the covariance of the coefficients, the questions about one client taken together."""
    share = _share(design @ found)
    inverse = np.linalg.inv(_information(design, share, _penalty(design.shape[1])))
    scores = np.zeros((int(client.max()) + 1, design.shape[1]))
    np.add.at(scores, client, design * (stopped - share)[:, None])
    robust: Floats = inverse @ (scores.T @ scores) @ inverse
    return robust


def _left_out(design: Floats, stopped: Floats, client: Ints) -> Floats:
    """Return each question's chance from a fit without its client's fold."""
    chances = np.empty(len(stopped))
    for fold in range(FOLDS):
        out = client % FOLDS == fold
        if out.any() and (~out).any():
            chances[out] = _share(design[out] @ _fit(design[~out], stopped[~out]))
    return chances


def _ranked_right(chances: Floats, stopped: Floats) -> float:
    """Return the area under the ROC curve, by ranks (Mann and Whitney)."""
    _values, places, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    ones = stopped == 1
    n, m = int(ones.sum()), int((~ones).sum())
    return float((ranks[ones].sum() - n * (n + 1) / 2) / (n * m))
