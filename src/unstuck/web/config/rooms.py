"""Rooms that an agency has switched off: their addresses answer 404, and their links are gone, in one place.

`rooms.toml`, beside the table of rights, says which routes belong to which room. For whoever is signed in it is their
own agency that counts; a page that opens to whoever holds a link belongs to the agency behind the link.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLResolver, get_resolver

from unstuck.web.checkins.permissions import tablet_of
from unstuck.web.checkins.screens import HOME_COOKIE
from unstuck.web.client_pages.permissions import page_link_of
from unstuck.web.components import dates
from unstuck.web.components.open_routes import closing
from unstuck.web.config.authorization import EVERYBODY, rights
from unstuck.web.rooms_in_use.switchable import SwitchableRoom

TABLE = Path(__file__).with_name("rooms.toml")


@cache
def routes_by_room() -> Mapping[str, frozenset[str]]:
    """Return the routes of each room that can be switched off. ValueError for a table that does not fit the site."""
    known, table = frozenset(_names(get_resolver())), tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if set(table) != set(SwitchableRoom.values):
        raise ValueError(f"{TABLE.name}: expected the rooms {', '.join(sorted(SwitchableRoom.values))}")
    found = {room: frozenset(_expanded(room, row["routes"], known)) for room, row in table.items()}
    for room, row in table.items():
        spaces = {name.partition(":")[0] for name in found[room]}
        decided = {*row.get("stays", ()), *(name for routes in found.values() for name in routes)}
        left = {name for name in known if name.partition(":")[0] in spaces} - decided
        if left or not decided <= known:
            message = f"{TABLE.name}, {room}: expected every route in routes or stays, found {', '.join(sorted(left))}"
            raise ValueError(message)
    return found


def _names(resolver: URLResolver, before: str = "") -> Iterable[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, f"{before}{entry.namespace}:" if entry.namespace else before)
        elif entry.name:
            yield f"{before}{entry.name}"


def _expanded(room: str, listed: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    for name in listed:
        every = [one for one in known if one == name or (name.endswith(":*") and one.startswith(name[:-1]))]
        if not every:
            raise ValueError(f"{TABLE.name}, {room}: expected a route of the site, found {name}")
        yield from every


@cache
def _room_of() -> Mapping[str, str]:
    return {route: room for room, routes in routes_by_room().items() for route in routes}


@cache
def _within() -> Mapping[str, str]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {room: row["within"] for room, row in table.items() if "within" in row}


@cache
def closed_routes(off: frozenset[str]) -> frozenset[str]:
    """Return every route that is closed where these rooms are off."""
    closed = {room for room in SwitchableRoom.values if room in off or _within().get(room) in off}
    return frozenset().union(*(routes_by_room()[room] for room in closed))


def _agency_of_tablet(request: HttpRequest, named: Mapping[str, Any]) -> Any:
    tablet = tablet_of(named.get("token") or request.COOKIES.get(HOME_COOKIE, ""))
    return tablet.agency if tablet else None


def _agency_of_page(_request: HttpRequest, named: Mapping[str, Any]) -> Any:
    link = page_link_of(named["token"], dates.now())
    return link.episode.client.agency if link else None


AGENCY_BEHIND: Mapping[str, Callable[[HttpRequest, Mapping[str, Any]], Any]] = {
    SwitchableRoom.TABLETS: _agency_of_tablet,
    SwitchableRoom.CLIENT_PAGES: _agency_of_page,
}
"""How the agency is found behind a page that needs no sign-in; None for a link that opens nothing anyway."""


class RoomsMiddleware:
    """Stands inside the middleware that refuses by role, so that a role without a page never hears of its room."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Read before anybody asks for a page: a table that does not fit ends the start, and the texts that all rooms
        # make as they are loaded are nobody's in particular.
        routes_by_room()

    def __call__(self, request: Any) -> HttpResponse:
        """Close the routes of rooms that the person's agency has switched off, for every link of the answer."""
        with closing(closed_routes(_off(request))):
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        """Raise Http404 for a page of a room that is off, as for one that does not exist."""
        route = request.resolver_match.view_name
        room = _room_of().get(route)
        if room is None:
            return
        off = _off(request)
        if any(EVERYBODY in cell for cell in rights()[route].values()):
            agency = AGENCY_BEHIND[room](request, kwargs)
            off = frozenset(agency.rooms_off) if agency else frozenset()
        if route in closed_routes(off):
            raise Http404


def _off(request: Any) -> frozenset[str]:
    return request.actor.rooms_off if request.actor else frozenset()
