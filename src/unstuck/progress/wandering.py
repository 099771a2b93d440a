"""The wandering slope: a gain that fades, a slope that is pushed about, and a deviation that soon passes.

    y(t) = L(t) + o(t) + e        e ~ N(0, score_sd^2)
    dL = v dt                     dv = -fading v dt + wander_sd dW
    o: passing deviation, sd passing_sd, correlation exp(-gap / passing_time)

The slope is an Ornstein-Uhlenbeck process and L its integral, so any spacing of scores has an exact transition
(integrated Ornstein-Uhlenbeck: Taylor, Cumberland and Sy 1994, J Am Stat Assoc 89:727-736). Higher is worse inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Spread = Callable[[Floats], Floats]
"""From columns of paths to columns of clients: covariances depend on when scores were given, not on the scores."""

GAIN_TIME = 8.0
"""`mean_change` and `sd_change` are those of the change by this time after the first score."""


@dataclass(frozen=True)
class Wandering:
    """The ten numbers of a population; points, and weeks (or sessions, for a curve that counts sessions).

    mean_start, sd_start: of the latent score at the first occasion. mean_change, sd_change: of its change over the
    first 8 weeks (down is negative), `correlation` between the two. score_sd: error of one score. passing_sd,
    passing_time: of the deviation that passes. fading: rate at which a slope fades. wander_sd: how hard it is
    pushed, points a week per square root of a week.
    """

    mean_start: float
    sd_start: float
    mean_change: float
    sd_change: float
    correlation: float
    score_sd: float
    passing_sd: float
    passing_time: float
    fading: float
    wander_sd: float

    def mirrored(self) -> Wandering:
        """Return the same population on the negated scale."""
        return Wandering(**{**vars(self), "mean_start": -self.mean_start, "mean_change": -self.mean_change})


class Numbers(NamedTuple):
    """The ten numbers as the filter takes them: single ones, or columns that broadcast against clients.

    An array for each makes it run for many sets of numbers at once, which is how they are learned.
    """

    mean_start: float | Floats
    sd_start: float | Floats
    mean_change: float | Floats
    sd_change: float | Floats
    correlation: float | Floats
    score_sd: float | Floats
    passing_sd: float | Floats
    passing_time: float | Floats
    fading: float | Floats
    wander_sd: float | Floats


def numbers_of(wandering: Wandering | Mapping[str, float]) -> Numbers:
    """Return the numbers of one population."""
    return Numbers(**(vars(wandering) if isinstance(wandering, Wandering) else wandering))


class Transition(NamedTuple):
    """What a gap does: L' = L + reach v, v' = keep v, o' = pass_on o, and the variances it adds."""

    reach: Floats
    keep: Floats
    pass_on: Floats
    add_ll: Floats
    add_lv: Floats
    add_vv: Floats
    add_oo: Floats


def transition(p: Numbers, gap: Floats) -> Transition:
    """Return the exact transition over `gap` (any shape that broadcasts against the numbers)."""
    keep, pass_on = np.exp(-p.fading * gap), np.exp(-gap / p.passing_time)
    reach = (1 - keep) / p.fading
    pushed = np.square(p.wander_sd)
    add_vv = pushed * (1 - keep * keep) / (2 * p.fading)
    add_ll = pushed / np.square(p.fading) * (gap - 2 * reach + (1 - keep * keep) / (2 * p.fading))
    add_oo = np.square(p.passing_sd) * (1 - pass_on * pass_on)
    return Transition(reach, keep, pass_on, add_ll, 0.5 * pushed * reach * reach, add_vv, add_oo)


def each_its_own(column: Floats) -> Floats:
    """Return the column: every client has a path of their own."""
    return column


