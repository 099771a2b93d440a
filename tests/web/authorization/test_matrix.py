"""The matrix is complete, and the site answers every question as the table says.

If every person asked every question these would be 32,735, each checked for its answer, for a page that began, for what
was written and for whose clients were shown. 10,592 are asked, checked in the same four ways and, where a client is
named, for an entry in the record of access. Nothing is lost by that: what was left out is answered by the same line of
code from the same values as a question that is still asked, and matrix.py says for each kind which line and which
question. Every role, relation, route and method that had an answer of its own still has it; every person still asks
somewhere, and on the client's page everybody asks everything. The flaws in test_planted_flaws.py are still named, by
the same route, role and relation.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client as Browser

from tests.web.authorization.makers import MAKERS
from tests.web.authorization.matrix import METHODS, Asking, gaps
from tests.web.authorization.routes import routes
from tests.web.authorization.world import ANONYMOUS
from unstuck.web.components import prepared_queries
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.config import authorization
from unstuck.web.config.authorization import rights


def test_every_route_has_a_row_every_row_a_route_every_argument_a_maker() -> None:
    found = list(gaps())
    assert not found, "\n".join(found)


EACH_METHOD = [pytest.param(one, marks=() if one in ("GET", "POST") else pytest.mark.sqlite_only) for one in METHODS]
"""What GET and POST ask of a database is all that is asked of it: the other methods run their code, or none."""


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Let Django write each prepared query anew as well, the first times it is asked, and compare the rows."""
    compared: Counter[str] = Counter()

    def rows(build: Any, *values: Any) -> list[Any]:
        found, name = rows_of(build, *values), f"{build.__module__}.{build.__qualname__}"
        compared[name] += 1
        if compared[name] <= OFTEN_ENOUGH:
            assert _plain(found) == _plain(build(*values)), name
        return found

    for module in [one for name, one in sys.modules.items() if name.startswith("unstuck.web.")]:
        if getattr(module, "rows_of", None) is rows_of and module is not prepared_queries:
            monkeypatch.setattr(module, "rows_of", rows)
    return compared


OFTEN_ENOUGH = 25


def _plain(rows: Iterable[Any]) -> list[Any]:
    """Return rows with all columns that were read of them: two copies of a model are equal by their number alone."""
    return [
        [(field.attname, str(vars(row)[field.attname])) for field in row._meta.fields if field.attname in vars(row)]
        if isinstance(row, Model)
        else row
        for row in rows
    ]


@pytest.mark.parametrize("method", EACH_METHOD)
def test_every_question_is_answered_as_the_table_says(asking: Asking, method: str, compared: Counter[str]) -> None:
    makeable = [route for route in routes() if set(route.arguments) <= set(MAKERS)]
    failures = asking.failures(makeable, [method])
    assert not failures, "\n".join(failures)
    assert method != "GET" or len(compared) > 30  # so many queries are prepared, and every page is asked for


@pytest.mark.parametrize("file", ["unstuck.css", "govuk-used.css", "govuk-frontend.min.js", "start.js"])
def test_style_and_scripts_are_open_to_everybody_and_nothing_beside_them_is(asking: Asking, file: str) -> None:
    assert asking.ask("GET", f"/static/unstuck/{file}", ANONYMOUS).status_code == 200
    assert asking.ask("POST", f"/static/unstuck/{file}", ANONYMOUS).status_code in (403, 404, 405)
    for beside in (
        "/static/",
        "/static/unstuck/",
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
    ):
        assert asking.ask("GET", beside, ANONYMOUS).status_code == 404


def test_an_address_that_does_not_exist_is_the_same_page_for_everybody_who_may_not_know(asking: Asking) -> None:
    absent = "/clients/00000000-0000-4000-8000-000000000000/"
    theirs = f"/clients/{asking.world.clients['outsider'].public_id}/"
    for person in ("worker", "supervisor"):
        pages = [asking.ask("GET", address, person) for address in (absent, theirs, "/no/such/page/")]
        assert [page.status_code for page in pages] == [404, 404, 404]
        assert _without_token(pages[0]) == _without_token(pages[1])


def _without_token(page: HttpResponse) -> str:
    """Return a page without what is new in every answer."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())


def test_a_table_that_names_an_unknown_role_or_relation_is_refused() -> None:
    with pytest.raises(ValueError, match="expected roles and relations, found boss, everything"):
        authorization._cell("some:route", {"boss": ["everything"]})
    assert rights()["home:client"]["GET"] == {
        "worker": ("own", "covering"),
        "supervisor": ("own", "covering", "team"),
    }


def test_the_browser_of_the_matrix_is_the_one_of_the_site(asking: Asking) -> None:
    """Guards the guard: somebody signed in by the matrix sees what the same person sees after signing in."""
    person = asking.world.people["worker"]
    assert person is not None
    ordinary = Browser()
    ordinary.force_login(person, backend="unstuck.web.accounts.sign_in.PeopleBackend")
    assert ordinary.get("/caseload/").status_code == asking.ask("GET", "/caseload/", "worker").status_code == 200


def test_the_matrix_may_take_as_long_as_a_busy_machine_needs(asking: Asking) -> None:
    """Guards the guard: hours after everybody signed in, a page that asks for the password again asks nobody."""
    hours_ago = time.time() - 12 * 60 * 60
    for key in asking.sessions.values():
        session = SessionStore(key)
        session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] = hours_ago
        session.save()
    second_factors = [route for route in routes() if route.name == "mfa_edit_webauthn"]
    assert asking.failures(second_factors, ["GET"]) == []
