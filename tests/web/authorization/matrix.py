"""The authorization matrix: every route × method × person × relation, asked of the site and compared with the table.

What is expected comes from `config/authorization.toml` alone, and which routes exist from the URL configuration alone:

- a method that the table does not list, or a role that it does not list for the method: 403, for whoever asks;
- nobody signed in: to the sign-in page;
- a relation that is not enough: 404, as for something that does not exist. Where any person signed in may open a page
  about a thing of theirs, that is: their own;
- else in: no 403, 404, 405, no fault, and not to the sign-in page.

Besides, whoever is refused leaves no entry in the record, no answer names a client whom this person may not open, and
none names a client without an entry in the record of access.
Every question is asked in a savepoint of its own, so all of them meet the same world.

Each distinct answer is asked for once:

- The site knows people by their role, team and agency, so people of one role who are the same to a client get one
  answer. One of them asks: each person of the world speaks somewhere (STANDS_FOR). A page about no client may list
  those of whoever looks at it: it is asked by everybody who may open it.
- What the table refuses by method or role, or because nobody is signed in, is refused before the page begins: that is
  itself asked, of the handler that would begin it. So nothing reads what the address is about, and such a question is
  asked about what is nearest to the person.
- A method that the table does not list for a route is refused by one line, which reads neither person nor address.
  It is asked of every such route, by the roles in turn, so that every role tries every such method on many routes.
- HEAD runs the code of GET behind the same row of the table: on every route one person who may is asked, one to whom
  something is not theirs, and one of those refused before the page, the roles and relations in turn.

The client's page (IN_FULL) is asked everything, by everybody: it shows that the people who are left out elsewhere would
have got the answer of whoever stands for them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.client import ClientHandler
from django.urls import reverse

from tests.web.authorization.makers import ABOUT_SOMEBODY, MAKERS, a_concern, a_question, a_request, an_intention
from tests.web.authorization.routes import Route, routes
from tests.web.authorization.world import ANONYMOUS, SWITCHED_OFF, World
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.config.authorization import EVERYBODY, SIGNED_IN, rights

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
IN, SIGN_IN, NOT_YOUR_ROLE, NOT_YOURS = "let in", "to the sign-in page", "403", "404"
NO_CLIENT = "no client in it"
CROSSED = "own client, somebody else's part"
ASKED, ONCE_ASKED = "asked", "asked once, closed since"
"""What somebody is to a consultation, an intended ending or a cover, of somebody else's at their agency."""
ASKS_SOMEBODY = {"consultation", "intended"}
RESTRICTED = "restricted"
"""What somebody of the team is to a client who does not want to be seen by them: nothing suffices."""
IN_AN_EMERGENCY = "emergency"
"""What somebody is to a client whose record they opened in an emergency: what suffices for both of BOTH suffices."""
BOTH = {"covering", "team"}
NEAREST = (
    NO_CLIENT,
    "own",
    "covering",
    ASKED,
    "team",
    IN_AN_EMERGENCY,
    RESTRICTED,
    "agency",
    ONCE_ASKED,
    "outside",
    CROSSED,
)
BEFORE_THE_PAGE = (SIGN_IN, NOT_YOUR_ROLE)
"""Answers of the table itself, whatever the page is about."""
CLIENT_PAGE = "home:client"
IN_FULL = CLIENT_PAGE
STANDS_FOR = {
    ("worker", "team"): "teammate",
    ("worker", "agency"): "worker_elsewhere",
    ("worker", "outside"): "outsider",
    ("supervisor", "agency"): "other_supervisor",
    ("supervisor", "outside"): "outside_supervisor",
    ("administrator", "outside"): "outside_administrator",
}
"""Kind and relation -> who asks for all of them. Where nobody is named, the first person of the world who fits does."""


@dataclass(frozen=True)
class Cell:
    """One question: may this person use this method on this route, about something of this relation?"""

    route: Route
    method: str
    person: str
    relation: str

    def __str__(self) -> str:
        return f"{self.route.name} {self.method}, {self.person}, {self.relation}"


def gaps() -> Iterator[str]:
    """Yield what makes the matrix incomplete: routes without a row, rows without a route, arguments without a maker."""
    found = {route.name: route for route in routes()}
    yield from (f"{name}: in the URL configuration, not in the table" for name in found if name not in rights())
    yield from (f"{name}: in the table, not in the URL configuration" for name in rights() if name not in found)
    for route in found.values():
        yield from (f"{route.name}: nobody makes its argument {name}" for name in route.arguments if name not in MAKERS)


def cells(asked: Iterable[Route], methods: Iterable[str], world: World) -> Iterator[Cell]:
    """Yield every question about these routes and methods whose answer no other question gives."""
    for place, route in enumerate(asked):
        for method in methods:
            questions = list(all_cells(route, method, world))
            turn = place + METHODS.index(method)
            yield from questions if route.name == IN_FULL else _distinct(questions, world, turn)


