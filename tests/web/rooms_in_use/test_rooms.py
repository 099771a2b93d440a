"""An agency switches off what it does not use: no page of it opens, no link leads there, and nothing in it is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404
from django.test import Client as Browser
from django.urls import Resolver404, resolve

from tests.web.authorization import makers
from tests.web.authorization.routes import Route, routes
from tests.web.authorization.world import World
from tests.web.cast import NOW, Cast, write_context
from tests.web.clients.forms import open_form, send
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied
from unstuck.web.components.open_routes import closing
from unstuck.web.config import rooms
from unstuck.web.config.authorization import EVERYBODY, rights
from unstuck.web.config.rooms import RoomsMiddleware, closed_routes, routes_by_room
from unstuck.web.notifications.actions import tell
from unstuck.web.reviews.presenters.guided import step_guide
from unstuck.web.rooms_in_use.actions import use_rooms
from unstuck.web.rooms_in_use.switchable import SwitchableRoom

AsPerson = Callable[[Person | None], Browser]
PAGE = "/set-up/rooms/"
EVERY = frozenset(SwitchableRoom.values)
LINK = re.compile(r"(?:href|action)=\"(/[^\"?#]*)")


@pytest.fixture
def busy(cast: Cast) -> World:
    """Cleo, with something under way in every room that shows on other pages."""
    known = {"worker": cast.worker}
    actors = {"worker": cast.actor(cast.worker)}
    world = World(cast, known, actors, {"worker": cast.cleo})  # type: ignore[arg-type]  # one person is enough here
    route = Route("", ())
    for make in (makers.task, makers.objection, makers.tablet, makers.sent, makers.vignette):
        make(world, "worker", route)
    makers._page_link(world, "worker")
    ids = {"episode": str(cast.cleo.public_id), "task": str(cast.agency.public_id)}
    tell([cast.worker.pk], "advocacy.near", "advocacy:task", ids, agency=cast.agency.pk, now=NOW)
    return world


def switch_off(cast: Cast, *off: str) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(rooms_off=list(off))


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_every_route_of_a_room_is_declared_and_closed() -> None:
    names = {route.name for route in routes()}
    found = routes_by_room()
    assert set().union(*found.values()) <= names
    for room in ("learning", "vignettes", "hours", "circles", "advocacy", "directory", "score_files", "process_notes"):
        assert found[room] == {name for name in names if name.startswith(f"{room}:")}
    assert {name for name in names if "tablet" in name} == found["tablets"]
    refuse = RoomsMiddleware(lambda _request: None)  # type: ignore[arg-type,return-value]
    for room, closed in found.items():
        for name in closed:
            match, somebody = SimpleNamespace(view_name=name), SimpleNamespace(rooms_off=frozenset({room}))
            request = SimpleNamespace(resolver_match=match, actor=somebody, COOKIES={})
            if any(EVERYBODY in cell for cell in rights()[name].values()):
                continue  # the agency behind the link counts: asked below
            with pytest.raises(Http404):
                refuse.process_view(request, None, (), {})
            somebody.rooms_off = EVERY - {room, "learning"} if room != "learning" else EVERY - {room}
            refuse.process_view(request, None, (), {})


def test_a_new_route_must_be_decided_about(monkeypatch: pytest.MonkeyPatch) -> None:
    named = [*(route.name for route in routes()), "supervision:a_new_page"]
    monkeypatch.setattr(rooms, "_names", lambda _resolver: named)
    with pytest.raises(ValueError, match="supervision: expected every route in routes or stays, found supervision:a_n"):
        routes_by_room.__wrapped__()


def pages(cast: Cast, as_person: AsPerson) -> Iterator[tuple[str, str]]:
    """Yield the main pages of each role, with their addresses."""
    about = f"/clients/{cast.cleo.public_id}/"
    parts = ("", "before/", "plan/", "referrals/", "review/", "check-ins/", "check-ins/ask/", "facts/", "safety/")
    worker = ["/caseload/", "/consultations/", "/outside-support/", "/notifications/", "/me/", "/check-ins/waiting/"]
    for person, addresses in (
        (cast.worker, [*worker, *(f"{about}{part}" for part in parts)]),
        (cast.outsider, ["/caseload/"]),
        (cast.supervisor, ["/caseload/", "/me/", "/second-person/", about]),
        (cast.manager, ["/overview/"]),
        (cast.administrator, ["/set-up/", "/people/", "/check-ins/settings/", PAGE]),
    ):
        browser = as_person(person)
        for address in addresses:
            answer = browser.get(address)
            if answer.status_code == 200:
                yield f"{person.name} {address}", answer.content.decode()


def led_to(page: str) -> set[str]:
    """Return the routes that a page's links and forms lead to."""
    found = set()
    for address in map(unescape, LINK.findall(page)):
        try:
            found.add(resolve(address).view_name)
        except Resolver404:
            continue
    return found


