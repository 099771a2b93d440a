"""Quarters of the calendar year, as addresses and as words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unstuck.language import gettext as _
from unstuck.web.components import dates

OFFERED = 8
"""How many finished quarters can be chosen: two years."""


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year; `number` from 1 to 4."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """Return it as it stands in an address.

        >>> Quarter(2026, 3).code
        '2026-Q3'
        """
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Return its last day.

        >>> Quarter(2026, 4).last
        datetime.date(2026, 12, 31)
        """
        after = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)
        return after - timedelta(days=1)

    @property
    def begins(self) -> datetime:
        """Return the moment at which it begins."""
        return dates.day_begins(self.first)

    @property
    def ends(self) -> datetime:
        """Return the moment at which the next one begins."""
        return dates.day_ends(self.last)

    @property
    def before(self) -> Quarter:
        """Return the quarter before."""
        return quarter_of(self.first - timedelta(days=1))

    @property
    def words(self) -> str:
        """Return it as a person says it."""
        months = [_("January to March"), _("April to June"), _("July to September"), _("October to December")]
        return _("%(months)s %(year)s") % {"months": months[self.number - 1], "year": self.year}


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day is in."""
    return Quarter(day.year, (day.month + 2) // 3)


def finished_quarters(today: date) -> list[Quarter]:
    """Return the quarters that are over and can be chosen, the latest first."""
    found = [quarter_of(today).before]
    while len(found) < OFFERED:
        found.append(found[-1].before)
    return found


def chosen_quarter(code: str, today: date) -> Quarter | None:
    """Return one of those by its code; None for anything else."""
    if not re.fullmatch(r"[0-9]{4}-Q[1-4]", code):
        return None
    return next((one for one in finished_quarters(today) if one.code == code), None)
