"""What the growth model needs from the rows: sums of products per client, made in one pass.

With W = [1, x, covariates, y], the likelihood of y = X beta + Z u + e, Z = [1, x], depends on the rows only
through each client's W'W. The sums are taken about an origin and in a scale of their own, so that large
offsets (years, say) cost no digits; see docs/explanation/growth-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from unstuck.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

INTERCEPT, TIME, SCORE = "intercept", "x", "y"


def pairs(columns: int) -> list[tuple[int, int]]:
    """Return the upper triangle of a square of that many columns, row by row.

    >>> pairs(2)
    [(0, 0), (0, 1), (1, 1)]
    """
    return [(a, b) for a in range(columns) for b in range(a, columns)]


@dataclass(frozen=True)
class GrowthSums:
    """Each client's sums of products of (column - origin) / scale, for W = [1, x, covariates, y].

    clients: (m,) ids. names: the q - 1 columns of X, "intercept" and "x" first. products: (q (q + 1) / 2, m),
    in the order of `pairs(q)`: for no covariates n, Sx, Sy, Sxx, Sxy, Syy. origin and scale: (q,); 0 and 1
    for the intercept.
    """

    clients: NDArray[Any]
    names: tuple[str, ...]
    products: Floats
    origin: Floats
    scale: Floats

    @classmethod
    def of_moments(
        cls,
        clients: ArrayLike,
        *,
        count: ArrayLike,
        x: ArrayLike,
        xx: ArrayLike,
        y: ArrayLike,
        xy: ArrayLike,
        yy: ArrayLike,
        x_origin: float = 0.0,
        y_origin: float = 0.0,
    ) -> GrowthSums:
        """Return the sums for the model without covariates, from one row of moments for each client.

        Where a mean is large beside the spread, sum (x - x_origin) and (y - y_origin) and give the origins.
        Raises BadInput where a moment is missing or not a number.
        """
        moments = {"count": count, "x": x, "y": y, "xx": xx, "xy": xy, "yy": yy}
        products = np.array([numbers(values, name) for name, values in moments.items()])
        if products.ndim != 2 or len(np.asarray(clients)) != products.shape[1]:
            raise BadInput("expected one row of moments for each client")
        if not np.all(products[0] >= 1):
            raise BadInput("expected at least one score for each client", column="count")
        origin = np.array([0.0, x_origin, y_origin])
        return cls(np.asarray(clients), (INTERCEPT, TIME), products, origin, np.ones(3))

    @property
    def columns(self) -> int:
        """The number of columns of W."""
        return len(self.names) + 1

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the columns of W."""
        return (*self.names, SCORE)

    def total(self) -> Floats:
        """Return W'W over all clients, (q, q)."""
        return unpacked(self.products.sum(axis=1), self.columns)

    def every(self, stride: int) -> GrowthSums:
        """Return the sums of every stride-th client only."""
        return GrowthSums(
            self.clients[::stride], self.names, self.products[:, ::stride].copy(), self.origin, self.scale
        )


def unpacked(triangle: Floats, columns: int) -> Floats:
    """Return the symmetric matrix whose upper triangle, row by row, is given."""
    square = np.empty((columns, columns))
    for value, (a, b) in zip(triangle, pairs(columns), strict=True):
        square[a, b] = square[b, a] = value
    return square


def numbers(values: ArrayLike, name: str) -> Floats:
    """Return one column as finite floats, or raise BadInput naming the column and the place."""
    try:
        column = np.ma.filled(np.ma.asarray(values).astype(np.float64, copy=False), np.nan)
    except (TypeError, ValueError):
        raise BadInput("expected numbers only", column=name) from None
    bad = np.flatnonzero(~np.isfinite(column))
    if bad.size:
        found = column.ravel()[bad[0]]
        raise BadInput(f"expected a finite number, found {found} at position {bad[0]} (counted from 0)", column=name)
    return column


def client_codes(clients: ArrayLike) -> tuple[Ints, NDArray[Any]]:
    """Number the clients from 0 in order of first appearance; return each row's number, and the ids.

    Ids may be any hashable values; a missing id (None, NaN) raises BadInput.

    >>> codes, ids = client_codes(["b", "a", "b"])
    >>> codes.tolist(), ids.tolist()
    ([0, 1, 0], ['b', 'a'])
    """
    ids = clients if isinstance(clients, np.ndarray) else _as_ids(clients)
    if ids.ndim != 1 or not len(ids):
        raise BadInput("expected one client id for each score, found none", column="clients")
    if ids.dtype.kind in "iu" and not np.ma.isMaskedArray(ids):
        codes, first = _integer_codes(ids)
    else:
        codes, first = _hashed_codes(ids)
    return codes, np.asarray(ids)[first]


