"""Where somebody is signed in, for how long at most, and how one of these sessions, or all others, are ended.

A session ends eight hours after it was last used and, however busy it is, twelve hours after it began (OWASP ASVS 5.0,
7.3.2). It also ends when the password, a second factor, the role or the team changes: each session is bound to a number
of its owner (`Person.sessions_since`), which such a change raises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.timezone import localtime

from unstuck.language import gettext as _
from unstuck.web.components import dates

BEGAN, DEVICE = "began", "device"
LONGEST_SECONDS = 12 * 60 * 60
"""A working day with its breaks. Then the password, and the second factor, are asked for again."""

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class OpenSession:
    """One place where somebody is signed in. `name` tells it from the others and opens nothing."""

    name: str
    key: str
    device: str
    began: datetime | None
    is_this: bool


def begin(request: HttpRequest) -> None:
    """Note when a session began, and in which kind of browser: no address, no version, nothing to follow people by."""
    request.session[BEGAN] = dates.now().timestamp()
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))


def is_over(request: HttpRequest) -> bool:
    """Tell whether a session has lasted as long as one may. Every sign-in notes when it began."""
    began = request.session.get(BEGAN)
    return began is not None and dates.now().timestamp() - float(began) > LONGEST_SECONDS


def device_of(agent: str) -> str:
    """Return the kind of browser and of device.

    >>> device_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    """
    known = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(one for one in known if one)


def sessions_of(person_id: int, this: str | None) -> list[OpenSession]:
    """Return where somebody is signed in, the present session first. Reads all sessions: there are few, and rarely."""
    mine = sorted(_mine(person_id, this), key=lambda one: (not one.is_this, -(one.began or _LONG_AGO).timestamp()))
    return list(mine)


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _mine(person_id: int, this: str | None) -> Iterator[OpenSession]:
    for row in Session.objects.filter(expire_date__gt=dates.now()):
        held: dict[str, Any] = row.get_decoded()
        if held.get(SESSION_KEY) != str(person_id):
            continue
        began = localtime(datetime.fromtimestamp(float(held[BEGAN]), tz=UTC)) if BEGAN in held else None
        device = held.get(DEVICE) or _("a browser")
        yield OpenSession(name_of(row.session_key), row.session_key, device, began, row.session_key == this)


def name_of(key: str) -> str:
    """Return what a page calls a session by: a digest, since whoever has the key is signed in."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
