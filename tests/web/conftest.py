"""The cast, the clock, and browsers without a window for each person.

The cast is made once in each process and committed; tests undo what they do to it. So tests run in this order: those
that do without a site, while its tables are being made; those without the cast, on an empty database; those with it;
then those with transactions of their own, which empty the database. Browsers come last: where one runs, Django
believes that it is called from asynchronous code.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.web.cast import NOW, Cast, make_cast
from tests.web.emptying import emptying_past_the_triggers
from unstuck.web.accounts.models import Person
from unstuck.web.audit.access import record
from unstuck.web.audit.access.postgres_store import PostgresAccessStore
from unstuck.web.audit.access.rows import AccessRow
from unstuck.web.audit.access.sqlite_store import SqliteAccessStore
from unstuck.web.audit.access.stores import AccessStore, access_store, close_access_stores
from unstuck.web.components import dates


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put tests in the order above. On either database leave out, rather than skip, what says nothing about it."""
    items.sort(key=lambda item: (_turn(item), LONGEST not in item.nodeid))
    first = {WITH_CAST: "kept_cast", OWN_TRANSACTIONS: "emptied"}
    for item in items:
        if needed := first.get(_turn(item)):
            item.fixturenames.insert(0, needed)  # type: ignore[attr-defined]  # before any transaction begins
    on_postgresql = bool(os.environ.get("UNSTUCK_DATABASE_URL"))
    out = {item for item in items if item.get_closest_marker("sqlite_only" if on_postgresql else "postgresql_only")}
    out |= {item for item in items if on_postgresql and not _asks_the_database(item)}
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]


LONGEST = "test_every_page.py"
"""Begins before the other journeys, so that no worker is left alone with it at the end."""
WITHOUT_SITE, WITHOUT_CAST, WITH_CAST, OWN_TRANSACTIONS, IN_A_BROWSER = range(5)
HERE = Path(__file__).parent


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("journey"):
        return IN_A_BROWSER
    if HERE not in item.path.parents and not _asks_the_database(item):
        return WITHOUT_SITE
    if _has_own_transactions(item):
        return OWN_TRANSACTIONS
    return WITH_CAST if "cast" in getattr(item, "fixturenames", ()) else WITHOUT_CAST


def _asks_the_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets this test reach the database: elsewhere a query is an error.

    Commands in processes of their own (site_process.py) never hear of this run's database: they make a file.
    """
    asked = {"db", "transactional_db", "kept_cast"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db"))


def _has_own_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """Between tests with transactions of their own, Django empties all tables, the append-only ones too."""
    with emptying_past_the_triggers():
        yield


@pytest.fixture(autouse=True, scope="session")
def access_without_waiting_for_the_disk() -> Iterator[None]:
    """Each page that is looked at is on record before it is sent; nobody pulls the plug here, so no disk is waited for.

    On a plain disk the wait is five milliseconds a page, a quarter of what the matrix of rights takes.
    """
    opens = SqliteAccessStore._open

    @wraps(opens)
    def not_waiting(store: SqliteAccessStore) -> Any:
        connection = opens(store)
        connection.execute("PRAGMA synchronous = OFF").close()
        return connection

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SqliteAccessStore, "_open", not_waiting)
        yield


@pytest.fixture(autouse=True, scope="session")
def static_files_looked_for_once() -> Iterator[None]:
    """Each browser of a test loads the middleware anew, and WhiteNoise then looks for every file that it serves."""
    looks, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    @wraps(looks)
    def once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            looks(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def noted_on_access() -> Iterator[dict[str, int]]:
    """How long each agency's record of access has become in this process."""
    lengths: dict[str, int] = {}
    with pytest.MonkeyPatch.context() as patched:
        for kind in (SqliteAccessStore, PostgresAccessStore):
            patched.setattr(kind, "append", _noting(kind.append, lengths))
        yield lengths


def _noting(append: Any, lengths: dict[str, int]) -> Any:
    @wraps(append)
    def noting(store: Any, event: Any) -> Any:
        row = append(store, event)
        lengths[row.agency] = row.number
        return row

    return noting


class AccessOfOneTest:
    """The record of access as one test sees it: no rollback takes back what tests before it put there."""

    def __init__(self, store: AccessStore, before: Mapping[str, int]) -> None:
        self._store, self._before = store, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def about(self, agency: str, client: str, most: int) -> list[AccessRow]:
        rows = self._store.about(agency, client, most)
        return [row for row in rows if row.number > self._before.get(agency, 0)]


@pytest.fixture(autouse=True)
def access_of_this_test(monkeypatch: pytest.MonkeyPatch, noted_on_access: dict[str, int]) -> None:
    before = dict(noted_on_access)
    monkeypatch.setattr(record, "access_store", lambda: AccessOfOneTest(access_store(), before))


@pytest.fixture(scope="session")
def access_let_go(django_db_setup: None) -> Iterator[None]:
    """The record of access has a connection of its own: it is closed before the database of the run is dropped."""
    yield
    close_access_stores()


@pytest.fixture(scope="session")
def kept_cast(access_let_go: None, django_db_blocker: Any) -> Cast:
    """The cast, committed: for all later tests of this process."""
    with django_db_blocker.unblock():
        return make_cast()


@pytest.fixture(scope="session")
def emptied(access_let_go: None, django_db_blocker: Any, tables_can_be_emptied: None) -> None:
    """No cast from earlier tests: those with transactions of their own empty the database after themselves only."""
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    return deepcopy(request.getfixturevalue("kept_cast")) if "kept_cast" in request.fixturenames else make_cast()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole site believes that it is noon of the cast's day."""
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)


@pytest.fixture
def as_person() -> Callable[[Person | None], Browser]:
    """Return a browser in which this person is signed in (None: nobody)."""

    def browser(person: Person | None, **options: Any) -> Browser:
        found = Browser(**options)
        if person is not None:
            found.force_login(person, backend="unstuck.web.accounts.sign_in.PeopleBackend")
        return found

    return browser
