"""Who came when: one planned session a week, some missed, some moved by a day or more, some never again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.simulation.courses import NEVER, Which, drawn
from unstuck.simulation.draws import Draws
from unstuck.simulation.scale import Floats
from unstuck.simulation.stories import STORIES

MOVED_SHARE = 0.1
"""Share of sessions that take place one to three days late (assumption)."""

RECENT_WEEKS = 4
"""Planned sessions that count as "of late" for missed ones."""

LONGEST_AGO = 0.75
"""Those under way began between this share of the caseload's weeks ago and all of them (assumption)."""

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Attendance:
    """Planned sessions of n clients over w weeks, and who came.

    n x w: `came`, `missed` (among this planned session and the three before it) and `day` since the first
    session. n: `planned`, the number of weekly sessions up to today, and `first_days_ago`.
    """

    came: Flags
    missed: Integers
    day: Integers
    planned: Integers
    first_days_ago: Integers


def attend(which: Which, draws: Draws, share: Floats) -> Attendance:
    """Draw who came when; `share` is n x 4, uniform on [0, 1). Everybody came to the first session."""
    week = np.arange(draws.attends.shape[1])
    planned = _planned(which, share[:, 0], len(week))
    due = week < planned[:, None]
    came = due & (draws.attends < _chance(which, share[:, 1:3], week))
    came[:, 0] = True
    between = (week > 0) & (week < (planned - 1)[:, None])
    day = week * 7 + np.where(between, _days_late(draws.moved), 0)
    since_last = (share[:, 3] * 7).astype(np.int64)
    return Attendance(came, _recently_missed(due & ~came), day, planned, (planned - 1) * 7 + since_last)


def _days_late(moved: Floats) -> Integers:
    """Return 0 for most sessions, and 1 to 3 for those that were moved."""
    late = np.floor(moved / MOVED_SHARE * 3).astype(np.int64) + 1
    return np.where(moved < MOVED_SHARE, late, 0)


def _planned(which: Which, share: Floats, weeks: int) -> Integers:
    usual = (LONGEST_AGO * (weeks - 1), weeks - 1 + 0.999)
    ago = drawn([story.attendance.started_weeks_ago or usual for story in STORIES], which, share)
    return np.minimum(ago.astype(np.int64) + 1, weeks)


def _chance(which: Which, share: Floats, week: Integers) -> Floats:
    """Return the chance that each planned session takes place (n x w)."""
    habits = [story.attendance for story in STORIES]
    usual = np.array([habit.usual for habit in habits])[which, None]
    sparse = np.array([habit.sparse for habit in habits])[which, None]
    sparse_from = drawn([habit.sparse_from or NEVER for habit in habits], which, share[:, 0])[:, None]
    stops_after = drawn([habit.stops_after or NEVER for habit in habits], which, share[:, 1])[:, None]
    chance: Floats = np.where(week > sparse_from, sparse, usual) * (week <= stops_after)
    return chance


def _recently_missed(missed: Flags) -> Integers:
    """Count for each planned session the missed ones among it and the three before it."""
    so_far = np.cumsum(missed, axis=1, dtype=np.int64)
    recent = so_far.copy()
    recent[:, RECENT_WEEKS:] -= so_far[:, :-RECENT_WEEKS]
    return recent
