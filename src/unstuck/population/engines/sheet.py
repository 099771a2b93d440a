"""How a person says what stands in a file, as it is kept: in a mapping, or with an upload of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from unstuck.errors import BadInput
from unstuck.population.engines.columns import UNITS, Columns, Unit, WideColumn
from unstuck.population.engines.questions import Settled, settled_of


@dataclass(frozen=True)
class Sheet:
    """Where everything is. `wide` makes it a file with one row a client; `zero` is the date of time 0.

    Column names are as in the header; empty where there is none. `settled`: what was said yes to.
    """

    client: str = ""
    unit: Unit = "date"
    score: str = ""
    time: str = ""
    baseline: str = ""
    wide: tuple[WideColumn, ...] = ()
    zero: date | None = None
    missing: tuple[str, ...] = ()
    settled: Settled = field(default_factory=Settled)

    @property
    def columns(self) -> Columns:
        """Return the columns as the reader of files wants them."""
        if self.wide:
            return Columns(client=self.client or None)
        unit = self.unit if self.time else None
        return Columns(self.client or None, self.score or None, unit, self.time or None, self.baseline or None)

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
            **({"settled": self.settled.as_json()} if self.settled != Settled() else {}),
        }


def sheet_of(kept: Mapping[str, Any]) -> Sheet:
    """Return the sheet that was kept. BadInput names the part that is none of a sheet."""
    try:
        unit = kept.get("unit", "date")
        if unit not in UNITS:
            raise BadInput(f"unit: expected one of {', '.join(UNITS)}, found {unit!r}")
        return Sheet(
            **{name: str(kept.get(name, "")) for name in ("client", "score", "time", "baseline")},
            unit=cast(Unit, unit),
            wide=tuple(WideColumn(str(column), float(time)) for column, time in kept.get("wide", ())),
            zero=date.fromisoformat(kept["zero"]) if kept.get("zero") else None,
            missing=tuple(str(mark) for mark in kept.get("missing", ())),
            settled=settled_of(kept.get("settled", {})),
        )
    except (TypeError, ValueError, AttributeError) as problem:
        if isinstance(problem, BadInput):
            raise
        raise BadInput("expected a description of a file, as `unstuck analyse FILE --describe` writes it") from None
