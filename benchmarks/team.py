"""A team of 40 workers with 4,000 clients and 100,000 scores: its pages one by one and all together; and the report of
a year with 50,000 episodes.

The database is made once, in the folder that UNSTUCK_BENCH_TEAM names, else in a temporary one. The site runs as
`unstuck serve` runs it, with compressed answers, on the cores that the generator uses too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from gzip import decompress
from http.client import HTTPConnection
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.site import (
    PROCESSES,
    SECONDS,
    SITE,
    WHOLE,
    Latency,
    child,
    environment,
    latency_of,
    latency_rows,
    served,
    three,
    used,
)

HEADING = "## A team of 40 workers"
DATABASE = "benchmarks.team_database"
ROUNDS, REQUESTS, WARM_UP, RATE = 3, 60, 10, 10
MIXED_RATE = 120
SHARES = {"work list": 8, "client": 8, "supervisor's meeting": 2, "supervisor's work list": 1, "manager's overview": 1}
"""How often each is asked for when all are asked together."""
CPU_TARGET_MS, P95_TARGET_MS, KB_TARGET, REPORT_TARGET_SECONDS = 25.0, 100.0, 120.0, 10.0
Asked = Sequence[tuple[str, str]]
"""Cookies with the address that each asks for."""


@dataclass(frozen=True)
class PageCost:
    """What one page costs: queries in a small agency and in a large one, seconds of CPU by round, KB, latency."""

    queries: Sequence[int]
    cpu: Sequence[float]
    sent: float
    whole: float
    latency: Latency

    @property
    def met(self) -> bool:
        """True where every target is met."""
        within = sorted(self.cpu)[len(self.cpu) // 2] * 1000 <= CPU_TARGET_MS and self.sent <= KB_TARGET
        constant = len(set(self.queries)) == 1
        return within and constant and self.latency.percentile(95) <= P95_TARGET_MS and not self.latency.failed


def section() -> list[str]:
    """Measure on SQLite and return the section of the page."""
    home = Path(os.environ.get("UNSTUCK_BENCH_TEAM") or mkdtemp(prefix="unstuck-team-"))
    given = environment(home)
    if not (home / WHOLE).exists():
        home.mkdir(parents=True, exist_ok=True)
        child(given, "build", DATABASE)
        (home / WHOLE).touch()
    before = os.getloadavg()[0]
    known: dict[str, Any] = json.loads(child(given, "look", DATABASE))
    report: dict[str, Any] = json.loads(child(given, "report", DATABASE))
    with served(given, SITE, 1) as (port, pids):
        costs = {what: _cost(port, pids[0], asked) for what, asked in known["pages"].items()}
    with served(given, SITE, PROCESSES) as (port, _pids):
        late = {what: latency_of(port, asked, RATE, "</html>", 1) for what, asked in known["pages"].items()}
        mixed = latency_of(port, _mixed(known["pages"]), MIXED_RATE, "</html>", 1)
    pages = {what: PageCost(known["queries"][what], *cost, late[what]) for what, cost in costs.items()}
    return list(_lines(known, pages, mixed, report, before))


def _mixed(pages: Mapping[str, Asked]) -> Asked:
    """Return who asks for what when all ask together: 200 people, each kind of page by its share."""
    turns = [what for what, share in SHARES.items() for _time in range(share)]
    return [pages[turns[place % len(turns)]][place % len(pages[turns[place % len(turns)]])] for place in range(200)]


def _cost(port: int, pid: int, asked: Asked) -> tuple[list[float], float, float]:
    """Return the seconds of CPU a request, round by round, and the largest page in KB, as sent and as read."""
    _ask(port, asked, WARM_UP)
    rounds, sizes = [], []
    for _round in range(ROUNDS):
        before = used(pid)
        sizes += _ask(port, asked, REQUESTS)
        rounds.append((used(pid) - before) / REQUESTS)
    return rounds, max(sent for sent, _whole in sizes) / 1000, max(whole for _sent, whole in sizes) / 1000


def _ask(port: int, asked: Asked, count: int) -> list[tuple[int, int]]:
    """Ask so many times, one after another, and return the bytes of each page, as sent and as read."""
    line, sizes = HTTPConnection("127.0.0.1", port), []
    for number in range(count):
        cookie, address = asked[number % len(asked)]
        line.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = line.getresponse()
        body = answer.read()
        whole = decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
        if answer.status != 200 or b"</html>" not in whole:
            raise AssertionError(f"expected {address}, found status {answer.status}")
        sizes.append((len(body), len(whole)))
    line.close()
    return sizes


ABOUT = """Measured on {day} on SQLite, in an agency with {clients:,} open clients and {scores:,} scores, beside one
with {episodes:,} episodes in the same file. CPU is that of the site's process, compressing included: least / median /
most of {rounds} rounds of {requests} requests, one after another. Latency: {rate} requests a second for {seconds} s
from {processes} workers that share the cores with the generator, timed from when a request was due to its last byte.
Queries: of an agency of 4 workers and 100 clients, and of this one. Load of the machine before: {load:.1f}."""


def _lines(
    known: Mapping[str, Any], pages: Mapping[str, PageCost], mixed: Latency, report: Mapping[str, Any], load: float
) -> Iterator[str]:
    yield from (HEADING, "")
    sizes = {"clients": known["clients"], "scores": known["scores"], "episodes": report["episodes"]}
    settings = {"rounds": ROUNDS, "requests": REQUESTS, "rate": RATE, "seconds": SECONDS, "processes": PROCESSES}
    yield ABOUT.format(day=datetime.now(UTC).date(), load=load, **sizes, **settings)
    yield from ("", "| | queries | CPU, ms | p50 / p95 / p99, ms | KB sent (of so many) |", "|---|---|---|---|---|")
    for what, one in pages.items():
        cells = [", ".join(map(str, one.queries)), three(1000 * each for each in one.cpu), _latencies(one.latency)]
        yield f"| {what} | {' | '.join(cells)} | {one.sent:.0f} ({one.whole:.0f}) |"
    yield ""
    shares = ", ".join(f"{what} {100 * share // sum(SHARES.values())} %" for what, share in SHARES.items())
    yield f"All together, {MIXED_RATE} requests a second ({shares}):"
    yield from ("", "| | |", "|---|---|")
    for name, (cell,) in latency_rows([mixed]):
        yield f"| {name} | {cell} |"
    yield ""
    seconds = ", ".join(f"{what} {taken:.1f} s" for what, taken in report["seconds"].items())
    yield f"The report of a year, four quarters of {report['episodes']:,} episodes: {seconds}."
    yield ""
    target = f"target constant queries, {CPU_TARGET_MS:g} ms of CPU, p95 {P95_TARGET_MS:g} ms, {KB_TARGET:g} KB sent"
    yield from (f"{what}: {target}. {_met(one.met)}" for what, one in pages.items())
    calm = mixed.percentile(95) <= P95_TARGET_MS and not mixed.failed
    yield f"All together: target {MIXED_RATE} requests a second at p95 {P95_TARGET_MS:g} ms. {_met(calm)}"
    slowest = max(report["seconds"].values())
    yield f"Report: target {REPORT_TARGET_SECONDS:g} s in each form. {_met(slowest <= REPORT_TARGET_SECONDS)}"


def _latencies(one: Latency) -> str:
    return " / ".join(f"{one.percentile(percent):.1f}" for percent in (50, 95, 99))


def _met(met: bool) -> str:
    return "Met." if met else "Not met in this run."


if __name__ == "__main__":
    print("\n".join(section()))
