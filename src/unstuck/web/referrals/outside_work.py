"""What the lists of outside support show: referrals, and what rooms above ask for on a client's behalf.

A room registers when the site starts (`asks_outside`); its lines then stand among the referrals, in one order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from unstuck.web.caseload.models import Episode
from unstuck.web.referrals.queries import ask_again_on

LAST_DAY, DUE, UNDER_WAY, DRAFT, DONE, ENDED = "last_day", "due", "under_way", "draft", "done", ""
"""How far something is, the most urgent first: a last day is near, it is due, it goes on, it is prepared, it is done,
though the client has not said whether it helped, it ended.
"""


@dataclass(frozen=True)
class OutsideLine:
    """One thing that is asked for outside, as a list shows it.

    `code` and `shape`: its state; `due`: why it is to be taken up now, empty where it is not; `stage`: how far it is;
    `day`: when it is to be taken up.
    """

    title: str
    address: str
    episode_id: int
    client: str
    state: str
    code: str
    shape: str
    about: str
    due: str
    stage: str
    day: date


@dataclass(frozen=True)
class OutsideWork:
    """What a room shows. `lines`: of some episodes, as of a day, all or only what goes on; `look_again_on`: of one."""

    lines: Callable[[Iterable[Episode] | QuerySet[Episode], date, bool], list[OutsideLine]]
    look_again_on: Callable[[Episode], date | None]


_ROOMS: dict[str, OutsideWork] = {}


def asks_outside(room: str, work: OutsideWork) -> None:
    """Register a room, asked in order of the rooms' names."""
    _ROOMS[room] = work


def lines_of_rooms(
    episodes: Iterable[Episode] | QuerySet[Episode], today: date, *, every: bool = False
) -> list[OutsideLine]:
    """Return the lines of the rooms above; `every`: also what has ended."""
    return [line for room in sorted(_ROOMS) for line in _ROOMS[room].lines(episodes, today, every)]


def first_day_outside(episode: Episode) -> date | None:
    """Return the first day on which anything outside is to be taken up; None where nothing is followed."""
    days = [ask_again_on(episode), *(_ROOMS[room].look_again_on(episode) for room in sorted(_ROOMS))]
    return min((day for day in days if day), default=None)
