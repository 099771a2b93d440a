"""The wandering slope's filter, every moment and every chance, for a million clients with eight scores each.

python -m benchmarks.filtering [CLIENTS]. Two threads, a block of clients at a time, each in its own part of the answer.
"""

from __future__ import annotations

import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments import load
from unstuck.progress.batch import Batch
from unstuck.progress.chances import little_change, usual_now, worse_ahead
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.freed_memory import keep_freed_memory
from unstuck.progress.measure import measure_of
from unstuck.progress.wandering_course import wandering_course

SCORES, THREADS, AT_ONCE = 8, 2, 4_096
TARGET_SECONDS, TARGET_MEGABYTES = 6.0, 1024
COLUMNS = (
    "little change", "worse ahead", "usual now", "level", "its SD", "level ahead", "its SD ahead", "forecast",
    "its SD of the forecast", "gain over eight weeks", "its SD of the gain",
)  # fmt: skip
Floats = NDArray[np.float64]


def main(clients: int) -> None:
    """Print seconds and memory."""
    keep_freed_memory()
    rng = np.random.default_rng(1)
    scores = rng.integers(2, 26, (clients, SCORES)).astype(np.float32)
    answers = np.empty((len(COLUMNS), clients, SCORES))
    started, worked = perf_counter(), process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda at: fill(answers, scores, at), range(0, clients, AT_ONCE)))
    seconds, cpu = perf_counter() - started, process_time() - worked
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{clients:,} clients x {SCORES} scores, {len(COLUMNS)} columns, {THREADS} threads: {seconds:.2f} s "
        f"(CPU {cpu:.2f} s), {megabytes:.0f} MB at most; targets {TARGET_SECONDS:g} s and {TARGET_MEGABYTES} MB\n"
    )


def fill(answers: Floats, scores: NDArray[np.float32], start: int) -> None:
    """Work out one block of clients with weekly scores."""
    some = scores[start : start + AT_ONCE].astype(np.float64)
    count = len(some)
    batch = Batch(np.arange(count + 1) * SCORES, np.tile(7.0 * np.arange(SCORES), count), some.ravel())
    measure, curve = measure_of(load("PHQ-9")), shipped_curve("PHQ-9", "days")
    if curve is None or curve.wandering is None:
        raise LookupError("expected a shipped curve with a wandering slope")
    course, minimal = wandering_course(batch, curve.wandering), np.full(batch.scores.size, 5.0)
    gain_variance = course.var_back + course.var_ahead - 2 * course.cov_back_ahead
    columns = (
        little_change(course, measure, minimal),
        worse_ahead(course, minimal),
        usual_now(course, measure),
        course.mean_now,
        np.sqrt(course.var_now),
        course.mean_ahead,
        np.sqrt(course.var_ahead),
        course.mean_score_ahead,
        np.sqrt(course.var_score_ahead),
        course.mean_back - course.mean_ahead,
        np.sqrt(np.maximum(gain_variance, 0.0)),
    )
    for place, column in enumerate(columns):
        answers[place, start : start + count] = column.reshape(count, SCORES)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
