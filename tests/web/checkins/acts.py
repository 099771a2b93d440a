"""What the tests of check-ins do: ask a client, answer as the client, look as the worker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from unstuck.instruments import load
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.checkins.actions import asking
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.tokens import token_of

ALL = ("PHQ-9", "Working together", "Willingness")


def ask(cast: Cast, names: Sequence[str] = ALL, way: str = "link", now: datetime = NOW) -> Checkin:
    """Ask Cleo, as her worker."""
    new = asking.NewCheckin(way, [load(name) for name in names], TODAY)
    return asking.ask(cast.actor(cast.worker), cast.cleo, new, WriteContext(now, TODAY))


def address(checkin: Checkin, rest: str = "") -> str:
    """Return the address of a page behind the link."""
    return f"/check-in/{token_of(checkin.seed)}/{rest}"


def answer_all(browser: Browser, checkin: Checkin, values: Mapping[str, int], words: str = "") -> None:
    """Answer every question as a client does, one screen after the other, and send: 0 where nothing is said."""
    place = browser.get(address(checkin)).content.decode()
    while (found := re.search(r'class="go" href="[^"]*/(\d+)/"', place)) is not None:
        number = int(found[1])
        code = Checkin.objects.get(pk=checkin.pk).questions[number - 1][1]
        browser.post(address(checkin, f"{number}/"), {"value": str(values.get(code, 0))})
        place = browser.get(address(checkin)).content.decode()
    browser.post(address(checkin, "words/"), {"words": words})
