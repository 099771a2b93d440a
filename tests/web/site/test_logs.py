"""A real server is sent personal data in every place of a request: none of it comes back in a page or in a log."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote, urlencode

import pytest

from tests.prepared import installation
from tests.web.site_process import PATIENCE_SECONDS, Served, command, serving

PERSONAL = ("cleo.brook@example.invalid", "Brookpath", "Brookquery", "Brookbody", "Brookheader", "Brookword")
FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Brookheader", "Referer": "/Brookheader"}
IN_PATH = f"/clients/{quote('Brookpath')}/?q=Brookquery"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = installation(tmp_path_factory.mktemp("served"))
    with serving(home, home / "log") as found:
        yield found


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose people are gone: whatever looks somebody up is a fault of ours."""
    home = installation(tmp_path_factory.mktemp("broken"))
    code = (
        "from unstuck.web.operations import startup; startup.set_up()\n"
        "from django.db import connection\n"
        "connection.cursor().execute('ALTER TABLE accounts_person RENAME TO gone')"
    )
    done = command(home, code)
    assert done.returncode == 0, done.stderr
    with serving(home, home / "log") as found:
        yield found


def _sign_in(site: Served) -> tuple[int, str]:
    """Send the form of the sign-in page with somebody's address in it."""
    _status, page, headers = site.ask("GET", "/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = headers["Set-Cookie"].split(";")[0]
    assert token
    typed = {"csrfmiddlewaretoken": token[1], "login": PERSONAL[0], "password": "Brookword"}
    body = urlencode(typed).encode()
    status, page, _ = site.ask("POST", "/sign-in/?next=/Brookquery", body, FORM | {"Cookie": cookie})
    return status, page


def _holds(text: str) -> list[str]:
    return [word for word in PERSONAL if word.casefold() in text.casefold()]


def test_404_403_400_and_413(site: Served) -> None:
    asked = {
        404: site.ask("GET", IN_PATH, headers=FORM),
        403: site.ask("POST", IN_PATH.replace("/clients/Brookpath/", "/sign-in/"), b"name=Brookbody", FORM),
        400: site.ask("GET", IN_PATH, headers=FORM | {"Host": "brookheader.example"}),
        413: site.ask("POST", IN_PATH, headers=FORM | {"Content-Length": str(30 * 1024 * 1024)}),
    }
    for status, (found, page, _headers) in asked.items():
        assert found == status
        assert not _holds(page), status
    log = site.log.read_text()
    assert "404 no route" in log
    assert not _holds(log)


def test_failed_sign_ins_up_to_the_lock(site: Served) -> None:
    for _ in range(7):
        status, _page = _sign_in(site)
        assert status < 500
    assert not _holds(site.log.read_text())


@pytest.mark.parametrize(
    "line",
    [
        b"GET /Brookpath Brookquery HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"BROOKWORD! /Brookpath HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /Brookpath HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET /" + b"Brookpath" * 1000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nBrookheader\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nBrook header: Brookheader\r\n\r\n",
        b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: Brookbody\r\n\r\n",
    ],
)
def test_requests_that_no_browser_sends(site: Served, line: bytes) -> None:
    with suppress(OSError), socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(line)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    assert site.ask("GET", "/sign-in/")[0] == 200
    assert not _holds(site.log.read_text())


def test_a_fault_of_ours(broken: Served) -> None:
    status, page = _sign_in(broken)
    assert status == 500
    assert "Something went wrong on our side" in page
    assert not _holds(page)
    log = broken.log.read_text()
    assert "OperationalError at " in log, "the place of the fault is there for whoever mends it"
    assert "account_login" in log
    assert not _holds(log)


def test_at_the_end_the_log_holds_nothing_of_anybody(site: Served, broken: Served) -> None:
    for found in (site, broken):
        assert not _holds(found.log.read_text())
        assert "Traceback" not in found.log.read_text()
