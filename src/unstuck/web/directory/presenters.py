"""Services in words: one line for a result, with why it is here, and everything for its own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date
from unstuck.web.components import dates
from unstuck.web.directory.models import Import, Note, Opening, Service, Stage
from unstuck.web.directory.queries import is_unconfirmed, last_confirmed
from unstuck.web.directory.search import Point, Result, Results
from unstuck.web.directory.workflow import IMPORT, WAITING

SHORT = 180


@dataclass(frozen=True)
class Line:
    """A result: what, for whom, where, when, cost, language, how to reach it, when last checked, and why it is here."""

    number: int
    public_id: UUID
    name: str
    organisation: str
    what: str
    whom: str
    where: str
    hours: str
    cost: str
    languages: str
    reach: str
    checked: str
    unconfirmed: bool
    flag: str
    why: str
    works_well_for: str
    waiting: str


@dataclass(frozen=True)
class Dot:
    """A place on a drawn map."""

    number: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """Places as they lie to each other, north up, with a scale."""

    width: int
    height: int
    dots: Sequence[Dot]
    scale_length: float
    scale_words: str


def days() -> tuple[str, ...]:
    """Return the days of the week, from Monday, in short."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def lines(found: Results, per_page: int, today: date) -> list[Line]:
    """Return a page of results."""
    first = (found.page - 1) * per_page + 1
    return [_line(first + place, one, today) for place, one in enumerate(found.results)]


def _line(number: int, result: Result, today: date) -> Line:
    one = result.service
    latest = newest(one.all_notes)
    return Line(
        number=number,
        public_id=one.public_id,
        name=one.name,
        organisation=one.organisation.name if one.organisation else "",
        what=shortened(one.description),
        whom=for_whom(one),
        where=where(one),
        hours=hours_line(one.all_openings) or next(iter(one.more.get("hours", ())), ""),
        cost=cost(one),
        languages=", ".join(language.name for language in one.all_languages),
        reach=next((number for number, _what in one.more.get("phones", ())), "") or one.more.get("email", ""),
        checked=checked(one, today),
        unconfirmed=is_unconfirmed(one, today),
        flag=flag(one),
        why=why(result),
        works_well_for=latest["works_well_for"],
        waiting=latest["waiting_time"] or one.more.get("waiting", ""),
    )


NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("apply", "waiting", "url", "email", "alert", "interpretation"), ""),
    **dict.fromkeys(("hours", "phones", "contacts", "documents", "covers", "terms"), ()),
}


def more(one: Service) -> dict[str, Any]:
    """Return what the page of a service shows besides, empty where the directory says nothing."""
    return {**NOTHING, **one.more}


def shortened(text: str, most: int = SHORT) -> str:
    """Return the beginning of a text, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + " …"


def for_whom(one: Service) -> str:
    """Say who may come."""
    low, high = one.minimum_age, one.maximum_age
    age = ""
    if low is not None and high is not None:
        age = _("ages %(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"}
    elif low is not None:
        age = _("from age %(low)s") % {"low": f"{low:g}"}
    elif high is not None:
        age = _("up to age %(high)s") % {"high": f"{high:g}"}
    return "; ".join(part for part in (age, shortened(one.whom, 120)) if part)


def where(one: Service) -> str:
    """Say where it is, or what it covers."""
    found = [place.address or place.name for place in one.all_places]
    more = len(found) - 1
    said = next((text for text in found if text), "") or ", ".join(one.more.get("covers", ())[:3])
    if more > 0:
        said += " " + ngettext("and %(n)s more place", "and %(n)s more places", more) % {"n": more}
    return said


def cost(one: Service) -> str:
    """Say what it costs."""
    if one.cost == "free":
        return _("Free")
    return shortened(one.cost_words, 100) or _("Cost not said")


def flag(one: Service) -> str:
    """Say that a service cannot be used now, where that is so."""
    if one.gone_at is not None:
        return _("No longer in the directory")
    closed = {"inactive": _("Not active"), "defunct": _("Closed for good"), "temporarily closed": _("Closed for now")}
    return closed.get(one.status, "")


def checked(one: Service, today: date) -> str:
    """Say when somebody last said that it is right."""
    day = last_confirmed(one)
    if day is None:
        return _("Never confirmed, as far as we know")
    by_us = one.checked_on is not None and one.checked_on == day
    words = _("Checked by a colleague %(when)s") if by_us else _("Confirmed by the directory %(when)s")
    return words % {"when": dates.ago(day, today)}


def why(result: Result) -> str:
    """Say what speaks for a result.

    The words of the need and where they stand, areas of life, whether it is open, how far it is.
    """
    parts = [_matches(word, places) for word, places in result.words.items()]
    parts += [area_names()[area].lower() for area in result.areas if area in area_names()]
    if result.is_open:
        parts.append(_("open now"))
    if result.kilometres is not None:
        parts.append(_("%(km)s km") % {"km": f"{result.kilometres:.1f}"})
    return "; ".join(parts)


def _matches(word: str, places: Sequence[str]) -> str:
    said = {
        "name": _("the name"),
        "terms": _("its topics"),
        "description": _("the description"),
        "whom": _("for whom it is"),
        "organisation": _("the organisation"),
    }
    return _("matches “%(word)s” in %(where)s") % {"word": word, "where": _(", ").join(said[one] for one in places[:2])}


def newest(notes: Iterable[Note]) -> Mapping[str, Any]:
    """Return, of each question of the notes, the newest answer, and who gave it when."""
    found: dict[str, Any] = {"works_well_for": "", "waiting_time": "", "words": "", "by": "", "at": None}
    for note in notes:
        found["by"], found["at"] = found["by"] or note.by.name, found["at"] or note.at
        for name in ("works_well_for", "waiting_time", "words"):
            found[name] = found[name] or getattr(note, name)
    return found


def hours_line(openings: Iterable[Opening]) -> str:
    """Say the weekly hours in one line: days with the same hours together."""
    by_day: dict[int, list[str]] = {}
    for one in openings:
        if one.weekday is not None and one.nth is None and not one.closed:
            span = f"{clock(one.opens)}–{clock(one.closes)}"
            if span not in by_day.setdefault(one.weekday, []):
                by_day[one.weekday].append(span)
    said: list[tuple[list[int], str]] = []
    for day in sorted(by_day):
        span = ", ".join(by_day[day])
        if said and said[-1][1] == span and said[-1][0][-1] == day - 1:
            said[-1][0].append(day)
        else:
            said.append(([day], span))
    return "; ".join(f"{_days(together)} {span}" for together, span in said)


def _days(together: Sequence[int]) -> str:
    week = days()
    first, last = week[together[0]], week[together[-1]]
    return first if len(together) == 1 else f"{first}–{last}"


def clock(minute: int) -> str:
    """Return a minute of the day as people write it.

    >>> clock(545), clock(1440)
    ('09:05', '24:00')
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def other_hours(openings: Iterable[Opening]) -> list[str]:
    """Say hours that are not weekly, and days on which it is closed."""
    return [_other(one) for one in openings if one.closed or one.weekday is None or one.nth is not None]


