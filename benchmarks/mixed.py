"""Everything at once: workers at their caseloads of 200 clients, and clients who read questions and answer them.

100 requests a second: 30 % the caseload, 40 % a question, 30 % an answer, which is stored with its entry in the
record. The site runs as `unstuck serve` runs it, on the cores that the generator uses too; the rival is the same site
that computes every state in the request. UNSTUCK_BENCH_SECONDS says for how long each is loaded.
`python -m benchmarks.mixed load PORT < asked.json` is the generator, in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from time import perf_counter
from typing import Any

from tests.with_postgres import NotHere, cluster

from benchmarks.site import CLIENTS, PROCESSES, RIVAL, ROW, SITE, Latency, child, environment, served

HEADING = "## Everything at once"
DATABASE = "benchmarks.mixed_database"
USUAL_SECONDS, WARM_SECONDS = 120, 10
CASELOADS_A_SECOND, CLIENTS_A_SECOND = 30, 70
PEOPLE = 50
TURN = "rarrara"
"""What a client does, over and over: reads a question or answers one, four to three."""
P95_TARGET_MS, P99_TARGET_MS = 50.0, 250.0
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
KINDS = ("caseload", "question", "answer")
Timed = tuple[str, float, bool]
"""What was asked for, milliseconds from when it was due to its last byte, and whether the answer was right."""


@dataclass(frozen=True)
class Loaded:
    """What one site did under the load, by kind and altogether."""

    kinds: Mapping[str, Latency]
    load_before: float

    @property
    def whole(self) -> Latency:
        """All requests together."""
        taken = tuple(one for latency in self.kinds.values() for one in latency.taken)
        return Latency(taken, sum(one.failed for one in self.kinds.values()))


def seconds() -> int:
    """Return for how long each site is loaded."""
    return int(os.environ.get("UNSTUCK_BENCH_SECONDS", USUAL_SECONDS))


def section() -> list[str]:
    """Load both databases and return the section of the page."""
    found = {"SQLite": loaded(environment(Path(mkdtemp(prefix="unstuck-mixed-"))))}
    try:
        with cluster(durable=True) as address:
            there = environment(Path(mkdtemp(prefix="unstuck-mixed-")))
            there |= {"UNSTUCK_DATABASE_URL": address, "UNSTUCK_SIGNING_KEY": token_hex(32)}
            found["PostgreSQL"] = loaded(there)
    except NotHere:
        print("not installed: PostgreSQL's server. Loaded on SQLite only.", file=sys.stderr)
    return list(_lines(found))


def loaded(given: Mapping[str, str]) -> dict[str, Loaded]:
    """Build a database and load the site and its rival on it, one after the other."""
    asked = json.loads(child(given, "build", DATABASE)) | {"seconds": seconds()}
    found = {}
    for name, site in (("unstuck", SITE), ("states computed in the request", RIVAL)):
        load = os.getloadavg()[0]
        with served(given, site, PROCESSES) as (port, _pids):
            found[name] = Loaded(_kinds(_generated(port, asked)), load)
        print(f"{name}: p95 {found[name].whole.percentile(95):.1f} ms", file=sys.stderr)
    return found


def _generated(port: int, asked: Mapping[str, Any]) -> list[Timed]:
    command = [sys.executable, "-m", "benchmarks.mixed", "load", str(port)]
    answer = subprocess.run(command, input=json.dumps(asked), check=True, stdout=subprocess.PIPE, text=True)
    return [(kind, late, good) for kind, late, good in json.loads(answer.stdout)]


def _kinds(answers: Sequence[Timed]) -> dict[str, Latency]:
    return {
        kind: Latency(
            tuple(late for what, late, _good in answers if what == kind),
            sum(what == kind and not good for what, _late, good in answers),
        )
        for kind in KINDS
    }


@dataclass
class Line:
    """One person's connection, opened again where the site closed it."""

    port: int
    cookie: str = ""
    token: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    async def ask(self, method: str, address: str, body: str = "") -> tuple[str, str]:
        """Return the head and the body of an answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        lines = [f"{method} {address} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {self.cookie}"]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        try:
            writer.write("\r\n".join([*lines, "", body]).encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = int(head.lower().partition("content-length:")[2].split()[0])
            return head, (await reader.readexactly(length)).decode()
        except (OSError, asyncio.IncompleteReadError):
            self._streams = None
            return "", ""


async def _worker(line: Line, _link: str, _number: int) -> tuple[str, bool]:
    head, body = await line.ask("GET", "/caseload/")
    return "caseload", " 200 " in head.partition("\r\n")[0] and body.count(ROW) == CLIENTS


async def _client(line: Line, link: str, number: int) -> tuple[str, bool]:
    place = 1 + number % 8
    if TURN[number % len(TURN)] == "r":
        head, body = await line.ask("GET", f"{link}{place}/")
        return "question", " 200 " in head.partition("\r\n")[0] and 'name="value"' in body
    head, _body = await line.ask("POST", f"{link}{place}/", f"csrfmiddlewaretoken={line.token}&value={number % 2}")
    return "answer", " 302 " in head.partition("\r\n")[0]


async def _person(act: Any, line: Line, link: str, first: float, every: float, until: float) -> list[Timed]:
    """Act at fixed moments, whether or not answers keep up."""
    found: list[Timed] = []
    number, due = 0, first
    while due < until:
        await asyncio.sleep(max(due - perf_counter(), 0))
        kind, good = await act(line, link, number)
        found.append((kind, 1000 * (perf_counter() - due), good))
        number, due = number + 1, due + every
    return found


async def _opened(port: int, link: str) -> Line:
    """Open a link as a phone does: the token of its forms belongs to its cookie."""
    line = Line(port)
    head, body = await line.ask("GET", f"{link}1/")
    cookie = re.search(r"(?i)set-cookie: ([^;]+)", head)
    token = CSRF.search(body)
    if cookie is None or token is None:
        raise AssertionError(f"expected a question, found {head.partition(chr(13))[0]}")
    line.cookie, line.token = cookie[1], unescape(token[1])
    return line


async def _load(port: int, asked: Mapping[str, Any], length: int) -> list[Timed]:
    workers = [Line(port, asked["cookies"][place % len(asked["cookies"])]) for place in range(PEOPLE)]
    clients = [await _opened(port, link) for link in asked["links"]]
    began = perf_counter() + 1
    people = [
        _person(_worker, line, "", began + place / CASELOADS_A_SECOND, PEOPLE / CASELOADS_A_SECOND, began + length)
        for place, line in enumerate(workers)
    ]
    every = len(clients) / CLIENTS_A_SECOND
    people += [
        _person(_client, line, link, began + place / CLIENTS_A_SECOND, every, began + length)
        for place, (line, link) in enumerate(zip(clients, asked["links"], strict=True))
    ]
    return [one for found in await asyncio.gather(*people) for one in found]


def _lines(found: Mapping[str, Mapping[str, Loaded]]) -> Iterator[str]:
    rate = CASELOADS_A_SECOND + CLIENTS_A_SECOND
    yield from (HEADING, "")
    yield f"Measured on {datetime.now(UTC).date()}: {rate} requests a second for {seconds()} s on each site, 30 % the"
    yield f"caseload of {CLIENTS} clients, 40 % a question, 30 % an answer that is stored. {PROCESSES} workers, the"
    yield "generator and the database share the cores; PostgreSQL waits for the disk. Timed from when a request was due"
    yield "to its last byte. The rival computes every state in the request, on the same database, right after."
    yield ""
    names = [(base, site) for base, sites in found.items() for site in sites]
    yield f"| | {' | '.join(f'{base}: {site}' for base, site in names)} |"
    yield "|---|" + "---|" * len(names)
    for kind in ("all together", *KINDS):
        cells = [_cell(found[base][site], kind) for base, site in names]
        yield f"| {kind}: p50 / p95 / p99, ms | {' | '.join(cells)} |"
    counts = [f"{len(found[base][site].whole.taken)}, {found[base][site].whole.failed}" for base, site in names]
    yield f"| requests, of them failed | {' | '.join(counts)} |"
    loads = [f"{found[base][site].load_before:.1f}" for base, site in names]
    yield f"| load of the machine before | {' | '.join(loads)} |"
    yield ""
    for base, sites in found.items():
        one = sites["unstuck"].whole
        met = one.percentile(95) <= P95_TARGET_MS and one.percentile(99) <= P99_TARGET_MS and not one.failed
        target = f"target p95 of {P95_TARGET_MS:g} ms, p99 of {P99_TARGET_MS:g} ms and no errors"
        yield f"{base}: {target}. {'Met.' if met else 'Not met in this run.'}"


def _cell(one: Loaded, kind: str) -> str:
    latency = one.kinds.get(kind, one.whole)
    return " / ".join(f"{latency.percentile(percent):.1f}" for percent in (50, 95, 99))


if __name__ == "__main__" and sys.argv[1:2] == ["load"]:
    where, wanted = int(sys.argv[2]), json.load(sys.stdin)
    asyncio.run(_load(where, wanted, WARM_SECONDS))  # The first pages of a process compile templates and load rooms.
    print(json.dumps(asyncio.run(_load(where, wanted, wanted["seconds"]))))
