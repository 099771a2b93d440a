"""Outcomes of clients whose scores are at hand, counted as the queries of a registry count them.

The site holds its clients' scores encrypted, so they are not laid out in files for an engine. The kernel is the same,
and `rollups.cells` makes of the counts what may be shown; a test holds both ways against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unstuck.instruments import load
from unstuck.population.rollups import MEASURES
from unstuck.population.state_columns import Judgement, each_once, state_columns
from unstuck.progress.measure import measure_of
from unstuck.progress.reliable_change import DETERIORATED, IMPROVED, RECOVERED, UNCHANGED

FEWEST_SCORES = 2
"""Change is between a first and a last score."""


@dataclass(frozen=True)
class ClientCourse:
    """One client's scores on one instrument, in order of time; days since 1970-01-01."""

    days: Sequence[float]
    scores: Sequence[float]


def outcome_of_each(instrument: str, courses: Sequence[ClientCourse]) -> list[frozenset[str]]:
    """Return which of rollups.MEASURES each client counts in; none for somebody who does not count."""
    if not courses:
        return []
    starts = np.cumsum([0, *(len(one.days) for one in courses)]).astype(np.int64)
    days = np.concatenate([np.asarray(one.days, dtype=np.float64) for one in courses])
    scores = np.concatenate([np.asarray(one.scores, dtype=np.float64) for one in courses])
    judgement = Judgement(measure_of(load(instrument)), None, "day")
    found = state_columns(*each_once(starts, days, scores), judgement)
    columns = (found[name].tolist() for name in ("scores", "category", "clinical_first", "clinical_latest"))
    return [_measures(*each) for each in zip(*columns, strict=True)]


def _measures(scores: int, category: int, clinical_first: int, clinical_latest: int) -> frozenset[str]:
    if scores < FEWEST_SCORES or category < 0:
        return frozenset()
    began = clinical_first == 1
    held = {
        "clients": True,
        "improved": category in (IMPROVED, RECOVERED),
        "unchanged": category == UNCHANGED,
        "deteriorated": category == DETERIORATED,
        "at_caseness": began,
        "recovered": began and clinical_latest == 0,
        "reliably_recovered": category == RECOVERED,
    }
    return frozenset(measure for measure in MEASURES if held[measure])
