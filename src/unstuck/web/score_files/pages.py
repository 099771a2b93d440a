"""The preview of an upload, page by page and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from unstuck.language import gettext as _
from unstuck.web.score_files.preview import FILE, KEEP, NEW, OUT, SAME, Line, PlacedScore, Plan, spans

ON_A_PAGE = 100


@dataclass(frozen=True)
class Tab:
    """One part of the preview: its code in the address, its name, how many rows, how many of them undecided."""

    code: str
    words: str
    count: int
    undecided: int = 0


@dataclass(frozen=True)
class Shown:
    """One page of one part."""

    tab: str
    rows: Sequence[Any]
    page: int
    pages: int


def tabs(plan: Plan) -> list[Tab]:
    """Return the parts of the preview that hold anything, those that need a decision first."""
    found = [
        Tab("unclear", _("Unclear clients"), len(plan.of_kind("unclear")), plan.undecided_clients),
        Tab("differ", _("Different totals"), len(plan.differing), plan.undecided_scores),
        Tab("new", _("New clients"), len(plan.of_kind("new"))),
        Tab("known", _("Known clients"), len(plan.of_kind("known"))),
    ]
    return [tab for tab in found if tab.count]


def shown(plan: Plan, wanted: str, page: int) -> Shown:
    """Return a page of the part that is wanted, or else of the first that needs a decision, or of the first."""
    parts = tabs(plan)
    known = {tab.code for tab in parts}
    first = next((tab.code for tab in parts if tab.undecided), parts[0].code if parts else "known")
    tab = wanted if wanted in known else first
    rows: Sequence[Any] = plan.differing if tab == "differ" else plan.of_kind(tab)
    pages = max(-(-len(rows) // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    return Shown(tab, rows[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], page, pages)


def why(line: Line, lines: Sequence[Line]) -> str:
    """Say why it is unclear whose a reference is. Nothing is said of anybody else's clients but that one exists."""
    if line.verdict.why == "in_use":
        return _("In use at your agency, but not for one of your open clients, so it can only be left out here.")
    if line.verdict.why == "twice" and line.verdict.like is not None:
        like = lines[line.verdict.like]
        words = {"reference": like.client.reference, "rows": spans(like.client.rows)}
        return _("Looks like “%(reference)s” in this file (rows %(rows)s).") % words
    if line.verdict.why == "typo":
        return _("One character away from a client of yours who is not in this file.")
    return _("Written differently from a client of yours.")


def options(line: Line, lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return what may be decided about an unclear client, in words."""
    called = {own.episode: own for own in line.verdict.candidates}
    return [(value, _option(line, value, called, lines)) for value in line.options]


def _option(line: Line, value: str, called: Any, lines: Sequence[Line]) -> str:
    if value == OUT:
        return _("Leave out")
    if value == NEW:
        return _("A new client, “%(reference)s”") % {"reference": line.client.reference}
    if value == SAME and line.verdict.like is not None:
        return _("The same client as “%(reference)s”") % {"reference": lines[line.verdict.like].client.reference}
    own = called[value]
    return own.called if own.called == own.reference else f"{own.called} ({own.reference})"


def score_options(one: PlacedScore) -> list[tuple[str, str]]:
    """Return what may be decided about a day with two totals, in words."""
    words = {"file": f"{one.total:g}", "recorded": f"{one.other:g}"}
    return [
        (KEEP, _("Keep %(recorded)s, leave out what the file says") % words),
        (FILE, _("The file is right: correct it to %(file)s") % words),
    ]
