"""How states, numbers and times are said on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.progress.reasons import VERY_LIKELY, VERY_UNLIKELY

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class StateWords:
    """A state as it is shown: a word and a shape, and by its code a colour."""

    code: str
    shape: str
    word: str


def states() -> tuple[StateWords, ...]:
    """Return every state of progress, those that need a look first."""
    return (
        StateWords("deteriorating", "▼", _("Getting worse")),
        StateWords("stalled", "■", _("Little change lately")),
        StateWords("watch", "◆", _("Worth watching")),
        StateWords("on_track", "●", _("On track")),
        StateWords("improved", "↗", _("Improved")),
        StateWords("recovered", "✓", _("In the usual range")),
        StateWords("too_early", "○", _("Too early to tell")),
    )


def state(code: str) -> StateWords:
    """Return how one state is shown; `KeyError` where there is no such state.

    >>> state("stalled").word
    'Little change lately'
    """
    return {words.code: words for words in states()}[code]


SILENT = "silent"
"""Stands where a state would, and is none: nobody who was not heard from is on track."""


def silence() -> StateWords:
    """Return how it is shown that somebody was not heard from."""
    return StateWords(SILENT, "◌", _("Not heard from"))


def state_now(code: str, silent: bool) -> StateWords:
    """Return what stands for a client today: a state that needs a look stays, any other gives way to silence.

    >>> state_now("on_track", True).word, state_now("stalled", True).word, state_now("on_track", False).word
    ('Not heard from', 'Little change lately', 'On track')
    """
    return silence() if silent and code not in NEEDS_A_LOOK else state(code)


def last_state(code: str) -> str:
    """Say where somebody who was not heard from stood at the last score.

    >>> last_state("on_track")
    'at the last score: on track'
    """
    word = state(code).word
    return _("at the last score: %(state)s") % {"state": word[:1].lower() + word[1:]}


def of_measure(instrument: str, reason: str) -> str:
    """Say which questionnaire a reason is of, where it does not itself.

    >>> of_measure("PHQ-9", "Little change for 5 weeks."), of_measure("PHQ-9", "6 points better (PHQ-9 18 → 12).")
    ('PHQ-9: Little change for 5 weeks.', '6 points better (PHQ-9 18 → 12).')
    """
    return reason if not reason or not instrument or instrument in reason else f"{instrument}: {reason}"


def categories() -> dict[str, str]:
    """Return the categories of reliable change in words, best first."""
    return {
        "recovered": _("Clearly better, and now in the usual range"),
        "improved": _("Clearly better"),
        "unchanged": _("No clear change"),
        "deteriorated": _("Clearly worse"),
    }


def number(value: float | None, digits: int = 1) -> str:
    """Say a number with at most so many decimals.

    >>> number(15.0), number(-1), number(9.84), number(None)
    ('15', '−1', '9.8', '–')
    """
    if value is None or not isfinite(value):
        return "–"
    text = f"{round(float(value), digits) + 0.0:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if digits else text).replace("-", MINUS)


def signed(value: float | None) -> str:
    """Say a change with its sign.

    >>> signed(3.0), signed(-1), signed(0)
    ('+3', '−1', '0')
    """
    return f"+{number(value)}" if value is not None and round(value, 1) > 0 else number(value)


def percent(share: float | None) -> str:
    """Say a share as a percentage, never as a certainty.

    >>> [percent(share).replace(NO_BREAK, " ") for share in (0.86, 0.999, 0.001)]
    ['86 %', 'over 99 %', 'under 1 %']
    """
    if share is None or not isfinite(share):
        return "–"
    if share > 0.99:
        return _("over 99 %").replace(" %", NO_BREAK + "%")
    if share < 0.01:
        return _("under 1 %").replace(" %", NO_BREAK + "%")
    return f"{round(100 * share)}{NO_BREAK}%"


def probability(share: float | None) -> str:
    """Say a chance as a percentage, and in words where a number would sound surer than anybody can be.

    >>> [probability(share).replace(NO_BREAK, " ") for share in (0.86, 0.96, 0.03)]
    ['86 %', 'very likely', 'under 5 %']
    """
    if share is None or not isfinite(share):
        return "–"
    if share > VERY_LIKELY:
        return _("very likely")
    if share < VERY_UNLIKELY:
        return _("under 5 %").replace(" %", NO_BREAK + "%")
    return percent(share)


def together(sentence: str) -> str:
    """Keep a line from breaking between a number and its sign, or at the arrow of a course.

    >>> together("(15 → 14: 86 %)").replace(NO_BREAK, "_")
    '(15_→_14: 86_%)'
    """
    return sentence.replace(" %", NO_BREAK + "%").replace(" → ", f"{NO_BREAK}→{NO_BREAK}")


def part(count: int, whole: int) -> str:
    """Say how much of the whole a count is, as a percentage of clients."""
    return f"{round(100 * count / whole)}{NO_BREAK}%" if whole else "–"


def between(lower: float | None, upper: float | None) -> str:
    """Say an interval."""
    return _("%(lower)s to %(upper)s") % {"lower": number(lower), "upper": number(upper)}


def spell_date(day: date) -> str:
    """Say a date as a person does.

    >>> spell_date(date(2026, 11, 3))
    '3 November 2026'
    """
    _check_day(day)
    words = {"day": day.day, "month": _(f"{day:%B}"), "year": day.year}
    return _("%(day)s %(month)s %(year)s") % words


def short_date(day: date) -> str:
    """Say a date where there is little room.

    >>> short_date(date(2026, 11, 3))
    '3 Nov 2026'
    """
    _check_day(day)
    return f"{day.day} {day:%b %Y}"


def _check_day(day: date) -> None:
    """Refuse a moment, which Python takes for a day: on which day it is depends on whose clock."""
    if isinstance(day, datetime):
        raise TypeError(f"expected a day, found the moment {day.isoformat()}")


def as_date(label: object) -> date | None:
    """Return the date that a label of the file says in ISO form, if it is one."""
    try:
        return date.fromisoformat(str(label)[:10])
    except ValueError:
        return None


def occasion(label: str | float | None, unit: str, *, short: bool = False) -> str:
    """Say one of the file's own occasions; `short` where there is little room.

    >>> occasion("2026-09-01", "date"), occasion(4.0, "session"), occasion("week 3", "week")
    ('1 September 2026', 'session 4', 'week 3')
    """
    if label is None:
        return "–"
    if unit == "date":
        day = as_date(label)
        if day is None:
            return str(label)
        return short_date(day) if short else spell_date(day)
    try:
        return f"{unit_word(unit)} {number(float(label), 2)}"
    except ValueError:
        return str(label)


def unit_word(unit: str) -> str:
    """Return the name of a unit of time, in the singular."""
    return {
        "date": _("date"),
        "day": _("day"),
        "week": _("week"),
        "month": _("month"),
        "session": _("session"),
    }[unit]


def axis_title(axis: str) -> str:
    """Return the title of the time axis."""
    return _("Sessions since the first score") if axis == "session" else _("Weeks since the first score")


def clients(count: int) -> str:
    """Count clients."""
    return ngettext("%(n)s client", "%(n)s clients", count) % {"n": number(count)}


def listed(words: Sequence[str]) -> str:
    """Join words as a person does.

    >>> listed(["goals", "life areas", "engagement"])
    'goals, life areas and engagement'
    """
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def plain_code(code: str) -> str:
    """Say a code of a reason as words.

    >>> plain_code("no_real_change")
    'No real change'
    """
    return code.replace("_", " ").capitalize()