def _as_ids(clients: ArrayLike) -> NDArray[Any]:
    ids = np.asarray(clients)
    if ids.ndim == 1 or not isinstance(clients, Sequence):
        return ids
    # Tuples are hashable ids too, but numpy reads a list of them as a table.
    boxed = np.empty(len(clients), dtype=object)
    boxed[:] = list(clients)
    return boxed


def _integer_codes(ids: NDArray[Any]) -> tuple[Ints, Ints]:
    low, high = int(ids.min()), int(ids.max())
    if high - low < 4 * len(ids):
        # Counting beats sorting where the ids are dense.
        wide = ids.astype(np.uint64 if ids.dtype.kind == "u" else np.int64)
        slot = (wide - wide.dtype.type(low)).astype(np.int64)
    else:
        slot = np.unique(ids, return_inverse=True)[1].astype(np.int64)
    first = np.full(int(slot.max()) + 1, len(ids), dtype=np.int64)
    np.minimum.at(first, slot, np.arange(len(ids)))
    order = np.argsort(first, kind="stable")
    order = order[: int(np.count_nonzero(first < len(ids)))]
    rank = np.empty(len(first), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[slot], first[order]


def _hashed_codes(ids: NDArray[Any]) -> tuple[Ints, Ints]:
    known: dict[Any, int] = {}
    codes = np.fromiter((known.setdefault(key, len(known)) for key in ids.tolist()), np.int64, len(ids))
    if any(key is None or key != key for key in known):
        raise BadInput("expected a client id for every score, found a missing one", column="clients")
    first = np.full(len(known), len(ids), dtype=np.int64)
    np.minimum.at(first, codes, np.arange(len(ids)))
    return codes, first


def sums_of_rows(
    clients: ArrayLike, x: ArrayLike, y: ArrayLike, covariates: Mapping[str, ArrayLike] | None = None
) -> GrowthSums:
    """Return the sums of rows that are in memory; rows come in any order.

    Raises BadInput where a column is missing values, has another length or another name twice.
    """
    codes, ids = client_codes(clients)
    extra = dict(covariates or {})
    names = (INTERCEPT, TIME, *extra)
    if len({*names, SCORE}) != len(names) + 1:
        raise BadInput("expected covariates with names other than 'intercept', 'x' and 'y'")
    given = {TIME: x, **extra, SCORE: y}
    columns = [_column_of(values, name, len(codes)) for name, values in given.items()]
    origin = np.array([0.0, *(column.mean() for column in columns)])
    scale = np.array([1.0, *(_spread(column) for column in columns)])
    centred = [(column - o) / s for column, o, s in zip(columns, origin[1:], scale[1:], strict=True)]
    return GrowthSums(ids, names, _products(codes, len(ids), centred), origin, scale)


def _column_of(values: ArrayLike, name: str, rows: int) -> Floats:
    column = numbers(values, name)
    if column.shape != (rows,):
        raise BadInput(f"expected {rows} values, one for each client id, found {column.size}", column=name)
    return column


def _spread(column: Floats) -> float:
    deviation = float(column.std())
    # Rounding leaves a constant column a spread of a few last digits.
    return deviation if deviation > 1e-13 * float(np.abs(column).max()) else 1.0


def _products(codes: Ints, clients: int, columns: list[Floats]) -> Floats:
    products = np.empty(((len(columns) + 1) * (len(columns) + 2) // 2, clients))
    for slot, (a, b) in enumerate(pairs(len(columns) + 1)):
        if b == 0:
            products[slot] = np.bincount(codes, minlength=clients)
        else:
            weights = columns[b - 1] if a == 0 else columns[a - 1] * columns[b - 1]
            products[slot] = np.bincount(codes, weights=weights, minlength=clients)
    return products


def standardised(sums: GrowthSums) -> GrowthSums:
    """Return the same sums about every column's mean, in units of its standard deviation.

    A column without spread becomes zeros, which the fit refuses with a sentence of its own.
    """
    total = sums.total()
    mean = total[0] / total[0, 0]
    mean[0] = 0.0
    variance = np.diag(total) / total[0, 0] - mean**2
    # Below this the variance is what cancellation left of the sums.
    flat = variance <= 1e-11 * np.maximum(mean**2, np.finfo(float).tiny)
    unit = np.where(flat, np.inf, np.sqrt(np.maximum(variance, np.finfo(float).tiny)))
    unit[0] = 1.0
    row = {pair: slot for slot, pair in enumerate(pairs(sums.columns))}
    products = np.empty_like(sums.products)
    for (a, b), slot in row.items():
        moved = sums.products[slot] - mean[b] * sums.products[row[0, a]]
        moved -= mean[a] * (sums.products[row[0, b]] - mean[b] * sums.products[0])
        products[slot] = moved / (unit[a] * unit[b])
    return GrowthSums(sums.clients, sums.names, products, sums.origin + sums.scale * mean, sums.scale * unit)
