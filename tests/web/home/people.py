"""Clients with a course of their own, and a page as a reader of it sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import unescape
from typing import Any

from markupsafe import escape

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Episode
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.intake.actions import add_client

COURSES: dict[str, tuple[int, ...]] = {
    "deteriorating": (9, 11, 14, 17, 20),
    "stalled": (15, 16, 15, 14, 15, 15, 14, 15),
    "watch": (12, 16, 17),
    "on_track": (6, 7, 6, 7, 6),
    "improved": (18, 15, 13, 12, 11),
    "recovered": (18, 12, 8, 5, 4),
    "too_early": (15, 14),
}
"""PHQ-9 totals, weekly, that end in each state."""

WORDS = {
    "deteriorating": ("▼", "Getting worse"),
    "stalled": ("■", "Little change lately"),
    "watch": ("◆", "Worth watching"),
    "on_track": ("●", "On track"),
    "improved": ("↗", "Improved"),
    "recovered": ("✓", "In the usual range"),
    "too_early": ("○", "Too early to tell"),
}
"""As LOOK.md has them."""


def client(
    cast: Cast,
    name: str,
    totals: Sequence[float],
    *,
    of: Person | None = None,
    last: date = TODAY,
    instrument: str = "PHQ-9",
    reference: str = "",
) -> Episode:
    """Add a client whose scores come weekly, the latest on `last`."""
    days = [last - timedelta(weeks=len(totals) - place - 1) for place in range(len(totals))]
    known = KnownClient(reference or f"T-{name}", name, days[0], list(zip(days, totals, strict=True)), {})
    take_in(cast.actor(of or cast.worker), instrument, [known], now=NOW, today=TODAY)
    return Episode.objects.select_related("client").get(client__name=name)


def unscored(cast: Cast, name: str, started_on: date) -> Episode:
    """Add a client without scores."""
    return add_client(cast.actor(cast.worker), NewClient(f"T-{name}", name, started_on), now=NOW, today=TODAY)


def text(answer: Any) -> str:
    """Return what a page says, without its markup."""
    page = answer.content.decode() if hasattr(answer, "content") else str(answer)
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.S)
    page = re.sub(r"</(td|th|option|li|p)>", " ", page)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)).replace("\N{NO-BREAK SPACE}", " "))


def names(answer: Any) -> list[str]:
    """Return the clients of a caseload page, from top to bottom."""
    return [unescape(name) for name in re.findall(r'class="client-link"[^>]*>([^<]*)</a>', answer.content.decode())]


def row_of(answer: Any, name: str) -> str:
    """Return the markup of one client's row."""
    found: list[str] = re.findall(r"<tr class=\"row--.*?</tr>", answer.content.decode(), flags=re.S)
    (row,) = [row for row in found if f">{escape(name)}</a>" in row]
    return row


def links_of(markup: str) -> list[str]:
    """Return where the links of a piece of a page lead, in order."""
    return [unescape(address) for address in re.findall(r'<a\b[^>]*href="([^"]*)"', markup)]
