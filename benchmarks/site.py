"""The caseload of 200 clients at 80,000 clients and 820,000 scores: queries, CPU and latency, SQLite and PostgreSQL;
and a review page with two years of history in the same database: queries and latency.

The database is made once, which takes some minutes, in the folder that UNSTUCK_BENCH_HOME names, else in a temporary
one. The site runs as `unstuck serve` runs it; the rival is the same site that computes every state in the request.
`python -m benchmarks.site load PORT < asked.json` is the generator, in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from gzip import decompress
from http.client import HTTPConnection
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from tempfile import mkdtemp
from time import perf_counter, sleep
from typing import Any

from tests.with_postgres import NotHere, binaries, cluster

from benchmarks.timing import Contest, Times

HEADING = "## The caseload"
PAGE, CLIENTS = "/caseload/", 200
ROUNDS, REQUESTS, RIVAL_REQUESTS, WARM_UP = 3, 100, 15, 20
ROW, REVIEW_PART = 'class="client-link"', 'id="what-to-do"'
RATE, REVIEW_RATE, SECONDS, WARM_SECONDS, PROCESSES = 50, 20, 30, 5, 2
CPU_TARGET_MS, P95_TARGET_MS = 10.0, 50.0
START_SECONDS, REST_SECONDS = 120, 2.0
WHOLE = "whole"
TICK = os.sysconf("SC_CLK_TCK")
SITE = ["-c", "from unstuck.cli import run; run()", "serve"]
RIVAL = [
    "-m",
    "gunicorn",
    "benchmarks.site_rival:served()",
    "--config",
    "python:unstuck.web.operations.gunicorn_settings",
]


@dataclass(frozen=True)
class Latency:
    """Milliseconds from when each request was due to its last byte, and how many were not the page."""

    taken: tuple[float, ...]
    failed: int

    def percentile(self, percent: int) -> float:
        """Return a percentile."""
        return quantiles(self.taken, n=100)[percent - 1]

    @property
    def met(self) -> bool:
        """True where every request was answered and the 95th percentile is within the target."""
        return self.percentile(95) <= P95_TARGET_MS and not self.failed


@dataclass(frozen=True)
class Measured:
    """What was found on one database."""

    inside: Mapping[str, Any]
    cpu: Contest
    caseload: Latency
    review_queries: Mapping[str, int]
    review: Latency
    load_before: float

    @property
    def cpu_ms(self) -> float:
        """The median CPU of a request."""
        return 1000 * self.cpu.times["unstuck"].middle


def section() -> list[str]:
    """Measure on both databases and return the section of the page."""
    home = Path(os.environ.get("UNSTUCK_BENCH_HOME") or mkdtemp(prefix="unstuck-bench-"))
    given = environment(home)
    if not (home / WHOLE).exists():
        home.mkdir(parents=True, exist_ok=True)
        child(given, "build")
    child(given, "add", REVIEWS)
    found = {"SQLite": measured(given)}
    try:
        with cluster() as address:
            there = given | {"UNSTUCK_DATABASE_URL": address}
            child(there, "copy")
            found["PostgreSQL"] = measured(there)
    except NotHere:
        print("not installed: PostgreSQL's server. Measured on SQLite only.", file=sys.stderr)
    return list(_lines(found))


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a site on this machine whose data lies in `home`."""
    known = {name: value for name, value in os.environ.items() if name != "UNSTUCK_DATABASE_URL"}
    return known | {"UNSTUCK_HOME": str(home), "UNSTUCK_PLAIN_HTTP": "1", "UNSTUCK_HOSTS": "127.0.0.1,testserver"}


SITE_DATABASE, REVIEWS = "benchmarks.site_database", "benchmarks.review_database"


def child(given: Mapping[str, str], what: str, module: str = SITE_DATABASE) -> str:
    command = [sys.executable, "-m", module, what]
    return subprocess.run(command, check=True, env=given, stdout=subprocess.PIPE, text=True).stdout


def measured(given: Mapping[str, str]) -> Measured:
    """Measure one database: from inside, then CPU beside the rival, then latency."""
    load = os.getloadavg()[0]
    inside: dict[str, Any] = json.loads(child(given, "look"))
    cookies = [f"{inside['cookie']}={session}" for session in inside["sessions"]]
    cpu = Contest(f"CPU of the caseload of {CLIENTS} clients", _cpu(given, cookies), CPU_TARGET_MS / 1000)
    reviews: dict[str, Any] = json.loads(child(given, "look", REVIEWS))
    with served(given, SITE, PROCESSES) as (port, _pids):
        caseload = latency_of(port, [(cookie, PAGE) for cookie in cookies], RATE, ROW, CLIENTS)
        review = latency_of(port, reviews["pages"], REVIEW_RATE, REVIEW_PART, 1)
    return Measured(inside, cpu, caseload, reviews["queries"], review, load)


