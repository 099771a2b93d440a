"""This version beside the version before, in turns in one run: the caseload, a review page, and `unstuck analyse`.

The version before makes the database with its own `benchmarks`, in its own `.venv`; this one brings a copy up to date.
Each counts the queries of its pages with its own code; of a served site only its addresses must be the same.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import site, whole_process
from benchmarks.timing import Contest, Times

BEFORE, NOW = "before", "now"
ROUNDS, REQUESTS, WARM_UP = 5, 40, 10
CLIENTS = 20_000
"""Of the file that is analysed. A page's caseload has 200, as in benchmarks.site."""

BUILD = """
from pathlib import Path
from benchmarks import site_database
site_database.TEAMS, site_database.WORKERS = 1, 2
site_database.build(Path({home!r}))
from benchmarks import review_database
review_database.WORKERS = 2
review_database.add()
"""
MIGRATE = """
from benchmarks import site_database
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
"""
LOOK = """
import json
from benchmarks import site_database, review_database
review_database.WORKERS = 2
print(json.dumps([site_database.inside(), review_database.inside()]))
"""


@dataclass(frozen=True)
class Version:
    """A checkout with its own Python, and the folder of its database."""

    checkout: Path
    home: Path

    @property
    def python(self) -> str:
        """The interpreter of this version."""
        return str(self.checkout / ".venv/bin/python")

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of its site."""
        return site.environment(self.home)

    def bring_up_to_date(self) -> None:
        """Migrate the database, and let the daily upkeep bring first steps in line with the rules of this version."""
        self.run(MIGRATE)
        command = [self.python, *whole_process.UNSTUCK[1:], "upkeep"]
        subprocess.run(command, check=True, cwd=self.checkout, env=self.surroundings, stdout=subprocess.DEVNULL)

    def run(self, program: str) -> str:
        """Run a program beside this version's own modules, and return what it prints."""
        command = [self.python, "-c", program]
        return subprocess.run(
            command, check=True, cwd=self.checkout, env=self.surroundings, stdout=subprocess.PIPE, text=True
        ).stdout


def compared(before: Path) -> Iterator[str]:
    """Yield the lines of a table: each measure of both versions, and how many times the old one the new one is."""
    with TemporaryDirectory(prefix="unstuck-against-") as name:
        folder = Path(name)
        old = Version(before, folder / BEFORE)
        old.home.mkdir()
        old.run(BUILD.format(home=str(old.home)))
        new = Version(Path(__file__).parents[1], Path(shutil.copytree(old.home, folder / NOW)))
        versions = {BEFORE: old, NOW: new}
        for version in versions.values():
            version.bring_up_to_date()
        looks = {side: json.loads(version.run(LOOK)) for side, version in versions.items()}
        yield "| least / median / most | before | now | times as much now |"
        yield "|---|---|---|---|"
        for place, what in enumerate(("the caseload at 10, 50, 200 clients", "a review page at 12, 104 weeks")):
            counts = {side: ", ".join(map(str, look[place]["queries"].values())) for side, look in looks.items()}
            yield f"| queries of {what} | {counts[BEFORE]} | {counts[NOW]} | |"
        for contest in (*_pages(versions, looks), _analysis(versions, folder)):
            yield _row(contest)


def _row(contest: Contest) -> str:
    times = " | ".join(_three(*_spread(times)) for times in contest.times.values())
    return f"| {contest.what} | {times} | {_three(*contest.ratio(NOW))} |"


def _spread(times: Times) -> tuple[float, float, float]:
    milliseconds = [1000 * value for value in times.seconds]
    return min(milliseconds), median(milliseconds), max(milliseconds)


def _three(*values: float) -> str:
    return " / ".join(f"{value:.2f}" for value in values)


def _pages(versions: Mapping[str, Version], looks: Mapping[str, Any]) -> Iterator[Contest]:
    """Serve both versions at the same time and ask them in turns."""
    with ExitStack() as running:
        served = {
            side: running.enter_context(site.served(version.surroundings, site.SITE, 1, version.python))
            for side, version in versions.items()
        }
        for what, page_of in PAGES.items():
            pages = {side: page_of(look) for side, look in looks.items()}
            for side, (port, _pids) in served.items():
                _ask(port, *pages[side], WARM_UP)
            calls = {side: _cpu_of(port, pids[0], *pages[side]) for side, (port, pids) in served.items()}
            yield Contest(f"CPU of {what}, ms", _in_turns(calls))


PAGES: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "the caseload of 200 clients": lambda look: (f"{look[0]['cookie']}={look[0]['sessions'][0]}", site.PAGE),
    "a review page of two years": lambda look: tuple(look[1]["pages"][0]),
}
"""What is asked for -> from what a version told, a cookie and an address."""


def _in_turns(calls: Mapping[str, Callable[[], float]]) -> dict[str, Times]:
    """Take each measure so many times, the first of a round in turns."""
    taken: dict[str, list[float]] = {side: [] for side in calls}
    for number in range(ROUNDS):
        for side in list(calls) if number % 2 else list(calls)[::-1]:
            taken[side].append(calls[side]())
    return {side: Times(tuple(values)) for side, values in taken.items()}


def _cpu_of(port: int, pid: int, cookie: str, address: str) -> Callable[[], float]:
    def measure() -> float:
        before = site.used(pid)
        _ask(port, cookie, address, REQUESTS)
        return (site.used(pid) - before) / REQUESTS

    return measure


def _ask(port: int, cookie: str, address: str, count: int) -> None:
    line = HTTPConnection("127.0.0.1", port)
    for _number in range(count):
        line.request("GET", address, headers={"Cookie": cookie})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"expected {address}, found status {answer.status}")
    line.close()


def _analysis(versions: Mapping[str, Version], folder: Path) -> Contest:
    """Analyse one simulated file with both versions, each as a whole process."""
    scores = folder / "caseload.csv"
    told = ["simulate", "--clients", str(CLIENTS), "--seed", "1", "--today", whole_process.TODAY, "--out", str(scores)]
    subprocess.run([*whole_process.UNSTUCK, *told], check=True, stderr=subprocess.DEVNULL)
    calls = {side: _analysing(version.python, scores, folder / side) for side, version in versions.items()}
    for call in calls.values():
        call()
    return Contest(f"CPU of `unstuck analyse` of {CLIENTS:,} clients, ms", _in_turns(calls))


def _analysing(python: str, scores: Path, folder: Path) -> Callable[[], float]:
    asked = ["analyse", str(scores), "--instrument", "PHQ-9", "--today", whole_process.TODAY, "--format", "csv"]
    command = [python, *whole_process.UNSTUCK[1:], *asked, "--out", str(folder / "states.csv")]
    return lambda: whole_process.measured(command, whole_process.with_bytecode(folder))["cpu_seconds"]


if __name__ == "__main__":
    print("\n".join(compared(Path(sys.argv[1]).resolve())))
