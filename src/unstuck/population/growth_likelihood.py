"""The profiled criterion of the growth model, with exact first and second derivatives.

D is the random effects' covariance divided by the residual variance; beta and the residual variance are
profiled out (Lindstrom and Bates 1988, JASA 83:1014-1022; Bates et al. 2015, J Stat Softw 67(1), section 3).
With A = Z'Z of one client everything is closed form: |I + AD| = 1 + tr(AD) + |A||D|, a sum without
cancellation. Derivatives are taken in the three entries (d11, d12, d22) of D. The equations are in
docs/explanation/growth-model.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unstuck.population.growth_sums import Floats, GrowthSums

BLOCK = 8192
"""Clients worked on at once: their columns stay in the processor's cache, and memory stays flat."""

# dD / d(d11, d12, d22), and where a 2x2 symmetric matrix keeps its entries when packed as (11, 12, 22).
BASIS = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])
PLACE = np.array([[0, 1], [1, 2]])


@dataclass(frozen=True)
class Point:
    """The criterion (minus twice the log-likelihood) at one D, with what belongs to it.

    gradient (3,) and hessian (3, 3) in (d11, d12, d22); information (2, 2): the sum of Z'V^-1 Z, which is the
    natural size of the gradient's terms; beta (p,), spread (p, p) = (X'V^-1 X)^-1, residual: sigma squared.
    """

    value: float
    gradient: Floats
    hessian: Floats
    information: Floats
    beta: Floats
    spread: Floats
    residual: float


@dataclass
class _Totals:
    """Sums over clients, with Q = Z'V^-1 Z as (11, 12, 22) and R = Z'V^-1 W with its two rows end to end.

    logdet: log|V|; cross: W'V^-1 W; q: Q; qq: products of Q's entries; rr: R R'; rqr: R R' weighted
    by Q's entries.
    """

    logdet: float
    cross: Floats
    q: Floats
    qq: Floats
    rr: Floats
    rqr: Floats


class Criterion:
    """Minus twice the (restricted) log-likelihood of the growth model, given sums per client."""

    def __init__(self, sums: GrowthSums, *, restricted: bool) -> None:
        """`sums` should be standardised; `restricted` chooses REML over ML."""
        columns = sums.columns
        self.columns = columns
        self.total = sums.total()
        self.scores = float(self.total[0, 0])
        self.restricted = restricted
        self.degrees = self.scores - (columns - 1 if restricted else 0)
        self._first = sums.products[:columns]
        # Z'W's second row: x with the intercept, then x with everything from x on.
        self._second = np.concatenate([sums.products[1:2], sums.products[columns : 2 * columns - 1]])

    def at(self, d: Floats) -> Point:
        """Return the criterion at D = [[d0, d1], [d1, d2]], positive semidefinite."""
        sums = self._sums(d)
        return _profile(sums, self.degrees, restricted=self.restricted)

    def effects(self, d: Floats, point: Point) -> tuple[Floats, Floats]:
        """Return each client's effects (m, 2) and their conditional covariance as (m, 3): 11, 12, 22."""
        contrast = np.append(-point.beta, 1.0)
        clients = self._first.shape[1]
        effects, covariance = np.empty((clients, 2)), np.empty((clients, 3))
        for part in self._blocks():
            k = _client_matrices(self._first[:, part], self._second[:, part], d)[0]
            left, right = contrast @ self._first[:, part], contrast @ self._second[:, part]
            effects[part, 0] = k[0] * left + k[1] * right
            effects[part, 1] = k[1] * left + k[2] * right
            covariance[part] = point.residual * k.T
        return effects, covariance

    def _blocks(self) -> Iterator[slice]:
        clients = self._first.shape[1]
        return (slice(start, min(start + BLOCK, clients)) for start in range(0, clients, BLOCK))

    def _sums(self, d: Floats) -> _Totals:
        size = 2 * self.columns
        sums = _Totals(
            0.0,
            self.total.copy(),
            np.zeros(3),
            np.zeros((3, 3)),
            np.zeros((size, size)),
            np.zeros((3, size, size)),
        )
        for part in self._blocks():
            _add_block(sums, self._first[:, part], self._second[:, part], d)
        return sums


