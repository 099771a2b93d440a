"""Scores of some episodes judged with the library, exactly as `unstuck analyse` judges a file.

Django's rows go in as columns and come out as the records of the contract; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from unstuck.instruments import load
from unstuck.interop.analysis import Record
from unstuck.population.analysis import Rows, Setting
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.measure import Measure, has_shipped_change, measure_of
from unstuck.reporting.judge import Judge


@dataclass(frozen=True)
class Series:
    """One episode's counting scores on one instrument, in order of time: row ids, days since 1970-01-01, points."""

    episode: int
    scores: Sequence[int]
    days: Sequence[float]
    totals: Sequence[float]


@dataclass(frozen=True)
class Judgement:
    """What is said of one score, from it and the earlier ones."""

    episode: int
    score: int
    record: Record


@dataclass(frozen=True)
class FirstScores:
    """The first scores of an agency's clients on one instrument, in order of time: norms where none are published."""

    days: Sequence[float] = ()
    totals: Sequence[float] = ()


def needs_first_scores(instrument: str) -> bool:
    """True where no published reliable change exists, so that it rests on the agency's own first scores."""
    return not has_shipped_change(load(instrument))


BUDGET_OF: list[Callable[[int], float | None]] = []
"""The room of alerts gives its reader of the setting that holds for an episode's agency; None: the curve's own."""


def judge(
    instrument: str, series: Sequence[Series], firsts: FirstScores, budget: float | None = None
) -> Iterator[Judgement]:
    """Yield what is said of every score of every series, in the order given. A series must not be empty."""
    if not series:
        return
    ends = np.cumsum([0, *(len(one.days) for one in series)]).astype(np.int64)
    days = np.concatenate([np.asarray(one.days, dtype=np.float64) for one in series])
    began = np.repeat(days[ends[:-1]], np.diff(ends))
    names = np.array([str(one.episode) for one in series], dtype=object)
    totals = np.concatenate([np.asarray(one.totals, dtype=np.float64) for one in series])
    judging = Judge(setting_of(instrument, firsts, budget), "date", each_occasion=True)
    records = judging.records(judging.analyse(Rows(names, ends, days - began, days, totals)))
    owners = ((one.episode, score) for one in series for score in one.scores)
    for (episode, score), record in zip(owners, records, strict=True):
        yield Judgement(episode, score, record)


def setting_of(instrument: str, firsts: FirstScores, budget: float | None = None) -> Setting:
    """Return how scores are judged at a setting of the alerts."""
    curve = curve_of(instrument)
    return Setting(
        instrument=load(instrument),
        curve=curve.at_budget(budget) if curve and budget else curve,
        norms="sample" if needs_first_scores(instrument) else "shipped",
        clock="days",
        first_occasions=np.asarray(firsts.days, dtype=np.float64),
        first_scores=np.asarray(firsts.totals, dtype=np.float64),
        today=0.0,
    )


@cache
def curve_of(instrument: str) -> Curve | None:
    """Return the curve that ships with an instrument, by days."""
    return shipped_curve(load(instrument).id, "days")


@cache
def measure(instrument: str) -> Measure:
    """Return what is published about an instrument."""
    return measure_of(load(instrument))
