"""What the tests of facts do: store rows as a worker, read the case, send a form as a browser does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from unstuck.guidance.case import Case, Progress
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.cases import Facts, case_of, facts_about, facts_of
from unstuck.web.caseload.models import KINDS, Episode, Fact
from unstuck.web.caseload.timeline import history

STALL = Progress("stalled", 0.9, 5.0)


def ago(days: int = 0, weeks: int = 0) -> date:
    return TODAY - timedelta(days=days, weeks=weeks)


def record(cast: Cast, *rows: Fact) -> None:
    record_facts(cast.actor(cast.worker), cast.cleo, rows, write_context())


def known(episode: Episode) -> Facts:
    """Return what is known of an episode: the same, whether it is read for itself or taken from the history."""
    found = facts_of([episode.pk])[episode.pk]
    assert facts_about(episode, history(episode.pk)) == found
    return found


def case(cast: Cast, day: date = TODAY) -> Case:
    return case_of(known(cast.cleo), STALL, day)


def stored(kind: str) -> list[Any]:
    return list(KINDS[kind]._default_manager.order_by("id"))


def page(episode: Episode, kind: str = "", fact: int | None = None) -> str:
    address = f"/clients/{episode.public_id}/facts/" + (f"{kind}/" if kind else "")
    return address if fact is None else f"{address}{fact}/withdraw/"


def opened(browser: Browser, address: str) -> dict[str, str]:
    """Return the hidden fields of the form at an address, as a browser would send them back."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return hidden(answer.content.decode())


def hidden(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)"', html))
    assert set(found) == {"once", "version"}
    return found


def send(browser: Browser, episode: Episode, kind: str, typed: Mapping[str, Any]) -> Any:
    """Open the form, fill it in and send it."""
    address = page(episode, kind)
    fields = {**opened(browser, address), "on": TODAY.isoformat(), **typed}
    return browser.post(address, fields)
