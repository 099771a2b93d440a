"""Days on the work list, short, with the whole date and how long ago it was on hover."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from unstuck.language import gettext as _
from unstuck.reporting.words import number, short_date, spell_date
from unstuck.web.components.dates import ago
from unstuck.web.home.queries import LastScore

A_YEAR_LIKE_THIS = 300
"""Days after which a date is given with its year."""

_TIME = Markup('<time datetime="{}" title="{}">{}</time>')


@lru_cache(maxsize=2048)
def since_tag(since: str | None, started_on: str, today: date) -> Markup:
    """Say since when a state holds, or since when somebody is here where there is none; how long ago on hover.

    As a date: how long nothing has changed stands in the reason, and is counted otherwise.
    """
    day = date.fromisoformat(since or started_on)
    words = _("since %(day)s") if since else _("here since %(day)s")
    return _TIME.format(day.isoformat(), f"{spell_date(day)}, {ago(day, today)}", words % {"day": _short(day, today)})


def _short(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" if (today - day).days < A_YEAR_LIKE_THIS else short_date(day)


@lru_cache(maxsize=16)
def last_state_tag(words: str) -> Markup:
    """Say where somebody who was not heard from stood at the last score."""
    return Markup('<span class="quiet state__before">{}</span>').format(words)


def score_tag(score: LastScore | None, heard: str | None, today: date) -> Markup:
    """Return the last score and when it was; and when the client was heard from, where that was later.

    The exact date is on hover; the flag for silence counts from the day on which the client last told anything.
    """
    if score is None:
        return heard_tag(heard, today) if heard else NOTHING
    return _score_tag(score.total, score.on, heard or "", today)


NOTHING = Markup("–")


@lru_cache(maxsize=4096)
def _score_tag(total: float, on: date, heard: str, today: date) -> Markup:
    day = on.isoformat()
    last = Markup('<b class="last-score">{}</b> {}').format(number(total, 2), heard_tag(day, today))
    if heard <= day:
        return last
    return last + Markup(' <span class="also">{} {}</span>').format(_("heard"), heard_tag(heard, today))


@lru_cache(maxsize=2048)
def heard_tag(heard: str, today: date) -> Markup:
    """Say when something was told, with the exact date on hover."""
    day = date.fromisoformat(heard)
    return _TIME.format(heard, spell_date(day), ago(day, today))


@lru_cache(maxsize=512)
def until_words(day: str, today: date) -> str:
    """Return a day in the words of a sentence: “3 December”, with its year where it is another one's."""
    until = date.fromisoformat(day)
    return spell_date(until) if until.year != today.year else f"{until.day} {until:%B}"


@lru_cache(maxsize=512)
def month_words(day: date, today: date) -> str:
    """Say since which month; within this one, since which day; with the year where it is not this one."""
    if (day.year, day.month) == (today.year, today.month):
        return f"{day.day} {day:%B}"
    return f"{day:%B}" if day.year == today.year else f"{day:%B %Y}"


@lru_cache(maxsize=512)
def deadline_tag(last: str, today: date) -> Markup:
    """Name a last day: of an appeal, or of something else that is asked for on the client's behalf."""
    day = date.fromisoformat(last)
    if day == today:
        return escape(_("Last day to send something: today"))
    words = _("Last day to send something: %(day)s") if day > today else _("Last day passed: %(day)s")
    return escape(words) % {"day": _TIME.format(last, f"{spell_date(day)}, {ago(day, today)}", _short(day, today))}


@lru_cache(maxsize=512)
def outside_tag(due: str, today: date) -> Markup:
    """Say since when outside support is overdue, empty where the day has not come."""
    day = date.fromisoformat(due)
    if day > today:
        return Markup()
    if day == today:
        return escape(_("Outside support: ask again today"))
    when = _TIME.format(due, f"{spell_date(day)}, {ago(day, today)}", _short(day, today))
    return escape(_("Outside support overdue since %(day)s")) % {"day": when}
