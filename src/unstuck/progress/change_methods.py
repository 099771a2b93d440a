"""The methods of change by name: what each needs to know, and its paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from unstuck.instruments.definition import Direction
from unstuck.progress.plain_change import anchor, percentage, statistical
from unstuck.progress.reliable_change import (
    Crossing,
    Floats,
    ReliableChange,
    classify,
    combined,
    crossed_cutoff,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    edwards_nunnally,
    gulliksen_lord_novick,
    hsu_linn_lord,
    jacobson_truax_index,
    nunnally_kotsch,
)
from unstuck.progress.true_change import PairNorms, crossed_true_cutoff, hageman_arrindell, true_cutoff

GROWTH_FIGURES: Mapping[str, str] = {
    "mean_intercept": "the mean intercept",
    "mean_slope": "the mean slope",
    "intercept_variance": "the variance of intercepts",
    "slope_variance": "the variance of slopes",
    "covariance": "the covariance of intercepts and slopes",
    "residual_variance": "the variance around",
}
"""What the hierarchical method rests on; fitted to the clients at hand where it is not given."""

FIGURES: Mapping[str, str] = {
    "mean": "the mean of first scores among people who seek help",
    "sd": "the standard deviation of first scores among people who seek help",
    "reliability": "the reliability of the measure",
    "mean_after": "the mean of the scores after",
    "sd_after": "the standard deviation of the scores after",
    "reliability_after": "the reliability of the scores after",
    "correlation": "the correlation of the scores before and after",
    "mean_functional": "the mean of people who do not seek help",
    "sd_functional": "the standard deviation of people who do not seek help",
    **{name: f"{what} of straight lines fitted to a population" for name, what in GROWTH_FIGURES.items()},
    "better": "the change for the better that counts: points, or a share for `percentage`",
    "worse": "the change for the worse that counts, where it is another one",
}
"""What a method may need to know of the measure and of the population, by name."""

CUTOFF_NEEDS: Mapping[str, tuple[str, ...]] = {
    "a": ("mean", "sd"),
    "b": ("mean_functional", "sd_functional"),
    "c": ("mean", "sd", "mean_functional", "sd_functional"),
}


@dataclass(frozen=True)
class Compared:
    """Two scores of each client, in points, and which way is better."""

    pre: Floats
    post: Floats
    direction: Direction
    confidence: float = 0.95


Given = Mapping[str, float]
Judge = Callable[[Compared, Given], ReliableChange]


@dataclass(frozen=True)
class ChangeMethod:
    """A published way to say who changed. `needs` are names of FIGURES; `judge` is None for the hierarchical one.

    crosses: the method is nothing without a cutoff. true_scores: cutoff and crossing are those between true scores.
    """

    name: str
    title: str
    paper: str
    needs: tuple[str, ...]
    judge: Judge | None
    crosses: bool = False
    true_scores: bool = False


def cutoff_of(kind: str, method: ChangeMethod, given: Given, direction: Direction) -> float:
    """Return cutoff a, b or c for the method; `given` holds what CUTOFF_NEEDS names (and the method's own needs)."""
    usual = (given.get("mean_functional", np.nan), given.get("sd_functional", np.nan))
    if method.true_scores:
        # Cutoff a does not look at people who do not seek help; any spread will do for them.
        mean, sd = (value if np.isfinite(value) else given["sd"] for value in usual)
        return true_cutoff(kind, pair_norms(given), mean, sd, direction)
    if kind == "a":
        return cutoff_a(given["mean"], given["sd"], direction)
    return cutoff_b(*usual, direction) if kind == "b" else cutoff_c(given["mean"], given["sd"], *usual)


def crossing_of(method: ChangeMethod, scores: Compared, cutoff: float, given: Given) -> Crossing:
    """Return who crossed the cutoff, as the method sees it."""
    if method.true_scores:
        risk = 1 - scores.confidence
        return crossed_true_cutoff(scores.pre, scores.post, cutoff, pair_norms(given), scores.direction, risk)
    return crossed_cutoff(scores.pre, scores.post, cutoff, scores.direction)


def judge_change(method: ChangeMethod, scores: Compared, given: Given, cutoff: float | None = None) -> ReliableChange:
    """Return who changed by this method; with a cutoff also who recovered and who was harmed.

    Not for the hierarchical method, which reads more than two scores (see hierarchical_change).
    """
    if method.crosses:
        if cutoff is None:
            raise ValueError(f"expected a cutoff for {method.name}, found none")
        crossing = crossing_of(method, scores, cutoff, given)
        if method.judge is None:
            return statistical(scores.pre, scores.post, crossing)
        return combined(method.judge(scores, given), crossing)
    if method.judge is None:
        raise ValueError(f"expected a method that compares two scores, found {method.name}")
    found = method.judge(scores, given)
    return found if cutoff is None else combined(found, crossing_of(method, scores, cutoff, given))


def pair_norms(given: Given) -> PairNorms:
    """Return what Hageman and Arrindell's method needs."""
    return PairNorms(**{name: given[name] for name in _PAIR})


_PAIR = ("mean", "sd", "reliability", "mean_after", "sd_after", "correlation")


def _by_index(index: Callable[[Compared, Given], Floats]) -> Judge:
    def judge(scores: Compared, given: Given) -> ReliableChange:
        change = scores.post - scores.pre
        return classify(change, index(scores, given), scores.direction, scores.confidence)

    return judge


def _picked(given: Given, *names: str) -> dict[str, float]:
    return {name: given[name] for name in names}


_JACOBSON_TRUAX = _by_index(lambda s, g: jacobson_truax_index(s.pre, s.post, **_picked(g, "sd", "reliability")))
_REGRESSED = ("mean", "sd", "reliability")

METHODS: Mapping[str, ChangeMethod] = {
    method.name: method
    for method in (
        ChangeMethod(
            "jacobson-truax",
            "Jacobson and Truax",
            "Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19",
            ("sd", "reliability"),
            _JACOBSON_TRUAX,
        ),
        ChangeMethod(
            "combined",
            "Jacobson and Truax, with a cutoff",
            "Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19",
            ("sd", "reliability"),
            _JACOBSON_TRUAX,
            crosses=True,
        ),
        ChangeMethod(
            "gulliksen-lord-novick",
            "Gulliksen, Lord and Novick",
            "Hsu 1989, Behav Assess 11:459-467; Hsu 1995, J Consult Clin Psychol 63:141-144",
            _REGRESSED,
            _by_index(lambda s, g: gulliksen_lord_novick(s.pre, s.post, **_picked(g, *_REGRESSED))),
        ),
        ChangeMethod(
            "hsu-linn-lord",
            "Hsu, Linn and Lord (or Nord)",
            "Hsu 1989, Behav Assess 11:459-467",
            (*_REGRESSED, "mean_after"),
            _by_index(lambda s, g: hsu_linn_lord(s.pre, s.post, **_picked(g, *_REGRESSED, "mean_after"))),
        ),
        ChangeMethod(
            "edwards-nunnally",
            "Edwards and Nunnally",
            "Speer 1992, J Consult Clin Psychol 60:402-408",
            _REGRESSED,
            _by_index(lambda s, g: edwards_nunnally(s.pre, s.post, **_picked(g, *_REGRESSED))),
        ),
        ChangeMethod(
            "nunnally-kotsch",
            "Nunnally and Kotsch",
            "Nunnally and Kotsch 1983, Br J Clin Psychol 22:83-93",
            (*_REGRESSED, "sd_after", "reliability_after"),
            _by_index(
                lambda s, g: nunnally_kotsch(s.pre, s.post, **_picked(g, *_REGRESSED, "sd_after", "reliability_after"))
            ),
        ),
        ChangeMethod(
            "hageman-arrindell",
            "Hageman and Arrindell",
            "Hageman and Arrindell 1999, Behav Res Ther 37:1169-1193",
            _PAIR,
            lambda s, g: hageman_arrindell(s.pre, s.post, pair_norms(g), s.direction, 1 - s.confidence),
            true_scores=True,
        ),
        ChangeMethod(
            "hierarchical",
            "Each client's own slope",
            "Speer and Greenbaum 1995, J Consult Clin Psychol 63:1044-1048",
            (),
            None,
        ),
        ChangeMethod(
            "percentage",
            "A share of the first score",
            "Hiller, Schindler and Lambert 2012, Psychother Res 22:1-11",
            ("better",),
            lambda s, g: percentage(s.pre, s.post, better=g["better"], worse=g.get("worse"), direction=s.direction),
        ),
        ChangeMethod(
            "anchor",
            "A change that matters to people",
            "Jaeschke, Singer and Guyatt 1989, Control Clin Trials 10:407-415",
            ("better",),
            lambda s, g: anchor(s.pre, s.post, better=g["better"], worse=g.get("worse"), direction=s.direction),
        ),
        ChangeMethod(
            "statistical",
            "The cutoff alone",
            "Jacobson, Follette and Revenstorf 1984, Behav Ther 15:336-352",
            (),
            None,
            crosses=True,
        ),
        ChangeMethod(
            "statistical-true",
            "The cutoff alone, between true scores",
            "Hageman and Arrindell 1999, Behav Res Ther 37:1169-1193",
            _PAIR,
            None,
            crosses=True,
            true_scores=True,
        ),
    )
}
"""The methods by name, in the order in which the help lists them."""

ALIASES: Mapping[str, str] = {"hsu-linn-nord": "hsu-linn-lord"}
"""Other names that are in use for the same method."""
