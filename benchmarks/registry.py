"""A registry as whole processes: fitting a curve, and everybody's states on growing files, with rivals in the same run.

    python -m benchmarks.registry [CLIENTS]    # only this section, of so many clients
    python -m benchmarks --only registry --write

Rivals are used where they are installed (pip install glmm mixedlm-rs pandas patsy; Spark: the extra `cluster` and
Java). They are given the columns ready and fit the expected course alone: nothing is checked, nothing else learned.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.registry_picture import PICTURE, draw, straight_line
from benchmarks.whole_process import TODAY, UNSTUCK, WEEKS, measured, with_bytecode

HEADING = "## A registry"
CLIENTS = 1_000_000
STEPS = (8, 4, 2, 1)
"""The file of states is measured at these parts of its size: cost should grow in a straight line."""
RIVALS = {"glmm": ("glmm",), "mixedlm-rs": ("mixedlm_rs", "pandas", "patsy")}
"""Other fitters, and what has to be installed for each."""
TARGETS = {"filter": (6.0, 1024), "fit": (6.0, 717), "states": (15.0, None)}
"""Seconds on two cores of their own, and MB, of a million clients."""


@dataclass(frozen=True)
class RegistryRun:
    """What was run, of how many clients, and seconds, seconds of the processor and peak MB of the whole process."""

    what: str
    clients: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    target: str = ""


def runs(clients: int, folder: Path) -> Iterator[RegistryRun]:
    """Measure each once: a million clients take minutes, and what is compared is compared in the same run."""
    environment = with_bytecode(folder)

    def run(what: str, command: Sequence[str], count: int = clients, target: str = "") -> RegistryRun:
        found = measured(list(command), environment)
        return RegistryRun(what, count, found["seconds"], found["cpu_seconds"], found["peak_mb"], target)

    files = {part: folder / f"part{part}.parquet" for part in STEPS}
    for part, path in files.items():
        asked = ["--clients", str(clients // part), "--seed", "1", "--weeks", str(WEEKS), "--today", TODAY]
        subprocess.run([*UNSTUCK, "simulate", *asked, "--out", str(path)], check=True, stderr=subprocess.DEVNULL)
    whole = str(files[1])
    asked = ["--instrument", "PHQ-9", "--today", TODAY, "--out"]
    yield run(
        "the filter, eleven columns at each score", [*MODULE, "benchmarks.filtering", str(clients)], target="filter"
    )
    yield run("`unstuck fit`", [*UNSTUCK, "fit", whole, *asked, str(folder / "curve.json")], target="fit")
    for name, needs in RIVALS.items():
        if all(map(find_spec, needs)):
            yield run(f"{name}, the fit alone", [*MODULE, "benchmarks.registry_rival", name, whole])
    for part, path in files.items():
        states = [*UNSTUCK, "population", "states", str(path), *asked, str(folder / "states.parquet")]
        yield run(STATES, states, clients // part, "states" if part == 1 else "")
    if find_spec("pyspark"):
        states = [*UNSTUCK, "population", "states", whole, "--engine", "spark", *asked, str(folder / "spark.parquet")]
        yield run("the same with Spark on this machine (without Java's own share)", states)


STATES = "`unstuck population states`"
MODULE = [sys.executable, "-m"]


def section(clients: int = CLIENTS) -> list[str]:
    """Return the section of the page of benchmarks."""
    before = os.getloadavg()[0]
    with TemporaryDirectory() as folder:
        found = list(runs(clients, Path(folder)))
    lines = [
        HEADING,
        "",
        "Simulated scores of eleven weeks in Parquet, 8.1 a client; whole processes, each run once. Processor seconds "
        "are those of all threads together: where other programs share the cores, seconds on the clock say more of "
        f"them than of us. Measured on {datetime.now(UTC).date().isoformat()}; load of the machine {before:.0f} "
        f"before and {os.getloadavg()[0]:.0f} after.",
        "",
        "| | clients | processor seconds | seconds | peak memory, MB |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.what} | {one.clients:,} | {one.cpu_seconds:.1f} | {one.seconds:.1f} | {one.peak_mb:.0f} |"
        for one in found
    ]
    steps = [one for one in found if one.what == STATES]
    sizes, costs = [one.clients for one in steps], [one.cpu_seconds for one in steps]
    draw(sizes, costs)
    at_start, slope = straight_line(sizes, costs)
    lines += ["", f"![Processor seconds against clients: a straight line](../images/{PICTURE.name})", ""]
    lines += [f"{STATES}: {at_start:.1f} s, and {slope:.1f} s for each 100,000 clients, of the processor."]
    return [*lines, "", *_verdicts(found), ""]


def _verdicts(found: Sequence[RegistryRun]) -> Iterator[str]:
    for one in found:
        if one.target and one.clients == CLIENTS:
            seconds, megabytes = TARGETS[one.target]
            met = one.seconds <= seconds and (megabytes is None or one.peak_mb <= megabytes)
            memory = f" and {megabytes} MB" if megabytes else ""
            yield f"{one.what}: target {seconds:g} s{memory} on two cores. {'Met.' if met else 'Not met in this run.'}"


if __name__ == "__main__":
    print("\n".join(section(int(sys.argv[1]) if len(sys.argv) > 1 else CLIENTS)))