def _other(one: Opening) -> str:
    span = f"{clock(one.opens)}–{clock(one.closes)}"
    between = [spell_date(day) for day in (one.since, one.until) if day]
    days_said = " – ".join(dict.fromkeys(between))
    if one.closed:
        return _("Closed: %(days)s") % {"days": days_said}
    if one.month_day is not None:
        return _("Day %(day)s of the month: %(span)s") % {"day": one.month_day, "span": span}
    if one.weekday is not None:
        nth = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}
        words = {"nth": nth.get(one.nth or 1, ""), "day": days()[one.weekday], "span": span}
        return _("Every %(nth)s %(day)s of the month: %(span)s") % words
    return f"{days_said}: {span}"


MAP_WIDTH, MAP_HEIGHT, MARGIN = 640, 420, 36
KM_PER_DEGREE = 111.32
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def drawn(points: Sequence[tuple[str, Point]]) -> Map | None:
    """Return a map of places, None where there are fewer than two different ones.

    Drawn from the points alone: an equirectangular projection, north up, with a scale; no tiles from anywhere.
    """
    together: dict[Point, list[str]] = {}
    for number, point in points:
        together.setdefault(point, []).append(number)
    if len(together) < 2:
        return None
    points = [(", ".join(filter(None, numbers)), point) for point, numbers in together.items()]
    middle = sum(point[0] for _number, point in points) / len(points)
    narrowing = max(0.01, _cosine(middle))
    across = [point[1] * narrowing * KM_PER_DEGREE for _number, point in points]
    up = [point[0] * KM_PER_DEGREE for _number, point in points]
    wide, high = max(across) - min(across), max(up) - min(up)
    per_km = min((MAP_WIDTH - 2 * MARGIN) / max(wide, 0.05), (MAP_HEIGHT - 2 * MARGIN) / max(high, 0.05))
    left = (MAP_WIDTH - wide * per_km) / 2 - min(across) * per_km
    top = (MAP_HEIGHT - high * per_km) / 2 + max(up) * per_km
    dots = [
        Dot(number, round(left + x * per_km, 1), round(top - y * per_km, 1))
        for (number, _point), x, y in zip(points, across, up, strict=True)
    ]
    step = next((one for one in reversed(STEPS) if one * per_km <= MAP_WIDTH / 3), STEPS[0])
    return Map(MAP_WIDTH, MAP_HEIGHT + 30, dots, round(step * per_km, 1), _("%(km)s km") % {"km": f"{step:g}"})


def _cosine(degrees: float) -> float:
    return abs(cos(radians(degrees)))


@dataclass(frozen=True)
class Progress:
    """How far a file is that is brought in: a title, a sentence, and whether it goes on by itself."""

    title: str
    words: str
    goes_on: bool


def import_page(one: Import) -> Progress:
    """Return how far a file is, in words."""
    title, words = {
        Stage.UPLOADED: (_("Looking at the file"), _("Nothing changes before you have seen what it would change.")),
        Stage.READ: (_("What would change"), ""),
        Stage.CONFIRMED: (_("Being brought in"), _("You may leave this page: you are told when it is done.")),
        Stage.APPLIED: (_("What changed"), _("The directory was brought in.")),
        Stage.DISCARDED: (_("Discarded"), _("This file was not applied. Nothing of it was kept.")),
        Stage.FAILED: (_("Not brought in"), _("Nothing in the directory was changed.")),
    }[Stage(one.stage)]
    if one.stage not in WAITING:
        return Progress(title, words, goes_on=False)
    begun = _("Waiting for its turn.") if one.started_at is None else _under_way(one.started_at)
    return Progress(title, f"{begun} {words}", goes_on=True)


def _under_way(since: datetime) -> str:
    return _("At work since %(time)s.") % {"time": localtime(since).strftime("%H:%M:%S")}


def import_states() -> dict[str, str]:
    """Return the states of an import in words, as a list shows them."""
    return {code: words[:1].lower() + words[1:] for code, words in IMPORT.states.items()}