def test_no_link_is_left_and_none_was_left_out(cast: Cast, busy: World, as_person: AsPerson) -> None:
    closed = closed_routes(EVERY)
    every = {address: led_to(page) for address, page in pages(cast, as_person)}
    before = {address: found & closed for address, found in every.items()}
    assert len(before) > 18, sorted(before)
    assert "emergency:open" in every["Wanda /caseload/"]
    spaces = {name.partition(":")[0] for found in before.values() for name in found}
    there = {"learning", "supervision", "circles", "advocacy", "directory", "score_files", "process_notes"}
    assert spaces == {*there, "client_pages", "checkins"}, "the rooms that these pages lead to, seen while all are on"
    switch_off(cast, *EVERY)
    Agency.objects.filter(pk=cast.other_agency.pk).update(rooms_off=list(EVERY))
    left = {address: led_to(page) for address, page in pages(cast, as_person)}
    assert {address: found & closed for address, found in left.items() if found & closed} == {}
    assert set(left) == set(before), "every other page still opens"
    gone = {address: every[address] - closed - found for address, found in left.items()}
    assert {address: found for address, found in gone.items() if found} == {}, "no way to an open room went with it"


def test_an_administrator_is_told_what_is_under_way(cast: Cast, busy: World, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    page = text_of(browser.get(PAGE))
    for things in ("1 task for a client is under way", "1 question to another agency waits", "1 client has a page"):
        assert things in page
    kept = [room for room in SwitchableRoom.values if room not in ("advocacy", "hours")]
    refused = send(browser, PAGE, {**open_form(browser, PAGE), "used": kept})
    assert refused.status_code == 422
    assert "Under way in what you switch off: 1 task for a client is under way." in text_of(refused)
    assert Agency.objects.get(pk=cast.agency.pk).rooms_off == []
    assert send(browser, PAGE, {**open_form(browser, PAGE), "used": kept, "sure": "on"}).status_code == 302
    assert Agency.objects.get(pk=cast.agency.pk).rooms_off == ["hours", "advocacy"]
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.details) == ("agency.rooms", {"before": [], "after": ["hours", "advocacy"]})
    tasks = f"/clients/{cast.cleo.public_id}/advocacy/"
    assert as_person(cast.worker).get(tasks).status_code == 404
    assert as_person(cast.worker).get("/hours/").status_code == 404
    waiting = text_of(as_person(cast.worker).get("/notifications/"))
    assert "Your agency does not use this room at present." in waiting
    use_rooms(cast.actor(cast.administrator), SwitchableRoom.values, sure=False, context=write_context())
    assert "Housing office" in text_of(as_person(cast.worker).get(tasks)), "it came back as it was"
    with pytest.raises(Denied):
        use_rooms(cast.actor(cast.manager), [], sure=True, context=write_context())


def test_what_needs_no_sign_in_goes_by_the_agency_behind_the_link(cast: Cast, busy: World, as_person: AsPerson) -> None:
    nobody = as_person(None)
    mine = f"/mine/{makers.token(busy, 'worker', Route('client_pages:mine', ()))}/"
    tablet = f"/tablet/{makers.token(busy, 'worker', Route('checkins:tablet', ()))}/"
    assert nobody.get(mine).status_code == 200
    assert nobody.get(tablet).status_code == 302
    assert nobody.get("/tablet/").status_code == 200
    switch_off(cast, "tablets", "client_pages")
    for browser in (nobody, as_person(cast.outsider)):
        assert browser.get(mine).status_code == 404
        assert browser.get(tablet).status_code == 404
    assert nobody.get("/tablet/").status_code == 404
    assert nobody.get("/mine/leave/").status_code != 404, "the way out stays"


def test_the_next_step_is_said_in_words_where_its_room_is_off(cast: Cast) -> None:
    advised = SimpleNamespace(code="advocate", title="Speak up for the client", reasons=(), rests_on=(), sources=())
    guided = step_guide(advised, cast.cleo.public_id)  # type: ignore[arg-type]
    assert "/advocacy/" in guided.address
    with closing(closed_routes(frozenset({"advocacy"}))):
        without = step_guide(advised, cast.cleo.public_id)  # type: ignore[arg-type]
    assert (without.title, without.verb) == ("Speak up for the client", "Record what stands in the way")
    assert "/facts/engagement/" in without.address
