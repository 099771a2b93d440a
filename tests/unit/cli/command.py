"""What the tests of `analyse` and `fit` share: an answer, and files of scores to ask about."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pytest

from unstuck.cli import run

ROOT = Path(__file__).parents[3]
SHARED = ROOT / "../shared"
TRIAL = ROOT / "examples/data/rbmi_antidepressant_hamd17.csv"
TRIAL_COLUMNS = ("--columns", "client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL", "--instrument", "HAMD-17")
BTHEB = SHARED / "data/btheb.csv"
BTHEB_COLUMNS = ("--wide", "bdi.pre@0,bdi.2m@2,bdi.3m@3,bdi.5m@5,bdi.8m@8", "--unit", "month", "--missing", "NA")
STATES = {"too_early", "on_track", "watch", "stalled", "deteriorating", "improved", "recovered"}

Record = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[Record]:
        """The JSON that was written."""
        assert self.status == 0, self.err
        found: list[Record] = json.loads(self.out, parse_constant=_no_constant)
        return found


Unstuck = Callable[..., Answer]


def unstuck(*arguments: str | Path) -> Answer:
    """Run `unstuck` with these arguments, in this process, through its own entry point."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["unstuck", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        run()
    return Answer(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def rows_of(text: str) -> list[dict[str, str]]:
    """Read a CSV as the standard library does."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_of_parquet(path: Path) -> list[Record]:
    """Read a Parquet file."""
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(path))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def write_scores(path: Path, rows: Iterable[Sequence[object]], header: Sequence[str]) -> Path:
    """Write a file of scores, every cell in quotes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def by_client(records: Sequence[Record]) -> dict[str, Record]:
    return {record["client"]: record for record in records}


def as_known_then(record: Record) -> Record:
    """Leave out what only the plain answer, or only that of each occasion, knows."""
    kept = {name: value for name, value in record.items() if name not in ("occasion", "alert", "not_heard_from")}
    return {**kept, "reasons": [one for one in record["reasons"] if one["code"] != "not_heard_from"]}
