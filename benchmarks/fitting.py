"""Fitting the growth model (random intercept and slope, REML) on simulated scores, beside statsmodels' MixedLM."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import Contest, in_turns
from unstuck.instruments import load
from unstuck.population.growth_fit import fit_growth
from unstuck.simulation import scale_of, simulate

CLIENTS, ROUNDS = 1_000, 3
AGREE = 1e-3
"""Relative difference of the fixed effects that is allowed before times are taken."""

Floats = NDArray[np.float64]
Rows = tuple[NDArray[np.object_], Floats, Floats]


def contest() -> Contest:
    """Time our fitter and its rival on the same rows; an AssertionError where they disagree."""
    rows = scores()
    what = f"growth model of {CLIENTS:,} clients, {len(rows[1]):,} scores"
    contenders: dict[str, Callable[[], object]] = {"unstuck": lambda: with_unstuck(rows)}
    if not find_spec("statsmodels"):
        return Contest(what, in_turns(contenders, ROUNDS), note="the rival `statsmodels` is not installed")
    ours, theirs = with_unstuck(rows), with_statsmodels(rows)
    if not np.allclose(ours, theirs, rtol=AGREE):
        raise AssertionError(f"the fitters disagree: {ours} and {theirs}")
    contenders["statsmodels MixedLM"] = lambda: with_statsmodels(rows)
    return Contest(what, in_turns(contenders, ROUNDS))


def scores() -> Rows:
    """Return client, log(1 + weeks) and score of a simulated caseload."""
    made = simulate(CLIENTS, 1, today=date(2026, 3, 31), scale=scale_of(load("PHQ-9")), weeks=11)
    days = made.columns["date"].astype(np.int64)
    starts = np.cumsum(made.people.scores) - made.people.scores
    weeks = (days - np.repeat(days[starts], made.people.scores)) / 7
    return made.columns["client"], np.log1p(weeks), made.columns["score"].astype(np.float64)


def with_unstuck(rows: Rows) -> Floats:
    """Return the fixed intercept and slope."""
    client, x, y = rows
    return fit_growth(client, x, y).fixed


def with_statsmodels(rows: Rows) -> Floats:
    """Return the rival's fixed intercept and slope."""
    mixed = import_module("statsmodels.regression.mixed_linear_model").MixedLM
    client, x, y = rows
    design = np.column_stack([np.ones_like(x), x])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = mixed(y, design, groups=client, exog_re=design).fit(reml=True)
    fixed: Floats = np.asarray(fitted.fe_params)
    return fixed
