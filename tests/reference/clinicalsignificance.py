"""What the R package clinicalsignificance 2.1.0.9000 answered (R 4.2.2), as it lies beside the checkout.

Each of its calls has a summary; all but the two about groups have one row for each client. The calls are read, not
repeated here, so that a swapped argument cannot hide.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Direction

ORACLE = Path(__file__).parents[2] / "../shared/reference/clinicalsignificance"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Call:
    """One call of the package: what was asked, what it answered."""

    name: str
    text: str
    answer: dict[str, Any]

    def number(self, argument: str) -> float | None:
        """Return a number as the call gives it."""
        found = re.search(rf"\b{argument} = ([0-9.]+)", self.text)
        return float(found[1]) if found else None

    @property
    def given_reliability(self) -> float:
        found = self.number("reliability")
        assert found is not None, self.text
        return found

    @property
    def direction(self) -> Direction:
        return "higher" if 'better_is = "higher"' in self.text else "lower"

    @property
    def rows(self) -> list[dict[str, str]]:
        with (ORACLE / f"individual/{self.name}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def column(self, name: str) -> Floats:
        return np.array([float(row[name]) for row in self.rows])

    @property
    def extra(self) -> dict[str, Any]:
        found: dict[str, Any] = self.answer["extra"] or {}
        return found


@cache
def calls() -> dict[str, Call]:
    """Return all calls by name; none where the files are not there."""
    path = ORACLE / "summary.json"
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: Call(name, " ".join(answer["call"].split()), answer) for name, answer in found.items()}


def scores_by_client(dataset: str, client: str, time: str, score: str) -> dict[str, list[tuple[float, float]]]:
    """Return each client's times and scores, missing ones left out, in the order of the file."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with (ORACLE / f"datasets/{dataset}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row[score] != "NA":
                found[row[client]].append((float(row[time]), float(row[score])))
    return found
