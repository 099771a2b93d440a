"""What the tests of plans do: forms as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.facts.acts import opened
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.plans.actions.ledger import ApproachChoice, choose_approach
from unstuck.web.plans.actions.plan import NewGoal, set_goal
from unstuck.web.plans.models import ChosenBy, Goal

AsPerson = Callable[[Person | None], Browser]
LEVELS = ("never outside", "out once a week", "out three times", "out daily", "out daily, with others")
WORDS = "I want to go outside again"


def ago(weeks: float) -> date:
    return TODAY - timedelta(days=round(weeks * 7))


def address(episode: Episode, rest: str = "") -> str:
    return f"/clients/{episode.public_id}/plan/{rest}"


def send(browser: Browser, where: str, typed: Mapping[str, Any]) -> Any:
    """Open the form, fill it in and send it."""
    return browser.post(where, {**opened(browser, where), "on": TODAY.isoformat(), **typed})


def goal(cast: Cast, *, level: int = -1, weight: int = 1, weeks: float = 6) -> Goal:
    wanted = NewGoal(WORDS, LEVELS, ago(weeks), level, weight)
    return set_goal(cast.actor(cast.worker), cast.cleo, wanted, write_context())


def choose(cast: Cast, code: str, weeks: float, **more: Any) -> None:
    choose_approach(
        cast.actor(cast.worker), cast.cleo, ApproachChoice(code, ago(weeks), ChosenBy.TOGETHER, **more), write_context()
    )