def all_cells(route: Route, method: str, world: World) -> Iterator[Cell]:
    """Yield what everybody may ask about a route and a method."""
    for person in world.people if _listed(route, method) else world.one_of_each_role():
        about = [Cell(route, method, person, relation) for relation in _relations(route, world, person)]
        yield from _worth_asking(about, world)


def _listed(route: Route, method: str) -> bool:
    return ("GET" if method == "HEAD" else method) in rights().get(route.name, {})


def _distinct(questions: list[Cell], world: World, turn: int) -> list[Cell]:
    """Keep one question for each answer; see above. `turn` says whose turn it is where anybody of several may ask."""
    if not _listed(questions[0].route, questions[0].method):
        return [questions[turn % len(questions)]]
    kept = list(_one_for_each_kind(questions, world))
    if questions[0].method != "HEAD":
        return kept
    by_answer: dict[str, list[Cell]] = {}
    for cell in kept:
        by_answer.setdefault(answer_of(cell, world), []).append(cell)
    sent_away = [cell for answer in BEFORE_THE_PAGE for cell in by_answer.get(answer, [])]
    of_each = by_answer.get(IN, []), by_answer.get(NOT_YOURS, []), sent_away
    return [some[turn % len(some)] for some in of_each if some]


def _one_for_each_kind(questions: list[Cell], world: World) -> Iterable[Cell]:
    """Return one question for each role and relation, of whoever stands for these, else of the first such person."""
    kept: dict[tuple[str, str], Cell] = {}
    for cell in questions:
        a_list = cell.relation == NO_CLIENT and answer_of(cell, world) == IN
        kind = cell.person if a_list else world.kind(cell.person), cell.relation
        if kind not in kept or STANDS_FOR.get(kind) == cell.person:
            kept[kind] = cell
    return kept.values()


def _worth_asking(about: list[Cell], world: World) -> Iterator[Cell]:
    """Leave out what differs from another question only in something that no code reads; see above."""
    nearest, *further = sorted(about, key=lambda cell: NEAREST.index(cell.relation))
    yield nearest
    if answer_of(nearest, world) not in BEFORE_THE_PAGE:
        yield from (cell for cell in further if cell.method != "HEAD" or answer_of(cell, world) == NOT_YOURS)


def answer_of(cell: Cell, world: World) -> str:
    """Return what the table says about a question in this world."""
    return expected(cell, world.role(cell.person), cell.person not in (ANONYMOUS, SWITCHED_OFF))


def _relations(route: Route, world: World, person: str) -> tuple[str, ...]:
    owned = [name for name in route.arguments if name in ABOUT_SOMEBODY]
    if not owned:
        return (NO_CLIENT,)
    known = tuple(world.owners(person))
    if not {"episode", "concern"} & set(owned):  # a restriction is about a client, not about whoever works with them
        known = tuple(one for one in known if one not in (RESTRICTED, IN_AN_EMERGENCY))
    if ASKS_SOMEBODY & set(owned):
        known = (*known, *((ASKED, ONCE_ASKED) if world.together(person) else ()))
    if {"concern", "cover"} & set(owned):
        known = (*known, *((ASKED, ONCE_ASKED) if "agency" in world.owners(person) else ()))
    return (*known, CROSSED) if len(owned) > 1 and "own" in known else known


def expected(cell: Cell, role: str | None, signed_in: bool) -> str:
    """Return what the table says about a question."""
    row = rights().get(cell.route.name, {}).get("GET" if cell.method == "HEAD" else cell.method)
    if row is None:
        return NOT_YOUR_ROLE
    if EVERYBODY in row:
        return IN
    if not signed_in:
        return SIGN_IN
    if SIGNED_IN in row and role is not None:
        return IN if cell.relation in (NO_CLIENT, "own") else NOT_YOURS
    if role is None or role not in row:
        return NOT_YOUR_ROLE
    return IN if _suffices(cell.relation, row[role]) else NOT_YOURS


def _suffices(relation: str, wanted: tuple[str, ...]) -> bool:
    if relation == NO_CLIENT or relation in wanted:
        return True
    if relation == IN_AN_EMERGENCY:
        return set(wanted) >= BOTH
    return "agency" in wanted and relation in ("own", "covering", "team")


class Noting(ClientHandler):
    """Notes whether a page began: Django asks this of its handler right before it calls the view."""

    began = False

    def make_view_atomic(self, view: Any) -> Any:
        self.began = True
        return super().make_view_atomic(view)


class Written:
    """Counts the statements that add to the record of changes: asking the record itself took longer than the pages."""

    entries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.entries += sql.startswith("INSERT") and Entry._meta.db_table in sql
        return execute(sql, params, many, context)


