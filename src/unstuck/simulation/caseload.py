"""A synthetic caseload: what a file of session scores would hold, with the truth beside it.

No row describes a real person. The same seed gives the same caseload, and a larger caseload begins with
the smaller one (for the same instrument, weeks and today).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.simulation.attendance import Attendance, Integers, attend
from unstuck.simulation.courses import Courses, Which, courses, tell
from unstuck.simulation.draws import Draws, draws
from unstuck.simulation.facts import CheckIns, check_ins
from unstuck.simulation.scale import Floats, Scale
from unstuck.simulation.stories import STORIES
from unstuck.simulation.truth import HORIZON_DAYS, Codes, Moment, true_outlooks, true_states

DEVIATION_SHARE = 0.25
"""SD of the passing deviation as a share of the intake SD (assumption)."""

DEVIATION_CARRIES = 0.6
"""Correlation of that deviation from one week to the next, a half-life of ten days (assumption)."""

LONGEST_WEEKS = 260

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class People:
    """The n clients as of today: name in the file, story, aim, number of scores, weeks since the first
    session.

    `missed_of_late` counts the planned sessions of the last four weeks that were missed; `chance` (n x
    5, uniform) is left over for facts that only a case has.
    """

    client: Codes
    story: Codes
    aim: Codes
    scores: Integers
    weeks: Floats
    missed_of_late: Integers
    chance: Floats


@dataclass(frozen=True)
class Caseload:
    """A caseload: its people, their latent courses, and columns with a value for each score."""

    people: People
    courses: Courses
    columns: Columns


def simulate(clients: int, seed: int, *, today: date, scale: Scale, weeks: int = 16) -> Caseload:
    """Return a caseload of so many clients; `parts` says what its columns are and what is refused."""
    found = list(parts(clients, seed, today=today, scale=scale, weeks=weeks))
    return Caseload(
        _stacked([part.people for part in found]),
        _stacked([part.courses for part in found]),
        stacked_columns([part.columns for part in found]),
    )


def parts(clients: int, seed: int, *, today: date, scale: Scale, weeks: int = 16) -> Iterator[Caseload]:
    """Yield a caseload in parts of up to 15,000 clients, as of `today`, with records of up to so many
    weeks.

    Columns: client (C00001 and on), date, sessions_attended (this one included), score (whole, in the instrument's
    range), story, true_state, true_outlook, latent (two decimals), alliance and willingness (0 to 10),
    sessions_missed (among the last four planned), life_areas_hit, aim. Raises BadInput for fewer than
    one client, a negative seed, or weeks out of 1 to 260.
    """
    for name, value, lowest, highest in (
        ("clients", clients, 1, None),
        ("seed", seed, 0, None),
        ("weeks", weeks, 1, LONGEST_WEEKS),
    ):
        _check(name, value, lowest, highest)
    return _parts(clients, seed, today, scale, weeks)


def _check(name: str, value: int, lowest: int, highest: int | None) -> None:
    if value < lowest or (highest is not None and value > highest):
        bounds = f"{lowest} or more" if highest is None else f"from {lowest} to {highest}"
        raise BadInput(f"expected {name} to be a whole number, {bounds}, found {value}")


def _parts(clients: int, seed: int, today: date, scale: Scale, weeks: int) -> Iterator[Caseload]:
    done = 0
    for chance in draws(seed, clients, weeks):
        yield _part(chance, done, today, scale)
        done += len(chance.personal)


def _part(chance: Draws, first: int, today: date, scale: Scale) -> Caseload:
    share = chance.personal
    which = tell(chance.order)[: len(share)]
    course = courses(which, share[:, 0:6], scale)
    attendance = attend(which, chance, share[:, 6:10])
    said = check_ins(which, share[:, 10:15], chance.poor_week)
    people = _people(which, attendance, first, share[:, 15:20])
    columns = {
        **_scores(people, course, attendance, chance, today, scale),
        **_said(attendance, said),
    }
    return Caseload(people, course, columns)


def _people(which: Which, attendance: Attendance, first: int, chance: Floats) -> People:
    numbers = range(first + 1, first + 1 + len(which))
    last = (attendance.planned - 1)[:, None]
    return People(
        client=np.array([f"C{number:05d}" for number in numbers], dtype=object),
        story=np.array([story.code for story in STORIES], dtype=object)[which],
        aim=np.array([story.aim for story in STORIES], dtype=object)[which],
        scores=attendance.came.sum(axis=1),
        weeks=attendance.first_days_ago / 7,
        missed_of_late=np.take_along_axis(attendance.missed, last, axis=1)[:, 0],
        chance=chance,
    )


def _scores(
    people: People, course: Courses, attendance: Attendance, chance: Draws, today: date, scale: Scale
) -> Columns:
    who, week = np.nonzero(attendance.came)
    days = attendance.day[who, week].astype(np.float64)
    latent = course.level(days / 7, who)
    moment = _moment(course, who, days, latent, people.aim[who] == "change")
    noise = scale.residual_sd * chance.error + deviation(chance.deviation, scale)
    score = np.clip(np.rint(latent + noise[who, week]), scale.minimum, scale.maximum)
    starts = np.cumsum(people.scores) - people.scores
    return {
        "client": people.client[who],
        "date": np.datetime64(today, "D") - (attendance.first_days_ago[who] - days.astype(np.int64)),
        "sessions_attended": np.arange(len(who)) - starts[who] + 1,
        "score": scale.reported(score).astype(np.int64),
        "story": people.story[who],
        "true_state": true_states(moment, scale),
        "true_outlook": true_outlooks(moment, scale),
        "latent": np.round(scale.reported(latent), 2),
        "aim": people.aim[who],
    }


def _moment(course: Courses, who: Which, days: Floats, now: Floats, to_change: NDArray[np.bool_]) -> Moment:
    return Moment(
        first=course.level(np.zeros(len(days)), who),
        behind=course.level(np.maximum(days - HORIZON_DAYS, 0) / 7, who),
        now=now,
        ahead=course.level((days + HORIZON_DAYS) / 7, who),
        days=days,
        to_change=to_change,
    )


def _said(attendance: Attendance, said: CheckIns) -> Columns:
    return {
        "alliance": said.alliance[attendance.came],
        "willingness": said.willingness[attendance.came],
        "sessions_missed": attendance.missed[attendance.came],
        "life_areas_hit": said.areas[attendance.came],
    }


def deviation(shocks: Floats, scale: Scale) -> Floats:
    """Return each week's passing deviation from the latent course, in points: good and bad weeks that
    carry over.

    A stationary first-order autoregression along the weeks; `shocks` (n x w) is standard normal.
    """
    passing = shocks.copy()
    fresh = np.sqrt(1 - DEVIATION_CARRIES**2)
    for week in range(1, shocks.shape[1]):
        passing[:, week] = DEVIATION_CARRIES * passing[:, week - 1] + fresh * shocks[:, week]
    return DEVIATION_SHARE * scale.intake_sd * passing


def stacked_columns(found: list[Columns]) -> Columns:
    """Return the columns of several parts, end to end."""
    return {name: np.concatenate([columns[name] for columns in found]) for name in found[0]}


Table = TypeVar("Table", People, Courses)


def _stacked(tables: list[Table]) -> Table:
    """Return dataclasses of arrays as one of them, end to end."""
    names = [part.name for part in fields(tables[0])]
    return type(tables[0])(*(np.concatenate([getattr(table, name) for table in tables]) for name in names))
