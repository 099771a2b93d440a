"""The gate itself, rule by rule, with a table made up for it: whom it lets through, and where it leads everybody else.

The matrix asks every cell of the real table; what is asked here is asked of the code alone.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from unstuck.web.accounts.queries import SecondFactor
from unstuck.web.components.identity_provider import SECOND_FACTOR_AT_PROVIDER
from unstuck.web.config import authorization
from unstuck.web.config.authorization import AuthorizationMiddleware, rights

TABLE: authorization.Rights = {
    "home:open": {"GET": {"everybody": ()}},
    "home:all": {"GET": {"signed_in": ()}, "POST": {"signed_in": ()}},
    "home:some": {"GET": {"worker": ("own", "team"), "manager": ()}},
    "mfa_index": {"GET": {"signed_in": ()}},
    "account_logout": {"GET": {"signed_in": ()}},
    "accounts:me": {"GET": {"signed_in": ()}},
    "accounts:sessions": {"GET": {"signed_in": ()}},
    "accounts:other": {"GET": {"signed_in": ()}},
}


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """Put the table in place, let nobody have a second factor, and return the methods of forms that were kept."""
    forms: list[str] = []
    settings.SECOND_FACTOR_FOR = frozenset({"administrator"})
    monkeypatch.setattr(authorization, "rights", lambda: TABLE)
    monkeypatch.setattr(authorization, "store_typed_form", lambda request: forms.append(request.method))
    monkeypatch.setattr(authorization, "second_factor_of", lambda _user: SecondFactor(False, 0, 0))
    return forms


def request(route: str, role: str | None = "worker", method: str = "GET", **more: Any) -> Any:
    """Return what somebody asks; `role` None: somebody who has none now; "": somebody who is not signed in."""
    found: Any = RequestFactory().generic(method, "/some/page/?of=it")
    found.resolver_match = SimpleNamespace(view_name=route)
    found.user = AnonymousUser() if role == "" else SimpleNamespace(is_authenticated=True)
    found.actor = SimpleNamespace(role=role, needs_second_factor=more.pop("needs", False)) if role else None
    found.session, found._messages = more, CookieStorage(found)
    return found


def gate(asked: Any) -> HttpResponse | None:
    return AuthorizationMiddleware(lambda _request: HttpResponse()).process_view(asked, None, (), {})


def led(asked: Any) -> str:
    """Return where somebody is led; empty where they are let through."""
    answer = gate(asked)
    return "" if answer is None else answer["Location"]


@pytest.mark.parametrize(
    ("route", "method", "role"),
    [
        ("home:unknown", "GET", "worker"),
        ("home:some", "POST", "worker"),
        ("home:all", "DELETE", "worker"),
        ("home:some", "GET", "supervisor"),
        ("home:some", "HEAD", "supervisor"),
        ("home:all", "GET", None),
        ("home:some", "GET", None),
        ("home:unknown", "GET", ""),
    ],
)
def test_what_is_not_in_the_table_is_refused(kept: list[str], route: str, method: str, role: str | None) -> None:
    with pytest.raises(PermissionDenied):
        gate(request(route, role, method))
    assert kept == []


@pytest.mark.parametrize(
    ("route", "method", "role"),
    [
        ("home:open", "GET", ""),
        ("home:open", "GET", None),
        ("home:open", "GET", "worker"),
        ("home:open", "HEAD", ""),
        ("home:all", "GET", "supervisor"),
        ("home:all", "POST", "worker"),
        ("home:some", "GET", "worker"),
        ("home:some", "HEAD", "manager"),
    ],
)
def test_whoever_is_in_it_is_let_through(kept: list[str], route: str, method: str, role: str | None) -> None:
    assert gate(request(route, role, method)) is None
    assert kept == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_not_signed_in_signs_in_first_and_nothing_typed_is_lost(kept: list[str], method: str) -> None:
    assert led(request("home:all", "", method)) == "/sign-in/?next=/some/page/%3Fof%3Dit"
    assert kept == [method]


@pytest.mark.parametrize(
    ("role", "needs", "session", "first"),
    [
        ("worker", False, {}, False),
        ("worker", True, {}, True),
        ("administrator", False, {}, True),
        ("administrator", True, {SECOND_FACTOR_AT_PROVIDER: True}, False),
        ("administrator", True, {SECOND_FACTOR_AT_PROVIDER: False}, True),
    ],
)
def test_whose_role_needs_a_second_factor_sets_one_up_first(
    kept: list[str], role: str, needs: bool, session: dict[str, Any], first: bool
) -> None:
    asked = request("home:all", role, needs=needs, **session)
    assert led(asked) == ("/me/second-factor/" if first else "")
    said = [str(one) for one in get_messages(asked)]
    assert said == (["Your role needs a second factor. Set one up first: an app, or a passkey."] if first else [])
    assert [one.level_tag for one in get_messages(asked)] == (["error"] if first else [])


@pytest.mark.parametrize(
    ("route", "open_to_them"),
    [
        ("mfa_index", True),
        ("account_logout", True),
        ("accounts:me", True),
        ("accounts:sessions", True),
        ("accounts:other", False),
        ("home:all", False),
    ],
)
def test_until_then_only_their_own_account_is_open(kept: list[str], route: str, open_to_them: bool) -> None:
    assert (gate(request(route, "administrator")) is None) == open_to_them


@pytest.mark.parametrize("factor", [SecondFactor(True, 0, 0), SecondFactor(False, 1, 0)])
def test_who_has_an_app_or_a_passkey_is_let_through(
    kept: list[str], monkeypatch: pytest.MonkeyPatch, factor: SecondFactor
) -> None:
    monkeypatch.setattr(authorization, "second_factor_of", lambda _user: factor)
    assert gate(request("home:all", "administrator")) is None


def test_no_proxy_keeps_a_page_and_no_computer_one_about_people() -> None:
    def answer(role: str) -> set[str]:
        held = AuthorizationMiddleware(lambda _request: HttpResponse())(request("home:open", role))
        return set(held["Cache-Control"].split(", "))

    assert answer("") == {"private", "no-cache"}
    assert answer("worker") == {"private", "no-cache", "no-store"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("everybody", {"everybody": ()}),
        ("signed_in", {"signed_in": ()}),
        ({"worker": ["own", "covering"], "manager": []}, {"worker": ("own", "covering"), "manager": ()}),
        (
            {"supervisor": ["own", "covering", "asked", "team", "agency", "outside"]},
            {"supervisor": ("own", "covering", "asked", "team", "agency", "outside")},
        ),
    ],
)
def test_a_cell_says_who_and_what_they_must_be_to_the_client(cells: Any, expected: Any) -> None:
    assert authorization._cell("home:x", cells) == expected


@pytest.mark.parametrize(
    ("cells", "found"),
    [({"boss": []}, "boss"), ({"worker": ["friend"]}, "friend"), ({"worker": ["own"], "chief": ["kin"]}, "chief, kin")],
)
def test_a_cell_that_names_an_unknown_role_or_relation_is_refused(cells: Any, found: str) -> None:
    with pytest.raises(
        ValueError, match=rf"^authorization\.toml, home:x: expected roles and relations, found {found}$"
    ):
        authorization._cell("home:x", cells)


def test_the_table_is_read_from_its_file() -> None:
    table = rights()
    assert table["home:client"]["GET"] == {"worker": ("own", "covering"), "supervisor": ("own", "covering", "team")}
    assert table["home:caseload"]["POST"] == {"worker": (), "supervisor": ()}
