"""How well stalls are found: fit on 300 unlabelled episodes, own threshold, 3,000 fresh ones, six times a generator.

python -m benchmarks.stalls [GENERATOR ...]. Prints a table beside the figures that were measured when the method was
chosen, and what the best informed rule reaches that watches for all kinds at once (it knows the generator).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.stall_courses import CUTOFF, GENERATORS, NEVER, PLATEAU, WORSE, MadeUp, truth
from unstuck.instruments import load
from unstuck.population.calibration import calibrate
from unstuck.population.episodes import Episodes
from unstuck.population.fitting import with_wandering
from unstuck.progress.batch import Batch
from unstuck.progress.curve import Curve
from unstuck.progress.measure import measure_of
from unstuck.progress.status import ALERTING, assess

FITS, EPISODES, FRESH = 6, 300, 3_000
PHQ9 = load("PHQ-9")
COLUMNS = ("on track, ever", "never improves", "plateau", "within 4", "within 6", "within 8", "deteriorates", "right")
EXPECTED: Mapping[str, Sequence[float]] = {
    "stories": (0.09, 1.00, 0.90, 0.04, 0.21, 0.61, 1.00, 0.79),
    "proto": (0.09, 0.99, 0.93, 0.58, 0.79, 0.86, 0.99, 0.80),
    "rough": (0.08, 0.89, 0.75, 0.36, 0.53, 0.66, 0.93, 0.79),
}
"""Measured when the method was chosen (STATISTICS; the reference beside it, section 5)."""
CEILING: Mapping[str, tuple[float, float]] = {"stories": (0.97, 0.83), "proto": (0.93, 0.90), "rough": (0.85, 0.77)}
"""The best informed online rule: plateau ever, and within 8 weeks (section 6)."""
PLAIN = Curve(
    id="growth-part-unused",
    instrument="PHQ-9",
    kind="fitted",
    time_unit="week",
    fixed=(15.0, -2.5),
    fixed_covariance=((0.0, 0.0), (0.0, 0.0)),
    random_covariance=((20.0, 0.0), (0.0, 4.0)),
    residual_variance=6.0,
    cohort=EPISODES,
    scores=0,
    observed_until=16.0,
    method="",
    loglik=None,
    tau=None,
    alerts={},
    card={},
)


def main(names: Sequence[str]) -> None:
    """Print a row for each generator, and the expected one below it."""
    sys.stdout.write("| | " + " | ".join([*COLUMNS, "tau"]) + " |\n" + "|---" * (len(COLUMNS) + 2) + "|\n")
    for name in names or GENERATORS:
        for line in rows(name):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def rows(name: str) -> Iterator[str]:
    """Yield one generator's figures: mean of six fits, two standard errors, and what was expected."""
    fresh = GENERATORS[name](FRESH, 999)
    tried, taus = [], []
    for turn in range(FITS):
        curve = fitted(GENERATORS[name](EPISODES, 5_000 + 17 * turn + EPISODES), turn)
        tried.append(figures(fresh, curve))
        taus.append(curve.tau or float("nan"))
    means, spread = np.nanmean(tried, axis=0), two_errors(np.array(tried), counts(fresh))
    cells = [f"{mean:.2f} ± {width:.2f}" for mean, width in zip(means, spread, strict=True)]
    yield f"| {name} | " + " | ".join([*cells, f"{np.mean(taus):.2f}"]) + " |"
    if name in EXPECTED:
        inside = np.abs(means - EXPECTED[name]) <= spread + 0.005
        marks = [f"{value:.2f}{'' if ok else ' (!)'}" for value, ok in zip(EXPECTED[name], inside, strict=True)]
        yield "| expected | " + " | ".join([*marks, ""]) + " |"
        ever, soon = CEILING[name]
        yield f"| of what the informed rule reaches | | | {means[2] / ever:.0%} | | | {means[5] / soon:.0%} | | | |"


def fitted(made: MadeUp, turn: int) -> Curve:
    """Return the curve that the product makes of these episodes, its threshold set."""
    batch, _ = as_batch(made)
    episodes = Episodes(batch.starts, batch.times, batch.scores)
    return calibrate(with_wandering(PLAIN, episodes, PHQ9, None), PHQ9, episodes, np.random.default_rng(turn + 1))


def as_batch(made: MadeUp) -> tuple[Batch, NDArray[np.bool_]]:
    """Return the scores as the kernel takes them, and where they stood."""
    seen = made.seen
    starts = np.concatenate([[0], np.cumsum(seen.sum(axis=1))])
    return Batch(starts, 7 * made.weeks[seen], made.scores[seen]), seen


def figures(made: MadeUp, curve: Curve) -> list[float]:
    """Return the columns for one curve on fresh episodes."""
    batch, seen = as_batch(made)
    found = assess(batch, measure_of(PHQ9), replace(curve, cohort=EPISODES))
    raised = np.zeros(seen.shape, dtype=np.bool_)
    raised[seen] = np.isin(found.state, ALERTING)
    flat, worse, good = truth(made)
    at = np.where(raised.any(axis=1), np.take_along_axis(made.weeks, raised.argmax(axis=1)[:, None], 1)[:, 0], np.inf)
    groups = kinds(made)
    plateau = groups[PLATEAU]
    alarmed = np.flatnonzero(np.isfinite(at))
    right = (flat | worse)[alarmed, raised.argmax(axis=1)[alarmed]]
    soon = [float((at[plateau] <= made.onset[plateau] + weeks + 1e-9).mean()) for weeks in (4, 6, 8)]
    ever = [float(np.isfinite(at[group]).mean()) for group in (good, groups[NEVER], plateau, groups[WORSE])]
    return [*ever[:3], *soon, ever[3], float(right.mean())]


def kinds(made: MadeUp) -> dict[str, NDArray[np.bool_]]:
    """Return the episodes of each kind that are truly flat or worse at some score."""
    flat, worse, _ = truth(made)
    began = (made.scores[:, 0] >= CUTOFF) & (made.now[:, 0] >= CUTOFF)
    bad = (flat | worse).any(axis=1) & began
    return {kind: bad & (made.kind == kind) for kind in (NEVER, PLATEAU, WORSE)}


def counts(made: MadeUp) -> NDArray[np.float64]:
    """Return how many episodes each column rests on; about a third of them raise an alert."""
    groups, good = kinds(made), truth(made)[2]
    few = [int(groups[kind].sum()) for kind in (NEVER, PLATEAU, WORSE)]
    sizes = [int(good.sum()), few[0], few[1], few[1], few[1], few[1], few[2], made.onset.size // 3]
    return np.maximum(np.array(sizes, dtype=np.float64), 1)


def two_errors(tried: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return two standard errors of the difference of two such tables: between fits, and of the fresh episodes."""
    mean = np.nanmean(tried, axis=0)
    fits = np.nanvar(tried, axis=0, ddof=1) / len(tried)
    return np.asarray(2 * np.sqrt(2 * (fits + mean * (1 - mean) / sizes)))


if __name__ == "__main__":
    main(sys.argv[1:])
