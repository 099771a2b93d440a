"""A day ahead as a person says it: "in two weeks", "tomorrow", "Friday", or a date. On forms: one tap, or typed.

Staff pages are in English, and so are these words. What can be read in two ways, such as 3/4, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.components import dates

SOON = ("tomorrow", "in three days", "in one week")
TASK_DAYS = ("tomorrow", "in three days", "in one week", "in two weeks")
WEEKS = ("in one week", "in two weeks", "in four weeks")
LONGEST_SAID = 40

NUMBERS = {
    word: number
    for number, words in enumerate(
        ("a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
    for word in words.split()
}
DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
FIXED = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2, "next week": 7}

_SPAN = re.compile(r"(?:in )?(?P<count>\d{1,3}|[a-z]+) (?P<unit>day|week|fortnight|month)(?:['’]?s)?")
_FROM_NOW = re.compile(r"['’]? time$| from (?:now|today)$")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
_NAMED = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})|(?P<month2>[a-z]{3,9}) "
                    r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?)(?P<year>,? \d{4})?")  # fmt: skip
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2}|\d{4}))?")


def day_in_words(said: str, today: date) -> date | None:
    """Return the day that was said or typed; None where it is none, or could be two.

    >>> day_in_words("in two weeks", date(2026, 11, 22)), day_in_words("Friday", date(2026, 11, 22))
    (datetime.date(2026, 12, 6), datetime.date(2026, 11, 27))
    """
    words = _FROM_NOW.sub("", " ".join(said.lower().split()).removeprefix("on ").rstrip("."))
    try:
        if words in FIXED:
            return today + timedelta(days=FIXED[words])
        if words in WEEKDAYS:
            return today + timedelta(days=(WEEKDAYS.index(words) - today.weekday() - 1) % 7 + 1)
        if span := _SPAN.fullmatch(words):
            return _after(span["count"], span["unit"], today)
        if written := _ISO.fullmatch(words) or _DOTTED.fullmatch(words):
            return date(int(written["year"]), int(written["month"]), int(written["day"]))
        named = _NAMED.fullmatch(words)
        return _of_month(named, today) if named else None
    except (ValueError, OverflowError):
        return None


def _after(count: str, unit: str, today: date) -> date | None:
    number = int(count) if count.isdecimal() else NUMBERS.get(count)
    if number is None:
        return None
    return _months_on(today, number) if unit == "month" else today + timedelta(days=number * DAYS_IN[unit])


def _months_on(today: date, number: int) -> date:
    """Return the same day of a later month; of a shorter month its last day."""
    years, month = divmod(today.month - 1 + number, 12)
    first = date(today.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(today.day, last.day))


def _of_month(named: re.Match[str], today: date) -> date | None:
    """Return a day with its month's name; without a year the next one."""
    called = named["month"] or named["month2"]
    fitting = [number for number, name in enumerate(MONTHS, 1) if called in (name, name[:3], name[:4])]
    if not fitting:
        return None
    day = int(named["day"] or named["day2"])
    if named["year"]:
        return date(int(named["year"].strip(", ")), fitting[0], day)
    this_year = date(today.year, fitting[0], day)
    return this_year if this_year >= today else date(today.year + 1, fitting[0], day)


class DayAheadInput(forms.TextInput):
    """A few days to pick from, and a line for any other. What is typed wins over what is picked."""

    def __init__(self, offered: Sequence[str], none: str) -> None:
        super().__init__(attrs={"maxlength": LONGEST_SAID, "autocomplete": "off"})
        self.offered, self.none = tuple(offered), none

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Return what was typed, or else what was picked."""
        typed = str(data.get(name) or "").strip()
        return typed or str(data.get(f"{name}-in") or "").strip()

    def format_value(self, value: Any) -> str:
        """Return a day in words: as one of those to pick from where it is one, or else with its month's name."""
        if not isinstance(value, date):
            return str(value or "")
        today = dates.today()
        return next((words for words in self.offered if day_in_words(words, today) == value), spell_date(value))

    def choices(self) -> list[tuple[str, str]]:
        """Return the days to pick from, each with its words."""
        said = {
            "tomorrow": _("tomorrow"),
            "in three days": _("in three days"),
            "in one week": _("in one week"),
            "in two weeks": _("in two weeks"),
            "in four weeks": _("in four weeks"),
        }
        return [*((words, said[words]) for words in self.offered), *([("", self.none)] if self.none else [])]


class DayAheadField(forms.Field):
    """A question for a day ahead. Whether it is far enough ahead is the form's own rule."""

    widget: DayAheadInput

    def to_python(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError for what is no day, or could be two."""
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else day_in_words(str(value), dates.today())
        if day is None:
            twice = _SLASHED.fullmatch(str(value).strip())
            raise forms.ValidationError(self.error_messages["two_ways" if twice else "invalid"], code="invalid")
        return day


def day_ahead_field(
    label: str,
    required: str = "",
    hint: str = "",
    *,
    offered: Sequence[str] = WEEKS,
    initial: date | None = None,
    none: str = "",
) -> DayAheadField:
    """Return a question for a day ahead. `required`: the error where nothing was said; empty: it may stay open, which
    is offered in the words of `none`.
    """
    return DayAheadField(
        label=label,
        help_text=hint,
        required=bool(required),
        initial=initial,
        widget=DayAheadInput(offered, "" if required else none or _("no day")),
        error_messages={
            "required": required,
            "invalid": _("Write a day such as “in 3 days”, “Friday” or “14 December”."),
            "two_ways": _("Write the month as a word, such as 4 December: numbers alone can be read in two ways."),
        },
    )