def latency_of(port: int, pages: Sequence[tuple[str, str]], rate: int, part: str, parts: int) -> Latency:
    """Load a site that is served: `part` stands so many times in an answer that is the page."""
    asked = {"pages": pages, "rate": rate, "part": part, "parts": parts}
    command = [sys.executable, "-m", "benchmarks.site", "load", str(port)]
    answer = subprocess.run(command, input=json.dumps(asked), check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(answer.stdout)
    return Latency(tuple(found["latencies"]), found["failed"])


@contextmanager
def served(
    given: Mapping[str, str], site: list[str], processes: int, python: str = sys.executable
) -> Iterator[tuple[int, list[int]]]:
    """Yield the port of a site that answers, and the process ids of its workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--port", str(port)] if site is SITE else ["--bind", f"127.0.0.1:{port}"]
    master = subprocess.Popen([python, *site, *where, "--workers", str(processes)], env=dict(given))
    try:
        yield port, _workers(master.pid, port, processes)
    finally:
        master.terminate()
        master.wait()


def _workers(master: int, port: int, processes: int) -> list[int]:
    """Wait until the site answers and all workers are at rest: the port is open long before they have started."""
    children = Path(f"/proc/{master}/task/{master}/children")
    until, before = perf_counter() + START_SECONDS, -1.0
    while perf_counter() < until:
        sleep(REST_SECONDS)
        pids = [int(pid) for pid in children.read_text().split()]
        now = sum(used(pid) for pid in pids)
        with socket.socket() as probe:
            if len(pids) == processes and now == before and probe.connect_ex(("127.0.0.1", port)) == 0:
                return pids
        before = now
    raise AssertionError(f"expected the site to answer within {START_SECONDS} s")


def _cpu(given: Mapping[str, str], cookies: list[str]) -> dict[str, Times]:
    """Return seconds of CPU of the worker a request, round by round, the site and its rival in turns."""
    taken: dict[str, list[float]] = {"unstuck": [], "states computed in the request": []}
    counts = dict(zip(taken, (REQUESTS, RIVAL_REQUESTS), strict=True))
    with ExitStack() as running:
        sites = {
            name: running.enter_context(served(given, site, 1)) for name, site in zip(taken, (SITE, RIVAL), strict=True)
        }
        for port, _pids in sites.values():
            _ask(port, cookies, WARM_UP)
        for _round in range(ROUNDS):
            for name, (port, pids) in sites.items():
                before = used(pids[0])
                _ask(port, cookies, counts[name])
                taken[name].append((used(pids[0]) - before) / counts[name])
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


def used(pid: int) -> float:
    """Return the seconds of CPU that a process has used, its own and the system's for it."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / TICK


def _ask(port: int, cookies: list[str], count: int) -> None:
    """Ask for the page so many times, one after another on one connection, as one person after another."""
    line = HTTPConnection("127.0.0.1", port)
    for number in range(count):
        line.request("GET", PAGE, headers={"Cookie": cookies[number % len(cookies)]})
        answer = line.getresponse()
        rows = answer.read().count(ROW.encode())
        if (answer.status, rows) != (200, CLIENTS):
            raise AssertionError(f"expected {CLIENTS} rows, found {rows} and status {answer.status}")
    line.close()


async def _load(port: int, asked: Mapping[str, Any], seconds: int) -> dict[str, Any]:
    """Ask at a fixed rate, each person on a connection of their own, whether or not answers keep up."""
    began = perf_counter() + 1
    pages = asked["pages"]
    times = [(began + place / asked["rate"], len(pages) / asked["rate"]) for place in range(len(pages))]
    people = [_person(port, page, asked, when, seconds) for page, when in zip(pages, times, strict=True)]
    answers = [one for found in await asyncio.gather(*people) for one in found]
    return {"latencies": [late for late, _good in answers], "failed": sum(not good for _late, good in answers)}


async def _person(
    port: int, page: tuple[str, str], asked: Mapping[str, Any], when: tuple[float, float], seconds: int
) -> list[tuple[float, bool]]:
    """Return for each of one person's requests how many milliseconds after it was due the whole answer was there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    (cookie, address), (first, every) = page, when
    request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    found = []
    for number in range(round(seconds / every)):
        due = first + number * every
        await asyncio.sleep(max(due - perf_counter(), 0))
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        body = await reader.readexactly(int(head.partition("content-length:")[2].split()[0]))
        late = 1000 * (perf_counter() - due)
        body = decompress(body) if "content-encoding: gzip" in head else body
        found.append((late, " 200 " in head.splitlines()[0] and body.count(asked["part"].encode()) == asked["parts"]))
    writer.close()
    return found


def _lines(found: Mapping[str, Measured]) -> Iterator[str]:
    yield from (HEADING, "")
    yield _about(next(iter(found.values())))
    yield ""
    yield from _table(found, _rows(found.values()))
    yield from _verdicts(found)
    yield from ("", "## A review page with two years of history", "", ABOUT_REVIEWS, "")
    yield from _table(found, _review_rows(found.values()))
    for name, one in found.items():
        constant = len(set(one.review_queries.values())) == 1
        yield f"{name}: target a constant number of queries. {_verdict(constant)}"
        yield f"{name}: target p95 of {P95_TARGET_MS:g} ms. {_verdict(one.review.met)}"


def _table(found: Mapping[str, Measured], rows: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    yield f"| | {' | '.join(found)} |"
    yield "|---|" + "---|" * len(found)
    for name, cells in rows:
        yield f"| {name} | {' | '.join(cells)} |"
    yield ""


ABOUT = """Measured on {day} with Python {python}, Django {django}, gunicorn {gunicorn} with gevent {gevent}, and
PostgreSQL {postgres}, on {cores} cores that the site, the database and the generator share. In the database:
{clients:,} clients, {scores:,} scores. The page shows {shown} clients. CPU is that of the site's own process, the
system's work for it included, without PostgreSQL's server, which runs without fsync: least / median / most of {rounds}
rounds of {requests} requests, in turns with {rival_requests} of the rival.
The rival is the same site with every client's state computed in the request from the stored
scores; only the next step it reads as stored. Latency: {rate} requests a second for {seconds} s, each of the
people on a connection of their own, {processes} workers; timed from when a request was due to its last byte."""


ABOUT_REVIEWS = f"""In the same run and the same database, after the caseload: the review pages of 20 clients with
104 weekly scores, working together and four areas of life every four weeks, seven approaches and four
consultations; {REVIEW_RATE} requests a second for {SECONDS} s, timed as above."""


def _about(one: Measured) -> str:
    return ABOUT.format(
        day=datetime.now(UTC).date(),
        python=platform.python_version(),
        **{name: version(name) for name in ("django", "gunicorn", "gevent")},
        postgres=_postgres(),
        cores=len(os.sched_getaffinity(0)),
        **{name: one.inside[name] for name in ("clients", "scores")},
        shown=CLIENTS,
        rounds=ROUNDS,
        requests=REQUESTS,
        rival_requests=RIVAL_REQUESTS,
        rate=RATE,
        seconds=SECONDS,
        processes=PROCESSES,
    )


def _postgres() -> str:
    try:
        said = subprocess.run([binaries() / "postgres", "--version"], check=True, stdout=subprocess.PIPE, text=True)
    except NotHere:
        return "(not installed)"
    return said.stdout.split()[2]


def _rows(found: Any) -> Iterator[tuple[str, list[str]]]:
    measures: list[Measured] = list(found)
    sizes = list(measures[0].inside["queries"])
    yield (
        f"queries at {', '.join(sizes)} clients",
        [", ".join(str(count) for count in one.inside["queries"].values()) for one in measures],
    )
    for name in measures[0].cpu.times:
        yield f"CPU a request, ms: {name}", [three(1000 * s for s in one.cpu.times[name].seconds) for one in measures]
    rival = list(measures[0].cpu.times)[-1]
    yield "times as much CPU as unstuck", [three(one.cpu.ratio(rival)) for one in measures]
    yield from latency_rows([one.caseload for one in measures])
    yield "load of the machine before", [f"{one.load_before:.1f}" for one in measures]


def _review_rows(found: Any) -> Iterator[tuple[str, list[str]]]:
    measures: list[Measured] = list(found)
    weeks = ", ".join(measures[0].review_queries)
    yield f"queries at {weeks} weeks", [", ".join(map(str, one.review_queries.values())) for one in measures]
    yield from latency_rows([one.review for one in measures])


def latency_rows(found: Sequence[Latency]) -> Iterator[tuple[str, list[str]]]:
    for percent in (50, 95, 99):
        yield f"latency p{percent}, ms", [f"{one.percentile(percent):.1f}" for one in found]
    yield "requests, of them failed", [f"{len(one.taken)}, {one.failed}" for one in found]


def three(values: Any) -> str:
    """Return the least, the median and the most."""
    known = sorted(values)
    return f"{known[0]:.1f} / {median(known):.1f} / {known[-1]:.1f}"


def _verdicts(found: Mapping[str, Measured]) -> Iterator[str]:
    for name, one in found.items():
        same = len(set(one.inside["queries"].values())) == 1
        yield f"{name}: target a constant number of queries. {_verdict(same)}"
        yield f"{name}: target {CPU_TARGET_MS:g} ms of CPU. {_verdict(one.cpu_ms <= CPU_TARGET_MS)}"
        yield f"{name}: target p95 of {P95_TARGET_MS:g} ms. {_verdict(one.caseload.met)}"


def _verdict(met: bool) -> str:
    return "Met." if met else "Not met in this run."


if __name__ == "__main__" and sys.argv[1:2] == ["load"]:
    where, wanted = int(sys.argv[2]), json.load(sys.stdin)
    asyncio.run(_load(where, wanted, WARM_SECONDS))  # The first pages of a process compile templates and load rooms.
    print(json.dumps(asyncio.run(_load(where, wanted, SECONDS))))
