"""Banded facts in words, part by part: what the author keeps or leaves out, and what a second person checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.learning.bands import COUNTS, RATED, RATINGS, WEEKS
from unstuck.reporting.words import state
from unstuck.web.caseload import fact_choices, questions

BESIDE_UNLESS_ASKED_FOR = ("consultations",)
"""Left out unless the author puts it in: that a colleague was asked is, as a rule, what the story is about."""


@dataclass(frozen=True)
class FactsPart:
    """One part of a case in words. `chosen` at first: whether it is kept unless the author leaves it out."""

    code: str
    title: str
    lines: tuple[str, ...]
    chosen: bool


def parts_of(facts: Mapping[str, Any]) -> list[FactsPart]:
    """Return the facts in words, part by part, in the order of the contract."""
    named = _titles()
    return [
        FactsPart(code, named.get(code, _said(code)), tuple(_lines(code, value)), code not in BESIDE_UNLESS_ASKED_FOR)
        for code, value in facts.items()
    ]


def _titles() -> dict[str, str]:
    return {
        "progress": _("How the scores stood"),
        "treatment": _("The work"),
        "safety": _("Safety"),
        "engagement": _("Working together"),
        "life_areas": _("Life areas"),
        "life_areas_asked_weeks_ago": _("When life areas were last asked about"),
        "consultations": _("Colleagues who were asked"),
        "approaches": _("What was tried"),
        "client_wishes": _("The client's wishes"),
        "client": _("Circumstances"),
        "contact": _("Being in touch"),
        "referrals_open": _("Outside support"),
    }


def _labels() -> dict[str, str]:
    asked = {one.name: one.label for theme in questions.themes().values() for one in theme.questions}
    return asked | {
        "state": _("State"),
        "weeks_in_state": _("For"),
        "ends_in_weeks": _("Ends in"),
        "weeks": _("Begun"),
        "weeks_ago": _("When"),
        "weeks_since": _("Last heard from"),
        "started_weeks_ago": _("Begun"),
        "ended_weeks_ago": _("Ended"),
        "assessed_weeks_ago": _("Assessed"),
        "willingness_change": _("Change in willingness"),
        "alliance_change": _("Change in the working relationship"),
        "scores_since": _("Scores since"),
        "code": _("Approach"),
        "kind": _("Kind"),
        "referrals_open": _("Open referrals"),
        "life_areas_asked_weeks_ago": _("Asked"),
    }


def _choices() -> dict[str, dict[str, str]]:
    asked = [one for theme in questions.themes().values() for one in theme.questions]
    return {one.name: {str(code): words for code, words in one.choices} for one in asked if one.choices}


def _lines(code: str, value: Any) -> Iterator[str]:
    if code == "life_areas":
        yield from (f"{area_names().get(area, area)}: {_inside(one)}" for area, one in value.items())
    elif isinstance(value, list):
        yield from (_inside(one) for one in value)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _line(name, one)
    else:
        yield from _line(code, value)


def _line(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        yield from (f"{_label(name)}: {_inside(one)}" for one in value)
    elif isinstance(value, Mapping):
        yield from (f"{_label(inner)}: {in_words(inner, one)}" for inner, one in value.items())
    else:
        yield f"{_label(name)}: {in_words(name, value)}"


def _inside(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{_label(name).lower()}: {in_words(name, value)}" for name, value in row.items())


def _label(name: str) -> str:
    return _labels().get(name, _said(name))


def _said(code: str) -> str:
    return code.replace("_", " ").capitalize()


def in_words(name: str, value: Any) -> str:
    """Say one fact.

    >>> in_words("weeks_in_state", 8), in_words("willingness", 8), in_words("sessions_attended", 40)
    ('8 to 12 weeks', 'high (7 to 10)', '40 or more')
    """
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return _number(name, value)
    if isinstance(value, list):
        return ", ".join(in_words(name, one) for one in value) or _("asked: nothing to name")
    if name == "state":
        return str(state(value).word)
    if name == "code":
        return fact_choices.approaches().get(value, _("Another way of working"))
    return _choices().get(name, {}).get(str(value), str(value).replace("_", " "))


def _number(name: str, value: int) -> str:
    if name in RATED:
        low, middle, high = RATINGS.values()
        words = {low: _("low (0 to 3)"), middle: _("middle (4 to 6)"), high: _("high (7 to 10)")}
        return words.get(value, str(value))
    if name.endswith("_change"):
        return _("no change to speak of") if value == 0 else _("a rise") if value > 0 else _("a fall")
    edges = WEEKS if "weeks" in name else COUNTS
    if edges is COUNTS:
        return _band(value, edges)
    past = name.endswith("_ago") or name in ("weeks", "weeks_since")
    return _("%(time)s ago") % {"time": _weeks(_band(value, edges))} if past else _weeks(_band(value, edges))


def _band(value: int, edges: tuple[int, ...]) -> str:
    later = [edge for edge in edges if edge > value]
    if not later:
        return _("%(first)s or more") % {"first": value}
    last = later[0] if edges is WEEKS else later[0] - 1
    return str(value) if last == value else _("%(first)s to %(last)s") % {"first": value, "last": last}


def _weeks(band: str) -> str:
    return _("less than a week") if band.startswith("0 ") else _("%(band)s weeks") % {"band": band}
