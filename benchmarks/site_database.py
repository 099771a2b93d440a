"""What benchmarks.site does inside the site: `python -m benchmarks.site_database build`, `… copy`, `… look`.

The database is of the size of a large agency's: 400 workers of 200 clients, about 820,000 scores. It is made by the
site's own action, worker by worker, into the encrypted SQLite file, and its rows are then copied to PostgreSQL. Which
database and which folder: from the environment, as for the site itself. Importing this sets Django up.
"""

# ruff: noqa: E402  (models can be imported only once Django is set up)
from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from unstuck.instruments import load
from unstuck.simulation import scale_of, simulate
from unstuck.simulation.cases import cases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
django.setup()

from sqlcipher3 import dbapi2

from benchmarks import site_rival
from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Person, Role, Team
from unstuck.web.caseload.models import Client, Score
from unstuck.web.components import dates
from unstuck.web.components.databases import database
from unstuck.web.components.places import places
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.home.open_rows import OpenEpisodeRow, open_rows

TEAMS, WORKERS, CLIENTS = 20, 20, 200
"""Teams, workers in each, clients of each."""

SMALLER = (10, 50)
"""Caseloads of two further workers, for counting queries."""

WEEKS, INSTRUMENT, BACKEND = 14, "PHQ-9", "unstuck.web.accounts.sign_in.PeopleBackend"
"""With 14 weeks and some missed sessions a client has 10.3 scores on average."""

PAGE, PEOPLE, AGREE = "/caseload/", 50, 5
"""The page; how many people ask for it; on how many caseloads the rival must agree before anything is measured."""

WHOLE = "whole"
"""This file stands beside the database when everything is in it."""

ROOMS = ("accounts_", "audit_", "caseload_", "alerts_", "reviews_", "plans_", "consultation_", "notifications_")
WITHOUT_SYNC = "PRAGMA synchronous=OFF"
AT_ONCE = 10_000


def address(clients: int, number: int = 0) -> str:
    """Return the e-mail address of one of the workers who have so many clients."""
    return f"worker-{clients}-{number}@bench.invalid"


def make_tables() -> None:
    """Make the tables in an empty database: what serves refuses one that is gone, and here there is none yet."""
    connection.settings_dict["OPTIONS"].pop("must_exist", None)
    call_command("migrate", verbosity=0, interactive=False)


def build(home: Path) -> None:
    """Make the SQLite database in an empty folder."""

    make_tables()
    connection.cursor().execute(WITHOUT_SYNC)
    now = dates.now()
    agencies = [found_agency(f"Agency {number}", now=now) for number in (1, 2)]
    teams = [add_team(agencies[number % 2], f"Team {number}", by=None, now=now) for number in range(TEAMS)]
    for number, team in enumerate(teams):
        clients = simulated(WORKERS * CLIENTS, number, f"T{number}")
        for place in range(WORKERS):
            add_worker(team, address(CLIENTS, number * WORKERS + place), list(islice(clients, CLIENTS)), now)
        print(f"team {number + 1} of {TEAMS}", file=sys.stderr, flush=True)
    for size in SMALLER:
        add_worker(teams[0], address(size), list(simulated(size, TEAMS + size, f"S{size}")), now)
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (home / WHOLE).touch()


def add_worker(team: Team, email: str, clients: list[KnownClient], now: datetime) -> None:

    wanted = NewPerson(email, email.partition("@")[0].title(), Role.WORKER, team)
    actor = actor_of(add_person(team.agency, wanted, by=None, now=now))
    if actor is None:
        raise AssertionError("expected the new worker to have a role")
    take_in(actor, INSTRUMENT, clients, now=now, today=now.date())


