"""What the rows must hold before a growth model can be told from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.population.growth_sums import Floats, GrowthSums

COLLINEAR = 1e-8
"""A column of X whose share not explained by the columns before it is smaller than this is refused."""

NOISELESS = 1e-11
"""Residual variance, as a share of the scores' variance, below which the likelihood has no maximum."""


def check_clients(sums: GrowthSums) -> None:
    """Raise BadInput where there are fewer than two clients."""
    if len(sums.clients) < 2:
        raise BadInput(f"expected scores of at least 2 clients, found {len(sums.clients)}")


def check_fittable(sums: GrowthSums, *, restricted: bool) -> None:
    """Raise BadInput, saying what was expected, where (standardised) sums do not determine the model."""
    total = sums.total()
    scores, effects = int(total[0, 0]), len(sums.names)
    if restricted and scores <= effects:
        raise BadInput(f"expected more scores than fixed effects, found {scores} and {effects}")
    _check_columns(sums, total)
    if int(np.count_nonzero(has_times(sums))) < 2:
        raise BadInput("expected at least 2 clients with scores at two or more different times", column="x")
    degrees, left = within_client(sums)
    if degrees < 1:
        raise BadInput(
            "expected a client with three or more scores (or two at one time): with fewer, noise and change "
            "cannot be told apart"
        )
    if left <= NOISELESS * scores:
        raise BadInput("expected scores that scatter around each client's line, found none that do", column="y")


def _check_columns(sums: GrowthSums, total: Floats) -> None:
    if not total[-1, -1] > 0.5 * total[0, 0]:
        raise BadInput("expected scores that differ by more than rounding", column="y")
    for name, share in zip(sums.names, unexplained(total), strict=True):
        if share <= COLLINEAR:
            raise BadInput("expected values that differ and that the columns before it do not determine", column=name)


def unexplained(total: Floats) -> list[float]:
    """Return, for each column of X, the share of its squares that the columns before it do not explain."""
    gram = total[:-1, :-1].copy()
    size = np.diag(total).copy()
    shares = []
    for column in range(len(gram)):
        # Standardised columns have about one square a score; less is a column without spread.
        shares.append(float(gram[column, column] / max(size[column], 0.5 * size[0])))
        if shares[-1] > COLLINEAR:
            gram -= np.outer(gram[:, column], gram[column]) / gram[column, column]
    return shares


def has_times(sums: GrowthSums) -> NDArray[np.bool_]:
    """Return which clients have scores at two or more different times, (m,)."""
    n, x, _, xx, _, _ = _moments(sums)
    return np.asarray(xx - x * x / n > 1e-10 * np.maximum(xx, n * 1e-4))


def within_client(sums: GrowthSums) -> tuple[float, float]:
    """Return the degrees of freedom and the sum of squares left around each client's own straight line.

    Where all of a client's scores are of one time, their mean takes the place of the line.
    """
    n, x, y, xx, xy, yy = _moments(sums)
    sxx, sxy, syy = xx - x * x / n, xy - x * y / n, yy - y * y / n
    sloped = has_times(sums)
    slope = np.divide(sxy, sxx, out=np.zeros_like(sxy), where=sloped)
    left = np.maximum(syy - slope * sxy, 0.0)
    return float((n - 1.0 - sloped).sum()), float(left.sum())


def _moments(sums: GrowthSums) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    last, p = sums.columns - 1, sums.products
    return p[0], p[1], p[last], p[last + 1], p[2 * last], p[-1]
