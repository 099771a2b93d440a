"""The cast, the clock, and browsers without a window for each person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, Cast, make_cast
from tests.web.emptying import emptying_past_the_triggers
from unstuck.web.accounts.models import Person
from unstuck.web.components import dates


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what can only be asked of the other database."""
    if os.environ.get("UNSTUCK_DATABASE_URL"):
        out = [item for item in items if item.get_closest_marker("sqlite_only")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """Between tests with transactions of their own, Django empties all tables, the append-only ones too."""
    with emptying_past_the_triggers():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole site believes that it is noon of the cast's day."""
    monkeypatch.setattr(dates, "now", lambda: NOW)


@pytest.fixture
def as_person() -> Callable[[Person | None], Browser]:
    """Return a browser in which this person is signed in (None: nobody)."""

    def browser(person: Person | None, **options: Any) -> Browser:
        found = Browser(**options)
        if person is not None:
            found.force_login(person, backend="unstuck.web.accounts.sign_in.PeopleBackend")
        return found

    return browser