def simulated(count: int, seed: int, letters: str) -> Iterator[KnownClient]:
    """Yield simulated clients with their scores and facts, as the demo has them."""

    caseload = simulate(count, seed, today=dates.today(), scale=scale_of(load(INSTRUMENT)), weeks=WEEKS)
    facts = dict(cases(caseload))
    scores: dict[str, list[tuple[date, float]]] = defaultdict(list)
    columns = [caseload.columns[name].tolist() for name in ("client", "date", "score")]
    for client, day, score in zip(*columns, strict=True):
        scores[client].append((day, float(score)))
    for client, known in scores.items():
        began = known[0][0] - timedelta(days=3)
        yield KnownClient(f"{letters}-{client}", f"Client {letters} {client}", began, sorted(known), facts[client])


def copy(home: Path, target: str) -> None:
    """Copy every row of the SQLite database into an empty PostgreSQL, whose tables are made by the migrations."""

    make_tables()
    tables = [name for name in connection.introspection.table_names() if name.startswith(ROOMS)]
    with psycopg.connect(target, autocommit=True) as into:
        # Rows come table by table: references are whole again only when all are there.
        into.execute("SET session_replication_role = replica")
        into.execute("SET TimeZone = 'UTC'")
        reading = _sqlite(home)
        for table in tables:
            _copy_table(reading, into, table)
        into.execute("ANALYZE")


def _sqlite(home: Path) -> Any:

    known = database(places({"UNSTUCK_HOME": str(home)}), {"UNSTUCK_HOME": str(home)})
    found = dbapi2.connect(known["NAME"])
    found.execute(f"PRAGMA key = \"x'{known['OPTIONS']['key']}'\"")
    return found


def _copy_table(reading: Any, into: Any, table: str) -> None:
    rows = reading.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in rows.description]
    columns = ", ".join(f'"{name}"' for name in names)
    with into.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copying:
        while some := rows.fetchmany(AT_ONCE):
            for row in some:
                copying.write_row(row)
    if "id" in names and reading.execute(f'SELECT max(id) FROM "{table}"').fetchone()[0]:
        into.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))")


def inside() -> dict[str, Any]:
    """Return the size of the database, the queries of a page by clients, and sessions of people with 200 clients.

    Raises AssertionError where the rival's rows are not the site's.
    """
    people = {person.email: person for person in Person.objects.filter(email__startswith="worker-")}
    usual = [person for email, person in sorted(people.items()) if email.startswith(f"worker-{CLIENTS}-")]
    some = [usual[number * len(usual) // PEOPLE] for number in range(PEOPLE)]
    for person in some[:AGREE]:
        _check_rival_agrees(person)
    return {
        "clients": Client.objects.count(),
        "scores": Score.objects.count(),
        "queries": {size: _queries(people[address(size)]) for size in (*SMALLER, CLIENTS)},
        "sessions": [browser(person).cookies[settings.SESSION_COOKIE_NAME].value for person in some],
        "cookie": settings.SESSION_COOKIE_NAME,
    }


def browser(person: Person) -> Browser:
    """Return a browser in which this person is signed in."""
    found = Browser()
    found.force_login(person, backend=BACKEND)
    return found


def _queries(person: Person) -> int:
    looking = browser(person)
    looking.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        answer = looking.get(PAGE)
    if answer.status_code != HTTPStatus.OK:
        raise AssertionError(f"expected the caseload, found status {answer.status_code}")
    return len(seen)


def _check_rival_agrees(person: Person) -> None:
    actor = actor_of(person)
    if actor is None or _plain(open_rows(actor, [actor.id])) != _plain(site_rival.open_rows(actor, [actor.id])):
        raise AssertionError(f"the rows of {person.email} differ between the site and its rival")


def _plain(rows: list[OpenEpisodeRow]) -> object:
    """Return rows as they compare: by episode, tuples as lists, and −0 equal to 0, which PostgreSQL does not keep."""
    return json.loads(json.dumps(sorted(rows, key=lambda row: row.episode)))


if __name__ == "__main__":
    where = Path(os.environ["UNSTUCK_HOME"])
    if sys.argv[1] == "build":
        build(where)
    elif sys.argv[1] == "copy":
        copy(where, os.environ["UNSTUCK_DATABASE_URL"])
    else:
        print(json.dumps(inside()))
