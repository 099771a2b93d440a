"""How a person says what stands in which column, and the guess that is offered: the rules of `unstuck analyse`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from unstuck.population.engines.columns import UNITS, Columns, Unit, WideColumn


@dataclass(frozen=True)
class Sheet:
    """Where everything is. `wide` makes it a file with one row a client; `zero` is the date of time 0.

    Column names are as in the header; empty where there is none.
    """

    client: str = ""
    unit: Unit = "date"
    score: str = ""
    time: str = ""
    baseline: str = ""
    wide: tuple[WideColumn, ...] = ()
    zero: date | None = None
    missing: tuple[str, ...] = ()

    @property
    def columns(self) -> Columns:
        """Return the columns as the reader of files wants them."""
        if self.wide:
            return Columns(client=self.client)
        return Columns(self.client, self.score, self.unit, self.time, self.baseline or None)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the upload."""
        return {
            "client": self.client,
            "unit": self.unit,
            "score": self.score,
            "time": self.time,
            "baseline": self.baseline,
            "wide": [[one.column, one.time] for one in self.wide],
            "zero": self.zero.isoformat() if self.zero else "",
            "missing": list(self.missing),
        }


def sheet_of(kept: dict[str, Any]) -> Sheet:
    """Return the sheet that was kept with an upload."""
    return Sheet(
        client=kept["client"],
        unit=cast(Unit, kept["unit"]),
        score=kept["score"],
        time=kept["time"],
        baseline=kept["baseline"],
        wide=tuple(WideColumn(column, time) for column, time in kept["wide"]),
        zero=date.fromisoformat(kept["zero"]) if kept["zero"] else None,
        missing=tuple(kept["missing"]),
    )


def guessed(headers: Sequence[str]) -> Sheet:
    """Return the columns that go by their usual names, whatever their case; of two for time, none.

    >>> guessed(["Client", "score", "Week"])
    Sheet(client='Client', unit='week', score='score', time='Week', baseline='', wide=(), zero=None, missing=())
    """
    called = {role: _first(headers, role) for role in ("client", "score", *UNITS)}
    times = [unit for unit in UNITS if called[unit]]
    unit: Unit = times[0] if len(times) == 1 else "date"
    return Sheet(called["client"], unit, called["score"], called[unit] if len(times) == 1 else "")


def _first(headers: Sequence[str], role: str) -> str:
    return next((header for header in headers if header.strip().casefold() == role), "")
