"""`unstuck analyse` of a simulated caseload as a whole process: from the shell to the written answer.

python -m benchmarks.whole_process    # only the workbook
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.workbook import workbook

CLIENTS, WEEKS, ROUNDS = 100_000, 11, 3
"""With 11 weeks and some missed sessions a client has 8.15 scores on average."""

TODAY = "2026-03-31"
SECONDS_TARGET, MEGABYTES_TARGET = 5.0, 1024.0
WORKBOOK_ROWS, WORKBOOK_SECONDS_TARGET = 50_000, 10.0
UNSTUCK = [sys.executable, "-c", "from unstuck.cli import run; run()"]


@dataclass(frozen=True)
class WholeProcess:
    """What was run, on how many scores, and for each round the seconds, the seconds of CPU and the peak in MB."""

    what: str
    scores: int
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    peak_mb: tuple[float, ...]
    target: float = SECONDS_TARGET

    @property
    def middle(self) -> float:
        """The median seconds."""
        return median(self.seconds)


def analyses() -> list[WholeProcess]:
    """Simulate the caseload once as CSV and once as Parquet, and analyse each several times."""
    with TemporaryDirectory() as folder:
        return [*(_analysis(Path(folder), form) for form in ("csv", "parquet")), workbook_analysis()]


def _analysis(folder: Path, form: str) -> WholeProcess:
    scores, out = folder / f"caseload.{form}", folder / "states.csv"
    options = ["--clients", str(CLIENTS), "--seed", "1", "--weeks", str(WEEKS), "--today", TODAY, "--out", str(scores)]
    subprocess.run([*UNSTUCK, "simulate", *options], check=True, stderr=subprocess.DEVNULL)
    environment = with_bytecode(folder)
    asked = ["analyse", str(scores), "--instrument", "PHQ-9", "--today", TODAY, "--format", "csv", "--out", str(out)]
    rounds = [measured([*UNSTUCK, *asked], environment) for _ in range(ROUNDS + 1)][1:]
    with out.open(encoding="utf-8") as file:
        states = sum(1 for _ in file) - 1
    if states != CLIENTS:
        raise AssertionError(f"expected a state for each of {CLIENTS} clients, found {states}")
    return WholeProcess(
        f"`unstuck analyse` of {CLIENTS:,} clients, {form.upper()}",
        _rows(folder),
        tuple(one["seconds"] for one in rounds),
        tuple(one["cpu_seconds"] for one in rounds),
        tuple(one["peak_mb"] for one in rounds),
    )


def workbook_analysis() -> WholeProcess:
    """Analyse a workbook with the first rows of the same caseload, dates and scores as a spreadsheet has them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        told = ["--clients", str(WORKBOOK_ROWS // 8), "--seed", "1", "--weeks", str(WEEKS), "--today", TODAY]
        table, book = folder / "caseload.csv", folder / "caseload.xlsx"
        subprocess.run([*UNSTUCK, "simulate", *told, "--out", str(table)], check=True, stderr=subprocess.DEVNULL)
        with table.open(encoding="utf-8", newline="") as file:
            rows = [next(csv.reader(file)), *islice(csv.reader(file), WORKBOOK_ROWS)]
        book.write_bytes(workbook([rows[0], *map(_typed, rows[1:])]))
        asked = ["analyse", str(book), "--instrument", "PHQ-9", "--today", TODAY, "--format", "csv"]
        command = [*UNSTUCK, *asked, "--out", str(folder / "states.csv")]
        rounds = [measured(command, with_bytecode(folder)) for _ in range(ROUNDS + 1)][1:]
    return WholeProcess(
        f"`unstuck analyse` of a workbook (.xlsx) with {len(rows) - 1:,} rows of {len(rows[0])} columns",
        len(rows) - 1,
        tuple(one["seconds"] for one in rounds),
        tuple(one["cpu_seconds"] for one in rounds),
        tuple(one["peak_mb"] for one in rounds),
        WORKBOOK_SECONDS_TARGET,
    )


def _typed(row: list[str]) -> list[object]:
    """Return a row as a spreadsheet holds it: its date a date, numbers numbers."""
    return [row[0], date.fromisoformat(row[1]), *(float(cell) if _is_number(cell) else cell for cell in row[2:])]


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit()


def _rows(folder: Path) -> int:
    with (folder / "caseload.csv").open(encoding="utf-8") as file:
        return sum(1 for _ in file) - 1


def with_bytecode(folder: Path) -> dict[str, str]:
    """Let Python keep its compiled modules, as it does where Unstuck is installed; the first round writes them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def measured(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    measure = [sys.executable, "-m", "benchmarks.child", *command]
    found = subprocess.run(measure, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    measured: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    return measured


if __name__ == "__main__":
    print(workbook_analysis())
