"""A country's published outcomes, to be shown beside one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Benchmark:
    """Published shares, by the names of population.rollups.MEASURES, with what must be said beside them."""

    name: str
    source: str
    licence: str
    note: str
    instruments: tuple[str, ...]
    shares: Mapping[str, float]


@cache
def nhs_talking_therapies() -> Benchmark:
    """Return England's NHS Talking Therapies, 2024-25."""
    file = resources.files("unstuck.population").joinpath("benchmarks/nhs_talking_therapies_2024_25.toml")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return Benchmark(
        found["name"], found["source"], found["licence"], found["note"], tuple(found["instruments"]), found["shares"]
    )


def benchmark_for(instrument: str) -> Benchmark | None:
    """Return the benchmark for an instrument, None where there is none."""
    found = nhs_talking_therapies()
    return found if instrument in found.instruments else None
