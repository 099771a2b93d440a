"""What a method of change rests on, figure by figure, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument, Norm
from unstuck.population.change import Pairs
from unstuck.progress.change_methods import CUTOFF_NEEDS, FIGURES, ChangeMethod, cutoff_of
from unstuck.progress.measure import SMALLEST_SAMPLE
from unstuck.progress.reliable_change import Floats, sample_inputs

NormsFrom = Literal["shipped", "sample"]
Origin = Literal["given", "shipped", "sample", "assumed"]

RELIABILITY_KINDS = ("internal_consistency", "retest", "other")
"""The kinds of reliability that a given one may be of; the kind changes the answer, so it is always said."""

_SHIPPED = {
    "mean": "mean_clinical",
    "sd": "sd_clinical",
    "mean_functional": "mean_functional",
    "sd_functional": "sd_functional",
}
"""What the figures are called in an instrument's definition."""

_MINIMAL = {"anchor": "minimal_change", "percentage": "minimal_change_fraction"}
"""The smallest change that matters to people: points for the one method, a share of the first score for the other."""


@dataclass(frozen=True)
class Figure:
    """One number and where it comes from; `kind` is said of reliabilities alone."""

    value: float
    origin: Origin
    source: str
    kind: str = ""


@dataclass(frozen=True)
class Basis:
    """All that an answer rests on: the figures by name, and the cutoff where one was asked about."""

    figures: Mapping[str, Figure]
    cutoff: Figure | None

    @property
    def values(self) -> dict[str, float]:
        """Return the figures without their sources."""
        return {name: figure.value for name, figure in self.figures.items()}


@dataclass(frozen=True)
class Wish:
    """What was asked for beside the method: where norms come from, given figures, the kind of reliability, a cutoff.

    cutoff: None, "a", "b", "c", "shipped" or a number.
    """

    norms: NormsFrom
    given: Mapping[str, float]
    reliability_kind: str | None
    cutoff: str | float | None
    instrument: Instrument


def basis_of(method: ChangeMethod, wish: Wish, pairs: Pairs) -> Basis:
    """Return what the method rests on, or raise BadInput that says what is missing and how to give it."""
    finder = _Finder(method, wish, pairs)
    figures = {name: finder.figure(name) for name in method.needs}
    if "worse" in wish.given:
        figures["worse"] = finder.figure("worse")
    cutoff = finder.cutoff(figures) if wish.cutoff is not None or method.crosses else None
    return Basis(figures, cutoff)


class _Finder:
    def __init__(self, method: ChangeMethod, wish: Wish, pairs: Pairs) -> None:
        self.method, self.wish, self.pairs = method, wish, pairs

    def figure(self, name: str) -> Figure:
        if name in self.wish.given:
            return self._given(name)
        if name == "reliability":
            return self._shipped_reliability()
        if self.wish.norms == "sample" and name in _FROM_SAMPLE:
            return self._sampled(name)
        found = self._shipped(name) or self._like_before(name)
        if found is None:
            raise self._missing(name)
        return found

    def cutoff(self, figures: dict[str, Figure]) -> Figure:
        """Return the cutoff; the figures that it needs beside the method's own are added to `figures`."""
        wanted = "shipped" if self.wish.cutoff is None else self.wish.cutoff
        if isinstance(wanted, float):
            return Figure(wanted, "given", "given")
        if wanted == "shipped":
            return self._shipped_cutoff()
        for name in CUTOFF_NEEDS[wanted]:
            figures[name] = figures.get(name) or self.figure(name)
        values = {name: figure.value for name, figure in figures.items()}
        try:
            value = cutoff_of(wanted, self.method, values, self.wish.instrument.direction)
        except ValueError as problem:
            raise BadInput(f"--cutoff {wanted}: {problem}") from None
        origins = {figures[name].origin for name in CUTOFF_NEEDS[wanted]}
        origin: Origin = origins.pop() if len(origins) == 1 else "given"
        return Figure(value, origin, f"cutoff {wanted}, computed")

    def _given(self, name: str) -> Figure:
        kind = self.wish.reliability_kind or ""
        if name == "reliability" and not kind:
            kinds = ", ".join(RELIABILITY_KINDS)
            raise BadInput(
                f"--given reliability: expected --reliability-kind beside it ({kinds}), "
                "because a reliable change of the same measure differs by half between kinds"
            )
        return Figure(self.wish.given[name], "given", "given", kind if name == "reliability" else "")

    def _shipped_reliability(self) -> Figure:
        instrument, kind = self.wish.instrument, self.wish.reliability_kind
        known = [norm for norm in instrument.norms if norm.name == "reliability"]
        chosen = [norm for norm in known if norm.kind == kind] if kind else [n for n in known if n.default] or known
        if not chosen:
            raise self._missing("reliability", f", found {', '.join(norm.kind for norm in known)}" if known else "")
        return _published(chosen[0])

    def _shipped(self, name: str) -> Figure | None:
        called = _MINIMAL.get(self.method.name, "") if name == "better" else _SHIPPED.get(name, "")
        norm = self.wish.instrument.norm(called)
        return _published(norm) if norm else None

    def _like_before(self, name: str) -> Figure | None:
        """Return a figure after that is taken to be the one before, where the method allows that."""
        before = {"sd_after": "sd", "reliability_after": "reliability"}.get(name)
        if before is None or self.method.name != "nunnally-kotsch":
            return None
        found = self.figure(before)
        return Figure(found.value, "assumed", "taken to be the one before", found.kind)

    def _shipped_cutoff(self) -> Figure:
        norm = self.wish.instrument.norm("cutoff")
        if norm is None:
            raise BadInput("--cutoff: expected a, b, c or a number, because no cutoff ships with this measure")
        return _published(norm)

    def _sampled(self, name: str) -> Figure:
        known = self.pairs.complete
        count = int(known.sum())
        if count < SMALLEST_SAMPLE:
            raise BadInput(
                f"--norms sample: expected {SMALLEST_SAMPLE} clients or more with two scores, found {count} "
                f"(give the figure: --given {name}=…)"
            )
        value = _FROM_SAMPLE[name](self.pairs.pre[known], self.pairs.post[known])
        return Figure(value, "sample", f"{count} clients of the file with two scores")

    def _missing(self, name: str, more: str = "") -> BadInput:
        ways = [f"--given {name}=…"]
        if name in _FROM_SAMPLE and self.wish.norms != "sample":
            ways.append("--norms sample")
        what = "reliability of that kind" if more else FIGURES[name]
        return BadInput(f"{self.method.name}: expected {what}{more} ({' or '.join(ways)})")


def _published(norm: Norm) -> Figure:
    return Figure(norm.value, "shipped", norm.source.cited, norm.kind if norm.name == "reliability" else "")


def _correlation(pre: Floats, post: Floats) -> float:
    return float(np.corrcoef(pre, post)[0, 1])


_FROM_SAMPLE = {
    "mean": lambda pre, post: sample_inputs(pre)[0],
    "sd": lambda pre, post: sample_inputs(pre)[1],
    "mean_after": lambda pre, post: sample_inputs(post)[0],
    "sd_after": lambda pre, post: sample_inputs(post)[1],
    "correlation": _correlation,
}
"""What may be taken from the scores at hand; never a reliability, nor anything of people who do not seek help."""
