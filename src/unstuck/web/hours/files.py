"""The log as a letter to print and as a table. Neither holds a note, a client or a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unstuck.language import gettext as _
from unstuck.reporting.letters import Letter
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.components.csv_files import csv_file
from unstuck.web.components.dates import duration
from unstuck.web.hours.queries import HoursLine, sums_of


def origin(line: HoursLine) -> str:
    """Say how an entry came about."""
    return _("entered by hand") if line.by_hand else _("known to the site, confirmed")


def log_as_csv(lines: Sequence[HoursLine]) -> bytes:
    """Return the log as a table: one row for each entry."""
    names = [_("date"), _("kind"), _("minutes"), _("about"), _("how it came about")]
    rows = [[one.on.isoformat(), one.kind.words, one.minutes, one.about, origin(one)] for one in lines]
    return csv_file(names, rows)


def log_as_letter(actor: Actor, lines: Sequence[HoursLine], first: date, last: date, today: date) -> Letter:
    """Return the log as a page to print, kind by kind."""
    sections = []
    for kind, minutes in sums_of(lines):
        theirs = [_entry(one) for one in lines if one.kind == kind]
        sections.append((f"{kind.words}: {duration(minutes)}", tuple(theirs)))
    whole = {
        "first": spell_date(first),
        "last": spell_date(last),
        "sum": duration(sum(one.minutes for one in lines)),
    }
    return Letter(
        title=_("Hours of consultation, supervision and learning"),
        sender=(actor.name, actor.agency_name),
        receiver=(),
        date=spell_date(today),
        opening=_("From %(first)s to %(last)s: %(sum)s in all.") % whole,
        sections=tuple(sections),
        notice=_("Kept and printed by the learner; nobody else has checked it. Practice is counted by Unstuck, ten ")
        + _("minutes a story at most; how long the rest took is what the learner says."),
        closing=(actor.name,),
    )


def _entry(line: HoursLine) -> str:
    about = f", {line.about}" if line.about else ""
    return f"{spell_date(line.on)}: {duration(line.minutes)}{about}"
