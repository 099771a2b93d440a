"""The cast, the clock, and browsers without a window for each person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, Cast, make_cast
from unstuck.web.accounts.models import Person
from unstuck.web.components import dates


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
