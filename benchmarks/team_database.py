"""What benchmarks.team does inside the site: `python -m benchmarks.team_database build`, `… look`, `… report`.

An agency with one team of 40 workers, 4,000 clients and about 100,000 scores; a small one, for counting queries; and
one with 50,000 episodes within a year, most of them ended. All three are made by the site's own action in one database,
whose folder the environment names; only the endings of the year are written past it. Importing this sets Django up.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from itertools import islice
from random import Random
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from benchmarks import site_database
from benchmarks.site_database import WITHOUT_SYNC, add_worker, browser, make_tables
from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.models import Person, Role
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.components import dates
from unstuck.web.demo.actions.clients import KnownClient
from unstuck.web.supervision.quarters import finished_quarters

TEAM, SMALL, YEAR = "team", "small", "year"
SIZES = {TEAM: (40, 100, 34), SMALL: (4, 25, 34), YEAR: (500, 100, 10)}
"""Workers, clients of each, and weeks of scores: with 34 weeks and some missed sessions about 25 a client."""

DRAWN = 20
"""Of how many workers and clients a page is measured."""

SPREAD_DAYS, ENDED = 420, 0.8
"""Over how many days the episodes of the year begin, and which part of them has ended."""


def build() -> None:
    """Make the database in an empty folder."""
    make_tables()
    connection.cursor().execute(WITHOUT_SYNC)
    for place, (name, (workers, clients, weeks)) in enumerate(SIZES.items()):
        _add_agency(name, workers, clients, weeks, place)
        print(f"{name}: {workers} workers", file=sys.stderr, flush=True)
    _end_most(Random(1))
    _entered_in_time()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _add_agency(name: str, workers: int, clients: int, weeks: int, seed: int) -> None:
    now = dates.now()
    agency = found_agency(name, now=now)
    team = add_team(agency, name, by=None, now=now)
    known = _clients(workers * clients, seed, name, weeks)
    for place in range(workers):
        add_worker(team, _address(name, "worker", place), list(islice(known, clients)), now)
    for role, where in ((Role.SUPERVISOR, team), (Role.MANAGER, None)):
        wanted = NewPerson(_address(name, role.value), role.value.title(), role, where)
        add_person(agency, wanted, by=None, now=now)


def _address(agency: str, role: str, place: int = 0) -> str:
    return f"{role}-{agency}-{place}@bench.invalid"


def _clients(count: int, seed: int, agency: str, weeks: int) -> Iterator[KnownClient]:
    """Yield simulated clients; those of the year began at some time in it."""
    site_database.WEEKS = weeks
    chance = Random(seed)
    for known in site_database.simulated(count, 50 + seed, agency):
        back = timedelta(days=chance.randrange(SPREAD_DAYS)) if agency == YEAR else timedelta()
        scores = [(on - back, score) for on, score in known.scores]
        yield replace(known, started_on=known.started_on - back, scores=scores)


def _end_most(chance: Random) -> None:
    """End most episodes of the year a day after their last score."""
    ended = []
    for episode in Episode.objects.filter(client__agency__name=YEAR).order_by("pk").iterator():
        if chance.random() < ENDED:
            last = Score.objects.filter(episode=episode).order_by("-on").values_list("on", flat=True).first()
            episode.ended_on, episode.ended_because = (last or episode.started_on) + timedelta(days=1), "planned"
            ended.append(episode)
    Episode.objects.bulk_update(ended, ["ended_on", "ended_because"], batch_size=500)


def _entered_in_time() -> None:
    """Let every score have been entered on its day, as people do: all are written today."""
    with connection.cursor() as cursor:
        cursor.execute("""UPDATE caseload_score SET entered_at = "on" || ' 12:00:00'""")


def look() -> dict[str, Any]:
    """Return the size of the team's agency, who asks for which page, and the queries of each page by agency."""
    pages = {name: _pages(name) for name in (SMALL, TEAM)}
    scores = Score.objects.filter(episode__client__agency__name=TEAM)
    return {
        "clients": Episode.objects.filter(client__agency__name=TEAM).count(),
        "scores": scores.count(),
        "pages": {what: [(_cookie(who), where) for who, where in asked] for what, asked in pages[TEAM].items()},
        "queries": {what: [_queries(*pages[name][what][0]) for name in pages] for what in pages[TEAM]},
    }


def _pages(agency: str) -> dict[str, list[tuple[Person, str]]]:
    """Return the pages that are measured, and who asks for each."""
    people = Person.objects.filter(email__contains=f"-{agency}-").order_by("pk")
    workers = list(people.filter(email__startswith="worker")[:DRAWN])
    supervisor, manager = (people.get(email__startswith=role) for role in ("supervisor", "manager"))
    episodes = [Episode.objects.filter(worker=worker).order_by("pk")[7] for worker in workers]
    return {
        "work list": [(worker, "/caseload/") for worker in workers],
        "client": [(worker, f"/clients/{one.public_id}/") for worker, one in zip(workers, episodes, strict=True)],
        "supervisor's work list": [(supervisor, "/caseload/")],
        "supervisor's meeting": [(supervisor, f"/supervision/{worker.public_id}/") for worker in workers],
        "supervisor's overview": [(supervisor, "/supervision/")],
        "manager's overview": [(manager, "/overview/")],
    }


def _cookie(person: Person) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={browser(person).cookies[settings.SESSION_COOKIE_NAME].value}"


def _queries(person: Person, address: str) -> int:
    looking = browser(person)
    for _warm in range(2):
        _shown(looking, address)
    with CaptureQueriesContext(connection) as seen:
        _shown(looking, address)
    return len(seen)


def _shown(looking: Browser, address: str) -> bytes:
    answer = looking.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise AssertionError(f"expected {address}, found status {answer.status_code}")
    return bytes(answer.content)


def report() -> dict[str, Any]:
    """Return the episodes of the year, and the seconds of its report: four quarters, each as page, CSV and PDF."""
    manager = browser(Person.objects.get(email=_address(YEAR, "manager")))
    seconds = dict.fromkeys(("", "figures.csv", "figures.pdf"), 0.0)
    for quarter in finished_quarters(dates.today())[:4]:
        for form in seconds:
            began = perf_counter()
            _shown(manager, f"/overview/quarter/{form}?quarter={quarter.code}")
            seconds[form] += perf_counter() - began
    return {
        "episodes": Episode.objects.filter(client__agency__name=YEAR).count(),
        "seconds": {form or "page": taken for form, taken in seconds.items()},
    }


if __name__ == "__main__":
    what = {"build": build, "look": look, "report": report}[sys.argv[1]]
    print(json.dumps(what()))
