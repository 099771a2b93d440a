"""A file's clients by one of the methods of change: two scores of each, what the method rests on, who changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.instruments.definition import Direction
from unstuck.population.growth_fit import NotConverged, fit_growth
from unstuck.progress.change_methods import (
    ChangeMethod,
    Compared,
    crossing_of,
    judge_change,
)
from unstuck.progress.group_change import outcomes
from unstuck.progress.hierarchical_change import FEWEST_SCORES, GrowthNorms, Slopes, hierarchical, own_slopes
from unstuck.progress.reliable_change import ReliableChange, combined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class ClientScores:
    """All scores of some clients, as in engines.scores.Piece: `starts` are offsets, `occasions` the file's own time.

    times: (rows,) the time on which slopes are counted.
    """

    clients: Texts
    starts: Ints
    occasions: Floats
    times: Floats
    scores: Floats
    groups: Texts | None = None

    @classmethod
    def joined(cls, pieces: Iterable[ClientScores]) -> ClientScores:
        """Return all pieces as one."""
        found = list(pieces)
        counts = np.concatenate([np.diff(piece.starts) for piece in found])
        groups = [piece.groups for piece in found if piece.groups is not None]
        return cls(
            np.concatenate([piece.clients for piece in found]),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.concatenate([piece.occasions for piece in found]),
            np.concatenate([piece.times for piece in found]),
            np.concatenate([piece.scores for piece in found]),
            np.concatenate(groups) if groups else None,
        )


@dataclass(frozen=True)
class Pairs:
    """Two scores of each client and their occasions; NaN where a client has not both."""

    pre: Floats
    post: Floats
    first_at: Floats
    last_at: Floats

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Return which clients have both."""
        known: NDArray[np.bool_] = np.isfinite(self.pre) & np.isfinite(self.post)
        return known


@dataclass(frozen=True)
class Changes:
    """What a method says of each client: None or NaN where it says nothing.

    outcome: one of group_change.OUTCOMES; index: in standard errors; slope: points in one unit of time, for the
    hierarchical method.
    """

    pairs: Pairs
    outcome: tuple[str | None, ...]
    index: Floats
    slope: Floats

    def in_group(self, groups: Texts | None, group: str | None) -> list[str]:
        """Return the known outcomes of one group; of everybody where there are no groups."""
        known = self.outcome if groups is None else [o for o, g in zip(self.outcome, groups, strict=True) if g == group]
        return [outcome for outcome in known if outcome is not None]


def pairs_of(scores: ClientScores, first: float | None = None, last: float | None = None) -> Pairs:
    """Return each client's first and last score, or those at the given occasions (in the file's own time).

    A client with a single score has no pair, and none has both at one occasion.
    """
    rows = np.arange(scores.scores.size)
    owner = np.repeat(np.arange(scores.clients.size), np.diff(scores.starts))
    filled = np.diff(scores.starts) > 0
    before, after = np.full(filled.size, -1), np.full(filled.size, -1)
    before[filled], after[filled] = scores.starts[:-1][filled], scores.starts[1:][filled] - 1
    for wanted, chosen in ((first, before), (last, after)):
        if wanted is not None:
            chosen[:] = -1
            at = scores.occasions == wanted
            chosen[owner[at]] = rows[at]
    both = (before >= 0) & (after > before)
    before, after = np.where(both, before, -1), np.where(both, after, -1)
    columns = [_at(values, at) for values in (scores.scores, scores.occasions) for at in (before, after)]
    return Pairs(*columns)


def changes(
    method: ChangeMethod, pairs: Pairs, given: Mapping[str, float], direction: Direction, cutoff: float | None,
    confidence: float,
) -> Changes:  # fmt: skip
    """Judge everybody who has two scores by a method that compares two. BadInput where the figures rule it out."""
    known = pairs.complete
    scores = Compared(pairs.pre[known], pairs.post[known], direction, confidence)
    try:
        found = judge_change(method, scores, given, cutoff)
    except ValueError as problem:
        raise BadInput(f"{method.name}: {problem}") from None
    return _of_known(pairs, known, found, np.full(known.size, np.nan))


def growth_norms(scores: ClientScores) -> GrowthNorms:
    """Return the straight lines of everybody in the file with scores enough, fitted by REML."""
    enough = np.flatnonzero(np.diff(scores.starts) >= FEWEST_SCORES)
    if enough.size < 2:
        raise BadInput(f"hierarchical: expected two clients or more with {FEWEST_SCORES} scores, found {enough.size}")
    owner = np.repeat(np.arange(scores.clients.size), np.diff(scores.starts))
    mine = np.isin(owner, enough)
    try:
        fit = fit_growth(owner[mine], scores.times[mine], scores.scores[mine])
    except NotConverged:
        raise BadInput("hierarchical: expected scores that let straight lines settle, found no maximum") from None
    ((a, b), (_, d)) = fit.random_covariance.tolist()
    return GrowthNorms((float(fit.fixed[0]), float(fit.fixed[1])), ((a, b), (b, d)), fit.residual_variance)


def hierarchical_changes(
    method: ChangeMethod, scores: ClientScores, norms: GrowthNorms, direction: Direction, cutoff: float | None,
    confidence: float,
) -> Changes:  # fmt: skip
    """Judge everybody with three scores or more by their own slope; a cutoff is crossed by first and last score."""
    pairs = pairs_of(scores)
    slopes = own_slopes(scores.starts, scores.times, scores.scores, norms)
    known = np.isfinite(slopes.slope)
    mine = Slopes(slopes.slope[known], slopes.sd[known], slopes.average)
    found = hierarchical((pairs.post - pairs.pre)[known], mine, direction, confidence)
    if cutoff is not None:
        compared = Compared(pairs.pre[known], pairs.post[known], direction, confidence)
        found = combined(found, crossing_of(method, compared, cutoff, {}))
    return _of_known(pairs, known, found, slopes.slope)


def groups_in_order(groups: Sequence[str | None] | Texts | None) -> list[str | None]:
    """Return the groups as they first appear, those without one last; none where nobody was asked for groups."""
    found = [] if groups is None else list(dict.fromkeys(groups))
    return sorted(found, key=lambda group: group is None)


def _of_known(pairs: Pairs, known: NDArray[np.bool_], found: ReliableChange, slope: Floats) -> Changes:
    names = iter(outcomes(found))
    index = np.full(known.size, np.nan)
    index[known] = found.index
    return Changes(pairs, tuple(next(names) if one else None for one in known.tolist()), index, slope)


def _at(values: Floats, rows: Ints) -> Floats:
    return np.where(rows >= 0, values[rows], np.nan) if values.size else np.full(rows.size, np.nan)