class Asking:
    """Asks the site, as everybody. One browser: what differs between people is their session."""

    def __init__(self, world: World, noted: Mapping[str, int]) -> None:
        self.world, self.written, self.noted = world, Written(), noted
        self.browser = Browser(raise_request_exception=False)
        self.handler = self.browser.handler = Noting(enforce_csrf_checks=False)
        self.sessions = {name: _session(person) for name, person in world.people.items() if person is not None}

    def failures(self, asked: Iterable[Route], methods: Sequence[str] = METHODS) -> list[str]:
        """Return, for each question that was answered otherwise than the table says, the question and both answers."""
        logging.disable(logging.WARNING)  # thousands of refusals, all expected
        try:
            return [said for cell in cells(asked, methods, self.world) for said in self._failures(cell)]
        finally:
            logging.disable(logging.NOTSET)

    def _failures(self, cell: Cell) -> Iterator[str]:
        wanted = answer_of(cell, self.world)
        with transaction.atomic():
            address = self._address(cell)
            with connection.execute_wrapper(self.written):
                self.written.entries, before = 0, dict(self.noted)
                answer = self.ask(cell.method, address, cell.person)
            transaction.set_rollback(True)
        found = _said(answer)
        if found != wanted:
            yield f"{cell}: expected {wanted}, found {found}"
        if self.handler.began and wanted in BEFORE_THE_PAGE:
            yield f"{cell}: refused, if at all, after its page began"
        if self.written.entries and wanted != IN:
            yield f"{cell}: refused, and yet something was written"
        page = "" if answer.streaming else answer.content.decode(errors="replace")
        hidden = self._hidden_from(cell.person)
        if cell.relation == ASKED and "concern" in cell.route.arguments:  # who answers must know about whom
            hidden.remove(self.world.clients[self._asked_about(cell)].client.name)
        shown = [name for name in hidden if name in page]
        if shown:
            yield f"{cell}: shows clients of others: {', '.join(shown)}"
        if before == self.noted and any(one.client.name in page for one in self.world.clients.values()):
            yield f"{cell}: names a client, and nothing about it is on record"

    def ask(self, method: str, address: str, person: str) -> HttpResponse:
        """Return the answer to a request without fields."""
        self.handler.began = False
        self.browser.cookies.clear()
        if person in self.sessions:
            self.browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        answer: Any = self.browser.generic(method, address, content_type="application/x-www-form-urlencoded")
        if answer.streaming:
            b"".join(answer.streaming_content)  # a file that is served stays open otherwise
        return cast(HttpResponse, answer)

    def _hidden_from(self, person: str) -> list[str]:
        role = self.world.role(person)
        row = rights()[CLIENT_PAGE]["GET"]
        seen = row.get(role, ()) if role else ()
        return self.world.names_beyond(person, (*seen, IN_AN_EMERGENCY) if _suffices(IN_AN_EMERGENCY, seen) else seen)

    def _asked_about(self, cell: Cell) -> str:
        """Return whose client it is about: of a concern or a cover, one whom the person may not read otherwise."""
        far = self.world.owners(cell.person).get("agency", "")
        return far if {"concern", "cover"} & set(cell.route.arguments) else self.world.together(cell.person)

    def _address(self, cell: Cell) -> str:
        if cell.relation in (ASKED, ONCE_ASKED):
            return reverse(cell.route.name, kwargs=self._asked(cell))
        owners = self.world.owners(cell.person)
        parts = {}
        for place, name in enumerate(cell.route.arguments):
            crossed = owners["outside"] if place else owners.get("own")
            owner = crossed if cell.relation == CROSSED else owners.get(cell.relation, owners["outside"])
            parts[name] = MAKERS[name](self.world, str(owner), cell.route)
        return reverse(cell.route.name, kwargs=parts)

    def _asked(self, cell: Cell) -> dict[str, object]:
        """Return the arguments for something about which somebody else has asked this person, or had."""
        by, now = self.world.together(cell.person), cell.relation == ASKED
        if "intended" in cell.route.arguments:
            state = "asked" if now else "withdrawn"
            return {"intended": an_intention(self.world, by, asked=cell.person, state=state).public_id}
        if "cover" in cell.route.arguments:
            held = "asked" if now else "declined"
            return {"cover": a_request(self.world, self._asked_about(cell), asked=cell.person, state=held).public_id}
        if "concern" in cell.route.arguments:
            held = "assessed" if now else "closed"
            return {"concern": a_concern(self.world, self._asked_about(cell), asked=cell.person, state=held).public_id}
        state = "asked" if now else "closed"
        return {"consultation": a_question(self.world, by, asked=cell.person, state=state).public_id}


def _session(person: Person) -> str:
    """Sign somebody in as if they had just given their password: only the session is wanted."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "unstuck.web.accounts.sign_in.PeopleBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    asks: Any = SimpleNamespace(session=session)
    record_authentication(asks, person, "password", reauthenticated=True)
    session.save()
    return str(session.session_key)


def _said(answer: HttpResponse) -> str:
    status = answer.status_code
    if status == 302 and answer["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?next="):
        return SIGN_IN  # and back afterwards: so the table refuses, and no page of its own accord
    return str(status) if status in (403, 404, 405) or status >= 500 else IN