class Moments(NamedTuple):
    """Mean and covariance of (level, velocity, deviation, fixed), where `fixed` is the level at a moment gone by.

    The means are columns of clients; the covariances of clients too, or of the paths that several of them share.
    """

    l: Floats  # noqa: E741
    v: Floats
    o: Floats
    c: Floats
    ll: Floats
    lv: Floats
    lo: Floats
    lc: Floats
    vv: Floats
    vo: Floats
    vc: Floats
    oo: Floats
    oc: Floats
    cc: Floats

    def first(self, clients: int) -> Moments:
        """Return the moments of the first so many clients (last axis)."""
        return self.on_paths(clients, slice(clients))

    def on_paths(self, clients: int, before: Ints | slice) -> Moments:
        """Return the moments of the first so many clients, for paths that go on from those `before`."""
        means, spreads = (part[..., :clients] for part in self[:4]), (part[..., before] for part in self[4:])
        return Moments(*means, *spreads)


def at_start(p: Numbers, shape: tuple[int, ...]) -> Moments:
    """Return what is known before the first score; `fixed` is the level there."""
    slope = p.fading / (1 - np.exp(-GAIN_TIME * p.fading))
    ll, lv = np.square(p.sd_start), p.correlation * p.sd_start * p.sd_change * slope
    vv, zero = np.square(p.sd_change * slope), 0.0
    means = (p.mean_start, p.mean_change * slope, zero, p.mean_start)
    spread = (ll, lv, zero, ll, vv, zero, lv, np.square(p.passing_sd), zero, ll)
    return Moments(*(np.broadcast_to(np.asarray(part, dtype=np.float64), shape) for part in (*means, *spread)))


def moved(m: Moments, t: Transition, of: Spread = each_its_own) -> Moments:
    """Return the moments after a gap without a score; `t` is of each path."""
    lv = m.lv + t.reach * m.vv
    return Moments(
        m.l + of(t.reach) * m.v,
        of(t.keep) * m.v,
        of(t.pass_on) * m.o,
        m.c,
        m.ll + t.reach * (m.lv + lv) + t.add_ll,
        t.keep * lv + t.add_lv,
        t.pass_on * (m.lo + t.reach * m.vo),
        m.lc + t.reach * m.vc,
        t.keep * t.keep * m.vv + t.add_vv,
        t.keep * t.pass_on * m.vo,
        t.keep * m.vc,
        t.pass_on * t.pass_on * m.oo + t.add_oo,
        t.pass_on * m.oc,
        m.cc,
    )


class Surprise(NamedTuple):
    """What a score does to what is known: its weight on each part is gain times `scaled`.

    scaled: (score - foreseen) / variance; precision: 1 / variance; gains: covariances with the score, over variance.
    """

    scaled: Floats
    precision: Floats
    gain_l: Floats
    gain_v: Floats
    gain_o: Floats


def heard(m: Moments, p: Numbers, score: Floats, of: Spread = each_its_own) -> tuple[Moments, Surprise, Floats]:
    """Return the moments after a score, what it did (precision and gains of each path), and its log-likelihood."""
    gl, gv, go, gc = m.ll + m.lo, m.lv + m.vo, m.lo + m.oo, m.lc + m.oc
    variance = gl + go + np.square(p.score_sd)
    error = score - m.l - m.o
    precision = 1 / variance
    scaled = error * of(precision)
    wl, wv, wo, wc = gl * precision, gv * precision, go * precision, gc * precision
    after = Moments(
        m.l + of(gl) * scaled,
        m.v + of(gv) * scaled,
        m.o + of(go) * scaled,
        m.c + of(gc) * scaled,
        m.ll - gl * wl,
        m.lv - gl * wv,
        m.lo - gl * wo,
        m.lc - gl * wc,
        m.vv - gv * wv,
        m.vo - gv * wo,
        m.vc - gv * wc,
        m.oo - go * wo,
        m.oc - go * wc,
        m.cc - gc * wc,
    )
    loglik = -0.5 * (of(np.log(2 * np.pi * variance)) + error * scaled)
    return after, Surprise(scaled, precision, wl, wv, wo), loglik
