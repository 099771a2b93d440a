"""The matrix finds flaws of the kinds that let people see what is not theirs: each is planted, and must be named."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as site_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from pytest_django.fixtures import Settings

from tests.web.authorization.matrix import Asking, gaps
from tests.web.authorization.routes import Route, routes
from tests.web.cast import TODAY, write_context
from unstuck.web.accounts.actors import Actor, Request
from unstuck.web.accounts.models import Membership
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Episode
from unstuck.web.components import prepared_queries
from unstuck.web.config import urls
from unstuck.web.config.authorization import AuthorizationMiddleware
from unstuck.web.home import open_rows

pytestmark = pytest.mark.sqlite_only  # what guards the guard says nothing about a database
View = Callable[..., HttpResponse]
ABOUT_ONE = "planted/<uuid:episode>/"


def _route(name: str) -> Route:
    return next(route for route in routes() if route.name == name)


def _replaced_everywhere(monkeypatch: pytest.MonkeyPatch, original: object, name: str, flaw: object) -> None:
    """Put the flaw wherever a module of the site calls the original by this name, also in what is prepared already."""
    monkeypatch.setattr(prepared_queries, "_known", {})
    for module in [one for place, one in sys.modules.items() if place.startswith("unstuck.web")]:
        if getattr(module, name, None) is original:
            monkeypatch.setattr(module, name, flaw)


def _with_view(settings: Settings, monkeypatch: pytest.MonkeyPatch, space: str, name: str, view: View) -> None:
    """Let the route of this name lead to `view`; the rest of the site stays."""
    planted = path(ABOUT_ONE, view, name=name)
    rooms = [_room(one, planted if one.namespace == space else None) for one in urls.urlpatterns]
    conf: Any = ModuleType("planted_urls")
    conf.urlpatterns = rooms
    conf.handler404, conf.handler403, conf.handler500 = urls.handler404, urls.handler403, urls.handler500
    monkeypatch.setitem(sys.modules, "planted_urls", conf)
    settings.ROOT_URLCONF = "planted_urls"


def _room(one: URLResolver, planted: URLPattern | None) -> URLResolver:
    kept = [inner for inner in one.url_patterns if planted is None or getattr(inner, "name", None) != planted.name]
    patterns = [*([planted] if planted else []), *kept]
    made: URLResolver = path("", include((patterns, one.app_name)) if one.app_name else include(patterns))
    return made


def _assert_named(found: list[str], beginning: str) -> None:
    """A page past its gate may be shown or may break: either way the route and the person are named."""
    assert [one for one in found if one.startswith(beginning)], found


def test_a_gate_that_forgot_its_scope(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    flaw = lambda actor: Episode.objects.all()  # noqa: E731  (a flaw in one line)
    _replaced_everywhere(monkeypatch, permissions.episodes_for, "episodes_for", flaw)
    found = asking.failures([_route("home:client"), _route("caseload:facts")])
    for route in ("home:client", "caseload:facts"):
        _assert_named(found, f"{route} GET, teammate, team: expected 404, found ")
        _assert_named(found, f"{route} GET, outsider, outside: expected 404, found ")


def test_a_list_that_names_everybody(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caseload asks the gate and names its workers besides: only without both does it show others."""
    right, everybody = open_rows.open_rows, [person.pk for person in asking.world.people.values() if person is not None]
    flaw = lambda actor: Episode.objects.all()  # noqa: E731  (a flaw in one line)
    _replaced_everywhere(monkeypatch, permissions.episodes_for, "episodes_for", flaw)
    alone = asking.failures([_route("home:caseload")], ["GET"])
    assert [one.rpartition(", ")[0] for one in alone] == ["home:caseload GET, supervisor"], (
        "a restriction is the gate's"
    )
    _replaced_everywhere(monkeypatch, right, "open_rows", lambda actor, workers, also: right(actor, everybody))
    found = asking.failures([_route("home:caseload")], ["GET"])
    assert any(one.startswith("home:caseload GET, outsider, no client in it: shows clients of others") for one in found)


