"""A demo site to attack, on this machine, and what each role can ask of it: addresses and forms, one of each shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.journeys.site import SignIn, Site, running_demo
from tests.web.site_process import PATIENCE_SECONDS
from unstuck.guidance import tables

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b")
_AREAS = "|".join(tables.words().areas)
IN_A_NAME = re.compile(rf"{ID.pattern}|[0-9a-f]{{32}}|\d+|(?<![a-z])(?:{_AREAS})(?![a-z])")
CODE = re.compile(r"(?<=/questionnaires/)[^/]+")
PLANTED = "tests.security.planted"
"""The site's settings with a page of flaws beside the others."""
PLAUSIBLE = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "email": "somebody@example.invalid", "time": "12:00"}
"""What an empty field is filled with, by its type: a form is tried whole, each time but for one field."""
OF_EACH = 3
LEADS_OUT = re.compile(r"/sign-out/|/me/sessions/|/me/password/|/me/second-factor/")
"""Whoever sends these is signed out, or locked out: they are attacked by hand in tests/web/accounts."""


@dataclass(frozen=True)
class Asked:
    """A request that a page offers: a link with what it asks for, or a form with what it sends."""

    method: str
    address: str
    fields: tuple[tuple[str, str], ...]
    files: frozenset[str] = frozenset()
    """Which of the fields take a file."""

    @property
    def shape(self) -> str:
        """Its address without ids, and the names of its fields."""
        names = ",".join(sorted({ID.sub("…", name) for name, _value in self.fields}))
        return f"{self.method} {ID.sub('…', urlsplit(self.address).path)} {names}"

    def aimed(self) -> dict[str, str]:
        """Return shape -> name of each field that an attack is aimed at.

        Of names that differ by a number, an id or a life area there is one; a questionnaire's code in an address counts
        as an id. The form's tokens are left out.
        """
        path = CODE.sub("…", ID.sub("…", urlsplit(self.address).path))
        names = [name for name, _value in self.fields if name not in ("csrfmiddlewaretoken", "once")]
        return {f"{self.method} {path} {IN_A_NAME.sub('…', name)}": name for name in reversed(names)}


@dataclass
class Attacker:
    """Somebody who is signed in, without a browser."""

    address: str
    jar: CookieJar = field(default_factory=CookieJar)
    known: dict[str, Asked] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    """The shape of each page that was read -> an address of it."""

    @property
    def opener(self) -> OpenerDirector:
        """What keeps the cookies."""
        return build_opener(HTTPCookieProcessor(self.jar))

    @property
    def cookies(self) -> str:
        """The header that says who asks."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)

    def sign_in(self, who: SignIn) -> Self:
        """Sign in by the form, as a person does."""
        page = self.read(f"{self.address}/sign-in/")
        form = next(one for one in page.forms if any(name == "password" for name, _ in one.fields))
        given = {**dict(form.fields), "login": who.email, "password": who.password}
        request = Request(form.address, urlencode(given).encode(), {"Referer": f"{self.address}/sign-in/"})  # noqa: S310
        with self.opener.open(request, timeout=PATIENCE_SECONDS) as answer:
            assert "/sign-in/" not in answer.url, f"{who.role} could not sign in"
        return self

    @property
    def signed_in(self) -> bool:
        """Whether the site still knows who asks."""
        with self.opener.open(Request(f"{self.address}/me/"), timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
            return "/sign-in/" not in answer.url

    def read(self, address: str) -> PageReader:
        """Return the links and forms of a page, none where it is no page."""
        reader = PageReader(address)
        try:
            with self.opener.open(Request(address), timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  (the site's own)
                if "text/html" in answer.headers.get("Content-Type", ""):
                    reader.feed(answer.read().decode(errors="replace"))
        except HTTPError as error:
            error.close()
        return reader

    def look_around(self, beginning: str = "/") -> list[Asked]:
        """Follow every link from a page on, and return one request of each shape."""
        seen, waiting, met = Counter[str](), [f"{self.address}{beginning}"], set[str]()
        while waiting:
            address = waiting.pop(0)
            shape = ID.sub("…", urlsplit(address).path)
            if address in met or seen[shape] >= OF_EACH or LEADS_OUT.search(address):
                continue
            met.add(address)
            seen[shape] += 1
            self.pages.setdefault(shape, address)
            page = self.read(address)
            for one in page.forms:
                if not LEADS_OUT.search(one.address):
                    self.known.setdefault(one.shape, one)
            waiting += [link for link in page.links if link.startswith(f"{self.address}/")]
        return list(self.known.values())


class PageReader(HTMLParser):
    """Collects the links and the forms of a page. A link that asks for something counts as a form as well."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Asked] = []
        self._method = self._to = self._choice = ""
        self._fields: list[tuple[str, str]] | None = None
        self._files: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, the beginning of a form, or a field of one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self._link(urljoin(self.address, given["href"]).partition("#")[0])
        elif tag == "form":
            self._method = given.get("method", "get").upper()
            self._to, self._fields, self._files = urljoin(self.address, given.get("action", "")), [], set()
        elif self._fields is not None and given.get("name") and tag in ("input", "textarea", "select", "button"):
            self._fields.append((given["name"], given.get("value") or PLAUSIBLE.get(given.get("type", ""), "1")))
            self._choice = given["name"] if tag == "select" else ""
            self._files |= {given["name"]} if given.get("type") == "file" else set()

        elif tag == "option" and self._fields and self._choice and given.get("value"):
            self._fields[-1], self._choice = (self._choice, given["value"]), ""  # the first that can be chosen

    def _link(self, address: str) -> None:
        self.links.append(address)
        path, _mark, query = address.partition("?")
        pairs = [tuple(one.partition("=")[::2]) for one in query.split("&") if one]
        if pairs:
            self.forms.append(Asked("GET", path, tuple((name, value) for name, value in pairs)))

    def handle_endtag(self, tag: str) -> None:
        """A form is whole where it ends."""
        if tag == "form" and self._fields is not None:
            fields = tuple(dict(self._fields).items())
            self.forms.append(Asked(self._method, self._to, fields, frozenset(self._files)))
            self._fields = None


@contextmanager
def attacked(home: Path, *, planted: bool) -> Iterator[Site]:
    """Yield the demo, served on this machine; with `planted`, with flaws in it that an attack has to find."""
    if not planted:
        with running_demo(home) as site:
            yield site
        return
    with running_demo(home, DJANGO_SETTINGS_MODULE=PLANTED) as site:
        yield site
