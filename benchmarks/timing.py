"""Times of several ways to do the same thing, taken in turns, so that a busy machine is unfair to all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Times:
    """Seconds of each round of one contender."""

    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)


@dataclass(frozen=True)
class Contest:
    """What was done, and the times of each contender; the first one is ours. `target` in seconds, if there is one."""

    what: str
    times: Mapping[str, Times]
    target: float | None = None
    note: str = ""

    @property
    def ours(self) -> str:
        """The name of the first contender."""
        return next(iter(self.times))

    def ratio(self, rival: str) -> tuple[float, float, float]:
        """Return how many times longer the rival took: least, median and most, comparing round by round."""
        pairs = zip(self.times[rival].seconds, self.times[self.ours].seconds, strict=True)
        ratios = sorted(theirs / own for theirs, own in pairs)
        return ratios[0], median(ratios), ratios[-1]


def in_turns(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Times]:
    """Run every contender once to warm up, then all of them in each round."""
    for call in contenders.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            taken[name].append(seconds(call))
    return {name: Times(tuple(values)) for name, values in taken.items()}


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call took."""
    began = perf_counter()
    call()
    return perf_counter() - began