def test_a_view_that_fetches_by_id_past_the_gate(
    asking: Asking, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaky(request: Request, episode: UUID) -> HttpResponse:
        return HttpResponse(Episode.objects.get(public_id=episode).client.name)

    _with_view(settings, monkeypatch, "home", "client", leaky)
    found = asking.failures([_route("home:client")])
    assert "home:client GET, outside_supervisor, outside: expected 404, found let in" in found
    assert any(one.startswith("home:client GET, worker, outside: shows clients of others") for one in found)
    assert not [one for one in found if ", manager, " in one], "the middleware still refuses by role"


def test_a_gate_that_forgot_the_agency(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    def flaw(actor: Actor) -> Any:
        return Episode.objects.filter(worker__memberships__role__in=("worker", "supervisor"))

    _replaced_everywhere(monkeypatch, permissions.episodes_for, "episodes_for", flaw)
    found = asking.failures([_route("home:client")])
    _assert_named(found, "home:client GET, supervisor, outside: expected 404, found ")


def test_a_route_without_a_row(asking: Asking, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_to_all(request: HttpRequest, episode: UUID) -> HttpResponse:
        return HttpResponse("in")

    _with_view(settings, monkeypatch, "home", "planted", open_to_all)
    assert "home:planted: in the URL configuration, not in the table" in list(gaps())
    answer = asking.ask("GET", f"/planted/{asking.world.cast.cleo.public_id}/", "worker")
    assert answer.status_code == 403, "at run time, too, what is not listed is refused"


def test_a_route_with_an_argument_that_nobody_makes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    conf: Any = ModuleType("strange_urls")
    conf.urlpatterns = [path("strange/<int:thing>/", lambda request, thing: HttpResponse(), name="strange")]
    monkeypatch.setitem(sys.modules, "strange_urls", conf)
    settings.ROOT_URLCONF = "strange_urls"
    found = list(gaps())
    assert "strange: nobody makes its argument thing" in found
    assert "home:client: in the table, not in the URL configuration" in found


def test_without_the_middleware(asking: Asking, settings: Settings) -> None:
    gone = "unstuck.web.config.authorization.AuthorizationMiddleware"
    settings.MIDDLEWARE = [one for one in site_settings.MIDDLEWARE if one != gone]
    found = asking.failures([_route("accounts:people"), _route("home:client")])
    assert "accounts:people GET, worker, no client in it: expected 403, found let in" in found
    assert any(one.startswith("accounts:people GET, anonymous, ") for one in found)
    _assert_named(found, "home:client DELETE, worker, own: expected 403, found ")


class RefusesTooLate(AuthorizationMiddleware):
    """Lets every page begin, and refuses what it made."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = super().__call__(request)
        return super().process_view(request, None, (), {}) or answer

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        return None


def test_a_middleware_that_refuses_after_the_page(asking: Asking, settings: Settings) -> None:
    """Every answer is right, and yet whoever is refused has been through the page."""
    late = f"{RefusesTooLate.__module__}.{RefusesTooLate.__name__}"
    right = "unstuck.web.config.authorization.AuthorizationMiddleware"
    settings.MIDDLEWARE = [late if one == right else one for one in site_settings.MIDDLEWARE]
    found = asking.failures([_route("home:client")], ["GET", "DELETE"])
    for beginning in (
        "GET, anonymous, outside",
        "GET, manager, own",
        "DELETE, worker, own",
        "DELETE, membership_ended, own",
    ):
        assert any(one.startswith(f"home:client {beginning}: refused, if at all, after") for one in found), found


def test_a_team_of_nobody_that_is_read_as_everybody(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    right = permissions.workers_of

    def flaw(actor: Actor) -> Any:
        return right(actor) if actor.team_id else Membership.objects.all()

    _replaced_everywhere(monkeypatch, right, "workers_of", flaw)
    found = asking.failures([_route("home:client"), _route("home:caseload")])
    _assert_named(found, "home:client GET, supervisor_without_team, agency: expected 404, found ")
    assert not [one for one in found if "supervisor_without_team" not in one]


def test_an_action_without_its_check(asking: Asking, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def unchecked(request: Request, episode: UUID) -> HttpResponse:
        if request.method == "POST":
            found = Episode.objects.get(public_id=episode)
            add_score(request.actor, found, Total("PHQ-9", 3, TODAY), write_context())
        return redirect("home:start")

    monkeypatch.setattr(permissions, "check_may_write", lambda actor, episode: None)
    _with_view(settings, monkeypatch, "checkins", "score_add", unchecked)
    found = asking.failures([_route("checkins:score_add")])
    assert "checkins:score_add POST, teammate, team: expected 404, found let in" in found
    assert "checkins:score_add POST, supervisor, team: refused, and yet something was written" in found


def test_a_refusal_that_comes_after_the_writing(
    asking: Asking, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(request: Request, episode: UUID) -> HttpResponse:
        found = Episode.objects.get(public_id=episode)
        add_score(request.actor, found, Total("PHQ-9", 3, TODAY), write_context())
        return HttpResponse(status=404)

    monkeypatch.setattr(permissions, "check_may_write", lambda actor, episode: None)
    _with_view(settings, monkeypatch, "checkins", "score_add", late)
    wanted = "checkins:score_add POST, outsider, outside: refused, and yet something was written"
    assert wanted in asking.failures([_route("checkins:score_add")])
