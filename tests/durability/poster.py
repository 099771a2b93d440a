"""Somebody who enters scores by the real form, and sends a form again when the site went away meanwhile."""

from __future__ import annotations

import http.client
import threading
import time
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

from tests.web.site_process import Served

TOTALS = (15, 16, 15, 14, 17, 12, 9, 13, 15, 18)
Saved = tuple[str, str, float]
"""Client, day, total."""


class Fields(HTMLParser):
    """The fields of the one form for scores on a page, with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._choice = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take fields, and the chosen option, else the first, of a list."""
        said = dict(attrs)
        if tag == "input" and said.get("name"):
            self.found[str(said["name"])] = said.get("value") or ""
        if tag == "select":
            self._choice = str(said["name"])
        if tag == "option" and self._choice and ("selected" in said or self._choice not in self.found):
            self.found[self._choice] = said.get("value") or ""


class Poster(threading.Thread):
    """One client's scores, a day after the other, until told to stop."""

    def __init__(self, site: Served, session: str, client: str, began: date) -> None:
        super().__init__(daemon=True)
        self.site, self.session, self.client, self.began = site, session, client, began
        self.saved: list[Saved] = []
        self.unexpected: list[str] = []
        self.asked_to_stop = threading.Event()
        self.sent = 0
        self._open: tuple[dict[str, str], dict[str, str]] | None = None

    @property
    def address(self) -> str:
        """The address of the form."""
        return f"/clients/{self.client}/scores/add/"

    def run(self) -> None:
        """Open a form, send it; a form that was not answered is sent again, the same one."""
        while not self.asked_to_stop.is_set() or self._open is not None:
            try:
                self._open = self._open or self._opened()
                self._send(*self._open)
                self._open = None
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def _opened(self) -> tuple[dict[str, str], dict[str, str]]:
        session = f"unstuck_session={self.session}"
        status, page, headers = self.site.ask("GET", self.address, headers={"Cookie": session})
        if status != 200:
            raise OSError(f"the form: {status}")
        token = headers["Set-Cookie"].split(";")[0]
        on = self.began + timedelta(days=1 + self.sent)
        fields = Fields(page).found | {"total": str(TOTALS[self.sent % len(TOTALS)]), "on": on.isoformat()}
        self.sent += 1
        return fields, {"Cookie": f"{session}; {token}"}

    def _send(self, fields: dict[str, str], headers: dict[str, str]) -> None:
        body = urlencode(fields).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _page, answer = self.site.ask("POST", self.address, body, headers | kind)
        if status >= 500:
            raise OSError(f"not saved: {status}")  # the database went away under the site; it said so
        if status == 302 and answer["Location"] == f"/clients/{self.client}/":
            self.saved.append((self.client, fields["on"], float(fields["total"])))
        else:
            self.unexpected.append(f"{status} {answer.get('Location', '')}")
