"""What an entry of the record adds to its action: in words for a reader, and as it is kept for whoever checks.

Only what says something by itself has words. Numbers of rows and opaque ids have none: they stand one fold away, with
everything else, so that the record hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from itertools import starmap

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date
from unstuck.web.audit.models import Entry
from unstuck.web.audit.words import SUBJECTS

CODE = re.compile(r"[a-z]+(?:[_-][a-z]+)*")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

COUNTED: Mapping[str, Callable[[int], str]] = {
    "clients": lambda n: ngettext("%(num)s client", "%(num)s clients", n),
    "scores": lambda n: ngettext("%(num)s score", "%(num)s scores", n),
    "facts": lambda n: ngettext("%(num)s fact", "%(num)s facts", n),
    "questions": lambda n: ngettext("%(num)s question", "%(num)s questions", n),
    "answers": lambda n: ngettext("%(num)s answer", "%(num)s answers", n),
    "members": lambda n: ngettext("%(num)s member", "%(num)s members", n),
    "cases": lambda n: ngettext("%(num)s case", "%(num)s cases", n),
    "themes": lambda n: ngettext("%(num)s theme", "%(num)s themes", n),
    "came": lambda n: ngettext("%(num)s person came", "%(num)s people came", n),
    "new": lambda n: _("%(num)s new"),
    "changed": lambda n: _("%(num)s changed"),
    "gone": lambda n: _("%(num)s gone"),
    "version": lambda n: _("version %(num)s"),
}
"""What is counted, by the name under which it is kept."""

SPOKEN = (
    "kind", "state", "step", "action", "way", "outcome", "decision", "reason", "because", "ending", "sign", "form",
    "got", "came", "verdict", "instrument", "questionnaire", "ground", "scope", "answer", "first_day", "last_day",
    "role", "proposed", "before", "after", "cause", "effect", "matter", "trouble", "right",
)  # fmt: skip
"""Names whose code says something by itself."""

LABELLED: Mapping[str, Callable[[], str]] = {
    "first_day": lambda: _("from %(what)s"),
    "last_day": lambda: _("to %(what)s"),
    "role": lambda: _("role: %(what)s"),
    "proposed": lambda: _("asked for: %(what)s"),
    "before": lambda: _("before: %(what)s"),
    "after": lambda: _("now: %(what)s"),
    "cause": lambda: _("from %(what)s"),
    "effect": lambda: _("to %(what)s"),
    "got": lambda: _("help came: %(what)s"),
}
"""What would not be understood without a word before it."""

SAID: Mapping[tuple[str, object], Callable[[], str]] = {
    ("form", "pdf"): lambda: _("as a PDF"),
    ("form", "table"): lambda: _("as a table"),
    ("sign", "deteriorating"): lambda: _("getting worse"),
    ("sign", "stalled"): lambda: _("little change lately"),
    ("kind", "suicide"): lambda: _("thoughts of suicide"),
    ("kind", "withdrawal"): lambda: _("withdrawal from alcohol or drugs"),
    ("state", "taken"): lambda: _("taken on"),
    ("way", "link"): lambda: _("by a personal link"),
    ("way", "phone"): lambda: _("by telephone"),
    ("way", "letter"): lambda: _("by letter"),
    ("way", "email"): lambda: _("by e-mail"),
    ("way", "worker"): lambda: _("with the worker"),
    ("way", "self"): lambda: _("by themselves"),
    ("step", "see"): lambda: _("seen"),
    ("step", "talk"): lambda: _("talked about"),
    ("step", "near"): lambda: _("the day is near"),
    ("action", "reach"): lambda: _("reached"),
    ("waits", True): lambda: _("waits for a second person"),
    ("reached", True): lambda: _("heard from"),
    ("reached", False): lambda: _("not reached"),
    ("part2", True): lambda: _("42 CFR Part 2"),
    ("wanted", True): lambda: _("switched on"),
    ("wanted", False): lambda: _("switched off"),
    ("chosen_by", "client"): lambda: _("chosen by the client"),
    ("chosen_by", "together"): lambda: _("chosen together"),
}
"""Codes that a page calls otherwise than they are kept."""


def detail_words(details: Mapping[str, object]) -> str:
    """Return what an entry adds, in words; empty where nothing of it says anything by itself.

    >>> detail_words({"clients": 20, "facts": 1})
    '20 clients; 1 fact'
    >>> detail_words({"alert": 3, "sign": "stalled", "step": "put_off"})
    'little change lately; put off'
    >>> detail_words({"first_day": "2026-12-14", "episodes": ["c744058d-9ada-4e4f-b663-3775485cd8ad"]})
    'from 14 December 2026'
    """
    return "; ".join(one for one in starmap(_phrase, details.items()) if one)


def about_words(entry: Entry) -> str:
    """Say what an entry is about. A number stays where it tells two apart; the whole of it is kept one fold away."""
    kind = SUBJECTS.get(entry.subject, entry.subject)
    if entry.subject == "quarter":
        year, _dash, number = entry.subject_id.partition("-Q")
        return _("quarter %(number)s of %(year)s") % {"number": number, "year": year}
    return kind if entry.subject in ("agency", "circle_keys") else f"{kind} {short_id(entry.subject_id)}".strip()


def short_id(opaque: str) -> str:
    """Return the first group of an opaque id, which is enough to tell two apart on a page."""
    return opaque[:8] if len(opaque) == 36 else opaque


def as_kept(entry: Entry) -> str:
    """Return the codes and ids of an entry, as whoever checks the record needs them."""
    about = f"{entry.subject} {entry.subject_id}".strip()
    named = [f"{name}: {value}" for name, value in sorted(entry.details.items())]
    return "; ".join([entry.action, *([about] if about else []), *named])


def _phrase(name: str, value: object) -> str:
    if said := SAID.get((name, value)) if isinstance(value, str | bool) else None:
        return said()
    if isinstance(value, int) and not isinstance(value, bool) and name in COUNTED:
        return COUNTED[name](value) % {"num": value}
    words = _spoken(value) if name in SPOKEN else ""
    return LABELLED[name]() % {"what": words} if words and name in LABELLED else words


def _spoken(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_spoken(one) for one in value) or _("none")
    if not isinstance(value, str):
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
    if DAY.fullmatch(value):
        return spell_date(date.fromisoformat(value))
    if CODE.fullmatch(value):
        return value.replace("_", " ").replace("-", " ")
    return value if _is_a_name(value) else ""


def _is_a_name(value: str) -> bool:
    """Return whether a value is called so on screen too, such as PHQ-9: neither an opaque id nor a number of one."""
    return len(value) < 32 and value[:1].isupper()
