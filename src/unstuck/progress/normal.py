"""Normal probabilities for whole columns, with numpy alone."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEEP = 0.925
"""Above this |correlation| the integrand gets too steep and the expansion of Genz (2004, sec. 2.4) takes over."""


def normal_cdf(z: Floats) -> Floats:
    """Return P(Z <= z) for each element; relative error below 1e-13, scipy's `ndtr` as the yardstick.

    exp(x^2) erfc(x) is smooth in t = (c - x) / (c + x), so one polynomial does for every x >= 0 (Chebyshev
    interpolation, 21 points; the recipe is in the tests). Plain array work, so that threads run side by side.
    """
    x = np.asarray(z, dtype=np.float64) * -math.sqrt(0.5)
    size = np.abs(x)
    tail = 0.5 * np.exp(-size * size) * _polynomial(_ERFCX, (_ERFCX_HALF - size) / (_ERFCX_HALF + size))
    answer: Floats = np.where(x < 0, 1.0 - tail, tail)
    return answer


def normal_quantile(p: Floats) -> Floats:
    """Return z with P(Z <= z) = p, 0 < p < 1. Algorithm AS 241, PPND16: Wichura 1988, Appl Statist 37:477-484."""
    p = np.asarray(p, dtype=np.float64)
    off = p - 0.5
    r = 0.180625 - off * off
    answer: Floats = off * _polynomial(_MIDDLE[0], r) / _polynomial(_MIDDLE[1], r)
    outer = r < 0
    if outer.any():
        answer[outer] = _outer_quantile(np.minimum(p[outer], 1.0 - p[outer]), off[outer])
    return answer


def _outer_quantile(tail: Floats, off: Floats) -> Floats:
    r = np.sqrt(-np.log(tail))
    near, far = r - 1.6, r - 5.0
    size = np.where(
        r <= 5.0,
        _polynomial(_OUTER[0], near) / _polynomial(_OUTER[1], near),
        _polynomial(_FAR[0], far) / _polynomial(_FAR[1], far),
    )
    return np.copysign(size, off)


def _polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Return the polynomial, constant first, by Horner's rule."""
    total = np.full(np.shape(x), coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total *= x
        total += coefficient
    return total


_ERFCX_HALF = 3.75
# fmt: off
_ERFCX = (
    0.14558972127503808, 0.2734219314954223, 0.2260080669167131, 0.16357189552431403, 0.10260431202925785,
    0.05480232668506648, 0.024143224008419888, 0.008220621267699495, 0.0018029622034564671, 2.55346236404607e-05,
    -0.0001524620057276611, -4.789615680355971e-05, 3.5827518218901464e-06, 6.177358191072779e-06,
    7.485918042662706e-07, -6.505428848878834e-07, -1.8134452529829193e-07, 6.443789746120259e-08,
    2.8296329733165223e-08, -4.692544717010528e-09, -2.722590312030822e-09,
)
_MIDDLE = (
    (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727),
    (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
     21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610),
)
_OUTER = (
    (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
     1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
     0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
)
_FAR = (
    (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
     0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15),
)
# fmt: on


def bivariate_normal_upper_tail(h: Floats, k: Floats, r: Floats) -> Floats:
    """Return P(X > h and Y > k) for standard normal X, Y with correlation `r`, elementwise.

    Plackett's identity integrated by Gauss-Legendre quadrature, and for |r| >= .925 the expansion around
    |r| = 1. Drezner and Wesolowsky 1990, J Stat Comput Simul 35:101-107; Genz 2004, Stat Comput 14:251-260.
    Checked against scipy.stats.multivariate_normal in the tests; absolute error below 1e-9.
    """
    h, k, r = np.broadcast_arrays(
        np.clip(np.asarray(h, dtype=np.float64), -38.0, 38.0),
        np.clip(np.asarray(k, dtype=np.float64), -38.0, 38.0),
        np.clip(np.asarray(r, dtype=np.float64), -1.0, 1.0),
    )
    answer = np.empty(h.shape)
    size = np.abs(r)
    for points, rows in (
        (6, size < 0.3),
        (12, (size >= 0.3) & (size < 0.75)),
        (20, (size >= 0.75) & (size < _STEEP)),
    ):
        answer[rows] = _moderate(h[rows], k[rows], r[rows], points)
    steep = size >= _STEEP
    answer[steep] = _steep(h[steep], k[steep], r[steep])
    return np.clip(answer, 0.0, 1.0)


@cache
def _gauss_legendre(points: int) -> tuple[list[float], list[float]]:
    nodes, weights = np.polynomial.legendre.leggauss(points)
    return nodes.tolist(), weights.tolist()


def _moderate(h: Floats, k: Floats, r: Floats, points: int) -> Floats:
    nodes, weights = _gauss_legendre(points)
    angle = np.arcsin(r)
    half_squares, product = (h * h + k * k) / 2, h * k
    total = np.zeros_like(h)
    for node, weight in zip(nodes, weights, strict=True):
        sine = np.sin(angle * ((node + 1) / 2))
        total += weight * np.exp((sine * product - half_squares) / (1 - sine * sine))
    return total * angle / (4 * math.pi) + normal_cdf(-h) * normal_cdf(-k)


def _steep(h: Floats, k: Floats, r: Floats) -> Floats:
    """Integrate the difference from the case |r| = 1, whose probability is known."""
    sign = np.where(r < 0, -1.0, 1.0)
    k = k * sign
    product = h * k
    rest = (1 - np.abs(r)) * (1 + np.abs(r))
    width = np.sqrt(rest)
    squared_gap = (h - k) ** 2
    c, d = (4 - product) / 8, (12 - product) / 16
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        correction = _expansion(product, rest, width, squared_gap, c, d)
        correction += _remainder(product, width, squared_gap, c, d)
    correction = np.where(width > 0, -correction / (2 * math.pi), 0.0)
    same = correction + normal_cdf(-np.maximum(h, k))
    opposite = -correction + np.where(k > h, normal_cdf(k) - normal_cdf(h), 0.0)
    return np.where(sign > 0, same, opposite)


def _expansion(product: Floats, rest: Floats, width: Floats, squared_gap: Floats, c: Floats, d: Floats) -> Floats:
    exponent = -(squared_gap / rest + product) / 2
    series = 1 - c * (squared_gap - rest) * (1 - d * squared_gap / 5) / 3 + c * d * rest * rest / 5
    leading = np.where(exponent > -100, width * np.exp(exponent) * series, 0.0)
    gap = np.sqrt(squared_gap)
    tail = math.sqrt(2 * math.pi) * normal_cdf(np.where(width > 0, -gap / width, 0.0))
    tail *= gap * (1 - c * squared_gap * (1 - d * squared_gap / 5) / 3)
    return leading - np.where(product > -100, np.exp(-product / 2) * tail, 0.0)


def _remainder(product: Floats, width: Floats, squared_gap: Floats, c: Floats, d: Floats) -> Floats:
    nodes, weights = _gauss_legendre(20)
    half = width / 2
    total = np.zeros_like(product)
    for node, weight in zip(nodes, weights, strict=True):
        x = (half * (node + 1)) ** 2
        root = np.sqrt(1 - x)
        exponent = -(squared_gap / x + product) / 2
        exact = np.exp(-product * (1 - root) / (2 * (1 + root))) / root
        term = half * weight * np.exp(exponent) * (exact - (1 + c * x * (1 + d * x)))
        total += np.where(exponent > -100, term, 0.0)
    return total
