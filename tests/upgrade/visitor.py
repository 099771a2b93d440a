"""What has to run inside a version of Unstuck: make a demo, bring it up to date, read its rows, look at its pages.

Both versions run this same file, each with its own Python: `python visitor.py make | migrate | rows | pages`, and it
answers in JSON on standard output. So it imports what both versions have: Django, and names that stay.
"""

# ruff: noqa: E402  (models can be imported only once Django is set up)

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
django.setup()

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The moment at which both versions believe to be, so that "3 weeks ago" is the same."""

DEMO = ("unstuck.web.demo.agency", "unstuck.web.config.demo")
UPLOADS = ("score_files:uploads", "caseload:uploads")
BACKEND = "unstuck.web.accounts.sign_in.PeopleBackend"
FILE = b"client,date,score\nN-91,2026-01-05,15\nN-91,2026-01-12,15\n"
LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"")
HIDDEN = re.compile(r"<input type=\"hidden\" name=\"(\w+)\" value=\"([^\"]*)\"")
NOT_VISITED = re.compile(r"mfa_|account_")
"""Routes of signing in: other people's pages, some with a secret that is new each time."""

NOT_ROWS = ("sqlite_", "django_", "auth_permission", "directory_text", "axes_")


def make() -> None:
    """Fill an empty installation with the demo, and leave one file of scores unsaved."""
    call_command("migrate", verbosity=0, interactive=False)
    first_of(DEMO, import_module, ModuleNotFoundError).make(NOON, NOON.date())
    browser = signed_in(people()[0])
    address = first_of(UPLOADS, reverse, NoReverseMatch)
    fields = dict(HIDDEN.findall(browser.get(address).content.decode()))
    answer = browser.post(address, {**fields, "instrument": "PHQ-9", "file": SimpleUploadedFile("two.csv", FILE)})
    if answer.status_code != 302:
        raise AssertionError(f"expected the file to be taken, found status {answer.status_code}")
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def first_of(names: tuple[str, ...], call: Any, missing: type[Exception]) -> Any:
    """Return what `call` makes of the first name that this version knows."""
    for name in names:
        try:
            return call(name)
        except missing:
            continue
    raise AssertionError(f"expected this version to know one of {names}")


def people() -> list[Any]:
    """Return everybody who can sign in, in the order in which they were added."""
    return list(get_user_model().objects.order_by("pk"))


def signed_in(person: Any) -> Browser:
    """Return a browser without a window in which this person is signed in."""
    browser = Browser(SERVER_NAME="127.0.0.1")
    browser.force_login(person, backend=BACKEND)
    return browser


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, the column of the key first, and the names of the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        names = [name for (name,) in cursor.fetchall() if not name.startswith(NOT_ROWS)]
        triggers = read(cursor, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name: read(cursor, f'SELECT * FROM "{name}"') for name in names} | {"triggers": triggers}  # noqa: S608


def read(cursor: Any, sql: str) -> list[dict[str, Any]]:
    """Return what a query answers, by column."""
    cursor.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def pages(of_each: int) -> list[dict[str, Any]]:
    """Return every page that each person can reach by clicking, from their first one on."""
    return [
        {"who": person.email, **page} for person in people() for page in walk(signed_in(person), of_each or sys.maxsize)
    ]


def walk(browser: Browser, of_each: int) -> Iterator[dict[str, Any]]:
    """Follow every link; what looking changes is undone, so that no page depends on which was opened before."""
    waiting, known, seen = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        route, subject = place(address)
        seen[route] += 1
        if seen[route] > of_each:
            continue
        with transaction.atomic():
            answer: Any = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        text = body.decode("utf-8", errors="replace")
        kind = answer.headers.get("Content-Type", "")
        links = [answer.headers["Location"]] if "Location" in answer.headers else LINK.findall(text)
        found = [(link, place(link)) for link in map(clean, links)]
        yield {
            "route": route, "subject": subject, "address": address, "status": answer.status_code,
            "kind": kind.partition(";")[0], "text": text if kind.startswith("text") or "json" in kind else "",
        }  # fmt: skip
        new = dict.fromkeys(link for link, (name, _subject) in found if name and link not in known)
        waiting.extend(new)
        known.update(new)


def clean(link: str) -> str:
    """Return an address as it is asked for."""
    return unescape(link).partition("#")[0]


def place(address: str) -> tuple[str, str]:
    """Return the route of an address of this site, and what it is about; empty ones for any other address."""
    path, _mark, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return "", ""
    if NOT_VISITED.match(match.view_name) or not address.startswith("/"):
        return "", ""
    return match.view_name, " ".join([*map(str, match.kwargs.values()), *([query] if query else [])])


def main(words: list[str]) -> None:
    """Do one thing, and print what it found."""
    import_module("unstuck.web.components.dates").now = lambda: NOON  # type: ignore[attr-defined]
    if words[0] == "make":
        make()
    elif words[0] == "migrate":
        call_command("migrate", verbosity=0, interactive=False)
    elif words[0] == "change":
        connection.cursor().execute(words[1])
    else:
        json.dump(rows() if words[0] == "rows" else pages(int(words[1])), sys.stdout, default=repr)


if __name__ == "__main__":
    main(sys.argv[1:])
