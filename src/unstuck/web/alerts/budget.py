"""How many new alerts a worker is shown first in a week. What is over it waits by name, and is never lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from unstuck.web.alerts.models import AlertSign


@dataclass(frozen=True)
class AlertSettings:
    """What an agency may set: new alerts shown first per worker and week, and for how many weeks one can be put off."""

    new_per_week: int = 5
    longest_put_off_weeks: int = 4


SETTINGS = AlertSettings()

_RANK = {sign: rank for rank, sign in enumerate(AlertSign)}


class OpenAlert(NamedTuple):
    """One open alert as the work list needs it: a team's list reads hundreds of them.

    `episode` is the public id in hex; days and moments are in ISO form.
    """

    episode: str
    pk: int
    worker_id: int | None
    sign: str
    state: str
    risk: bool
    since: str
    raised_at: str
    again_on: str | None

    @property
    def called(self) -> str:
        """Return the sign in words."""
        return AlertSign(self.sign).words

    @property
    def passes_budget(self) -> bool:
        """True for what never waits for another week: getting worse, and whatever comes with a risk."""
        return self.risk or self.sign == AlertSign.DETERIORATING


def monday(today: date) -> date:
    """Return the first day of the week."""
    return today - timedelta(days=today.weekday())


def part(
    new: Iterable[OpenAlert], taken_up: int, settings: AlertSettings = SETTINGS
) -> tuple[list[OpenAlert], list[OpenAlert]]:
    """Part a worker's new alerts into those shown first and those that wait.

    `taken_up` is how many of the week's budget were used already: seen, put off or acted on. Getting worse and
    anything with a risk come first and pass the budget.
    """
    ordered = sorted(
        new, key=lambda one: (not one.passes_budget, not one.risk, _RANK[AlertSign(one.sign)], one.raised_at)
    )
    free = [one for one in ordered if one.passes_budget]
    counted = [one for one in ordered if not one.passes_budget]
    left = max(settings.new_per_week - taken_up, 0)
    return [*free, *counted[:left]], counted[left:]