def _client_matrices(first: Floats, second: Floats, d: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return K = (D^-1 + A)^-1 and Q = Z'V^-1 Z as (11, 12, 22), F = (I + AD)^-1 by rows, and |I + AD|."""
    d11, d12, d22 = d
    a11, a12, a22 = first[0], first[1], second[1]
    det_d = max(d11 * d22 - d12 * d12, 0.0)
    det_a = np.maximum(a11 * a22 - a12 * a12, 0.0)
    p11, p12 = d11 * a11 + d12 * a12, d11 * a12 + d12 * a22
    p21, p22 = d12 * a11 + d22 * a12, d12 * a12 + d22 * a22
    det = 1.0 + p11 + p22 + det_a * det_d
    k = np.stack([d11 + det_d * a22, d12 - det_d * a12, d22 + det_d * a11])
    q = np.stack([a11 + d22 * det_a, a12 - d12 * det_a, a22 + d11 * det_a])
    f = np.stack([1.0 + p22, -p21, -p12, 1.0 + p11])
    return k / det, q / det, f / det, det


def _add_block(sums: _Totals, first: Floats, second: Floats, d: Floats) -> None:
    k, q, f, det = _client_matrices(first, second, d)
    sums.logdet += float(np.log(det).sum())
    mixed = (k[1] * first) @ second.T
    sums.cross -= (k[0] * first) @ first.T + mixed + mixed.T + (k[2] * second) @ second.T
    sums.q += q.sum(axis=1)
    sums.qq += q @ q.T
    r = np.concatenate([f[0] * first + f[1] * second, f[2] * first + f[3] * second])
    sums.rr += r @ r.T
    for weight, total in zip(q, sums.rqr, strict=True):
        total += (weight * r) @ r.T


def _profile(sums: _Totals, degrees: float, *, restricted: bool) -> Point:
    """Solve for beta and sigma squared, and assemble value and derivatives."""
    p = len(sums.cross) - 1
    precision = sums.cross[:p, :p]
    spread = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    beta = spread @ sums.cross[:p, p]
    contrast = np.append(-beta, 1.0)
    rss = float(contrast @ sums.cross @ contrast)
    if not rss > 0.0:
        raise FloatingPointError("the residual sum of squares is lost in rounding")
    value = sums.logdet + degrees * (1.0 + np.log(2.0 * np.pi * rss / degrees))
    if restricted:
        value += float(np.linalg.slogdet(precision)[1])
    gradient, hessian = _derivatives(sums, contrast, spread, rss, degrees, restricted=restricted)
    return Point(value, gradient, hessian, sums.q[PLACE], beta, spread, rss / degrees)


def _derivatives(
    sums: _Totals, contrast: Floats, spread: Floats, rss: float, degrees: float, *, restricted: bool
) -> tuple[Floats, Floats]:
    q, p = len(contrast), len(spread)
    # t[a] = sum R' E_a R and s[a, b] = sum R' (E_a Q E_b + E_b Q E_a) R, both (q, q).
    blocks = sums.rr.reshape(2, q, 2, q)
    t = np.einsum("aij,iujv->auv", BASIS, blocks)
    weighted = sums.rqr[PLACE].reshape(2, 2, 2, q, 2, q)
    s = np.einsum("aik,blj,kliujv->abuv", BASIS, BASIS, weighted)
    s = s + s.transpose(0, 1, 3, 2)
    slope = -np.einsum("u,auv,v->a", contrast, t, contrast)
    beta_moves = np.einsum("auv,v->au", t, contrast)[:, :p]
    bend = np.einsum("u,abuv,v->ab", contrast, s, contrast) - 2.0 * beta_moves @ spread @ beta_moves.T
    gradient = np.einsum("aij,ij->a", BASIS, sums.q[PLACE]) + degrees * slope / rss
    hessian = degrees * (bend / rss - np.outer(slope, slope) / rss**2)
    hessian -= np.einsum("aij,bkl,jkli->ab", BASIS, BASIS, sums.qq[PLACE[:, :, None, None], PLACE])
    if restricted:
        tilted = spread @ t[:, :p, :p]
        gradient -= np.einsum("auu->a", tilted)
        hessian += np.einsum("uv,abvu->ab", spread, s[:, :, :p, :p]) - np.einsum("auv,bvu->ab", tilted, tilted)
    return gradient, hessian
