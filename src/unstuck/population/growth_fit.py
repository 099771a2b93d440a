"""Fits the growth model y = X beta + Z u + e, Z = [1, x], by REML or ML, and gives each client's effects.

u ~ N(0, random_covariance), e ~ N(0, residual_variance), clients independent (Laird and Ware 1982, Biometrics
38:963-974). Agreement with lme4, speed and the equations: docs/explanation/growth-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unstuck.errors import BadInput
from unstuck.population.growth_checks import check_clients, check_fittable
from unstuck.population.growth_likelihood import Criterion
from unstuck.population.growth_search import STARTS, Arrival, NotConverged, best_of, search
from unstuck.population.growth_sums import Floats, GrowthSums, standardised, sums_of_rows

Method = Literal["REML", "ML"]

SCOUTS = 2000
"""Clients on which several starts are tried before all clients are fitted from the best of them."""

__all__ = ["GrowthFit", "GrowthSums", "NotConverged", "fit_growth", "fit_sums"]


@dataclass(frozen=True)
class GrowthFit:
    """A fitted growth model, in the units of the columns it was fitted to.

    names: the p fixed effects, "intercept", "x", then the covariates. fixed (p,), fixed_covariance (p, p):
    estimates and their covariance. random_covariance (2, 2) of each client's intercept and slope;
    residual_variance: of a score around its client's line. loglik: the maximised (for REML the restricted)
    log-likelihood, comparable with lme4's. effects (n_clients, 2): each client's deviation from the fixed
    intercept and slope (BLUP); effects_sd (n_clients, 2): its conditional standard deviation, the fixed
    effects taken as known (lme4's condVar); both empty where they were not asked for. clients: ids in the order of
    effects. iterations: Newton steps. boundary: random_covariance is singular, as when no variance between clients'
    slopes is found.
    """

    names: tuple[str, ...]
    fixed: Floats
    fixed_covariance: Floats
    random_covariance: Floats
    residual_variance: float
    loglik: float
    effects: Floats
    effects_sd: Floats
    clients: NDArray[Any]
    n_scores: int
    n_clients: int
    method: Method
    iterations: int
    boundary: bool


def fit_growth(
    clients: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    covariates: Mapping[str, ArrayLike] | None = None,
    method: Method = "REML",
) -> GrowthFit:
    """Fit the growth model to rows, one for each score, in any order.

    clients: ids (numbers or any hashable values); x: time on the scale of the model; y: scores; covariates:
    columns of X beside intercept and x, already built (an interaction is the product of its columns). Raises
    BadInput where the rows cannot be used or do not determine the model, NotConverged where no maximum of the
    likelihood was reached.
    """
    return fit_sums(sums_of_rows(clients, x, y, covariates), method=method)


def fit_sums(sums: GrowthSums, *, method: Method = "REML", effects: bool = True) -> GrowthFit:
    """Fit the growth model to sums per client, however they were made; errors as in `fit_growth`.

    effects: False leaves out each client's own, for whoever wants the population alone.
    """
    if method not in ("REML", "ML"):
        raise BadInput(f"expected method 'REML' or 'ML', found {method!r}")
    check_clients(sums)
    sums = standardised(sums)
    restricted = method == "REML"
    check_fittable(sums)
    criterion = Criterion(sums, restricted=restricted)
    arrival = _search(sums, criterion)
    _check_identified(arrival)
    fit = _in_given_units(sums, criterion, arrival, method)
    return _with_effects(fit, sums, criterion, arrival) if effects else fit


def _search(sums: GrowthSums, criterion: Criterion) -> Arrival:
    # The criterion is a sum over scores, and so is its rounding error.
    slack = 1e-14 * criterion.scores
    stride = len(sums.clients) // SCOUTS
    if stride < 2:
        return best_of(criterion.at, STARTS, slack)
    try:
        scouts = Criterion(sums.every(stride), restricted=criterion.restricted)
        # Moved a little, because a singular covariance is a resting point of the search.
        return search(criterion.at, best_of(scouts.at, STARTS, slack).t + 1e-3, slack)
    except (NotConverged, FloatingPointError, np.linalg.LinAlgError):
        return best_of(criterion.at, STARTS, slack)


def _check_identified(arrival: Arrival) -> None:
    if arrival.boundary:
        return
    size = np.linalg.eigvalsh(arrival.point.hessian)
    if size[0] <= 1e-9 * size[-1]:
        raise BadInput("expected scores that determine the variances of intercept and slope; these do not")


def _in_given_units(sums: GrowthSums, criterion: Criterion, arrival: Arrival, method: Method) -> GrowthFit:
    """Undo the standardisation: W_standardised = (W - origin) / scale."""
    point, unit = arrival.point, float(sums.scale[-1])
    p = len(sums.names)
    back, lines = _back(sums), _lines(sums)
    fixed = unit * back @ point.beta
    fixed[0] += sums.origin[-1]
    relative = np.array([[arrival.d[0], arrival.d[1]], [arrival.d[1], arrival.d[2]]])
    fixed_covariance = point.residual * unit**2 * back @ point.spread @ back.T
    random_covariance = point.residual * lines @ relative @ lines.T
    # The criterion is that of standardised columns; REML's also holds log|X'V^-1 X|.
    deviance = point.value + 2.0 * criterion.degrees * np.log(unit)
    if criterion.restricted:
        deviance += 2.0 * float(np.log(sums.scale[:p]).sum())
    return GrowthFit(
        names=sums.names,
        fixed=fixed,
        fixed_covariance=_symmetric(fixed_covariance),
        random_covariance=_symmetric(random_covariance),
        residual_variance=point.residual * unit**2,
        loglik=-0.5 * deviance,
        effects=np.empty((0, 2)),
        effects_sd=np.empty((0, 2)),
        clients=sums.clients,
        n_scores=int(criterion.scores),
        n_clients=len(sums.clients),
        method=method,
        iterations=arrival.steps,
        boundary=arrival.boundary,
    )


def _with_effects(fit: GrowthFit, sums: GrowthSums, criterion: Criterion, arrival: Arrival) -> GrowthFit:
    lines = _lines(sums)
    effects, conditional = criterion.effects(arrival.d, arrival.point)
    return replace(fit, effects=effects @ lines.T, effects_sd=_standard_deviations(conditional, lines))


def _back(sums: GrowthSums) -> Floats:
    """Return what leads from fixed effects of standardised columns to those of the given ones, but for y's scale."""
    p = len(sums.names)
    back = np.diag(1.0 / sums.scale[:p])
    back[0, 1:] = -sums.origin[1:p] / sums.scale[1:p]
    return back


def _lines(sums: GrowthSums) -> Floats:
    return float(sums.scale[-1]) * _back(sums)[:2, :2]


def _symmetric(square: Floats) -> Floats:
    return 0.5 * (square + square.T)


def _standard_deviations(conditional: Floats, lines: Floats) -> Floats:
    """Return the standard deviations of lines @ u, u's covariance given as (11, 12, 22)."""
    weights = np.stack([lines[:, 0] ** 2, 2.0 * lines[:, 0] * lines[:, 1], lines[:, 1] ** 2])
    return np.sqrt(np.maximum(conditional @ weights, 0.0))
