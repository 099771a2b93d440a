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


def check_fittable(sums: GrowthSums) -> None:
    """Raise BadInput, saying what was expected, where (standardised) sums do not determine the model."""
    total = sums.total()
    scores, effects = int(total[0, 0]), len(sums.names)
    if scores <= effects:
        raise BadInput(f"expected more scores than fixed effects, found {scores} and {effects}")
    _check_columns(sums, total)
    if int(np.count_nonzero(has_times(sums))) < 2:
        raise BadInput("expected at least 2 clients with scores at two or more different times", column="x")
    degrees, left = within_clients(sums)
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
    squares = sums.products[sums.columns]
    return np.asarray(_own(sums, 1, 1) > 1e-10 * np.maximum(squares, 1e-4 * sums.products[0]))


def within_clients(sums: GrowthSums) -> tuple[int, float]:
    """Return the degrees of freedom and the sum of squares of y left around each client's own line.

    Where all of a client's scores are of one time, their mean takes the place of the line. What the covariates explain
    within clients is taken off too.
    """
    sloped = has_times(sums)
    rest = range(2, sums.columns)
    left = np.array([[_around_lines(sums, a, b, sloped) for b in rest] for a in rest])
    size, axes = np.linalg.eigh(left[:-1, :-1])
    # A covariate that is a straight line within every client (a treatment, its slope) leaves nothing there.
    varying = size > COLLINEAR * float(sums.products[0].sum())
    shared = (axes.T @ left[:-1, -1])[varying]
    squares = float(left[-1, -1] - (shared**2 / size[varying]).sum())
    degrees = int((sums.products[0] - 1.0 - sloped).sum()) - int(np.count_nonzero(varying))
    return degrees, max(squares, 0.0)


def _around_lines(sums: GrowthSums, a: int, b: int, sloped: NDArray[np.bool_]) -> float:
    xx, xa, xb = _own(sums, 1, 1), _own(sums, 1, a), _own(sums, 1, b)
    explained = np.divide(xa * xb, xx, out=np.zeros_like(xx), where=sloped)
    return float((_own(sums, a, b) - explained).sum())


def _own(sums: GrowthSums, a: int, b: int) -> Floats:
    """Return each client's sum of products of two columns about the client's own means."""
    p, q = sums.products, sums.columns
    low, high = min(a, b), max(a, b)
    slot = low * q - low * (low - 1) // 2 + high - low
    own: Floats = p[slot] - p[a] * p[b] / p[0]
    return own
