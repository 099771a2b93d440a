"""The work list: what needs somebody now, what waits for its day, and everybody else; by filter and in an order.

Whose clients, which of them and in which order is asked for in the address. In every order, whoever a concern or a
loss puts first (S.3) stands first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from unstuck.guidance.safe_order import REST
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.models import Cover
from unstuck.web.home.open_rows import OpenEpisodeRow, TeamWorker, colleagues, open_rows
from unstuck.web.home.presenters.asked_of_me import AFTER_THE_CLIENTS, AskedRow, asked_rows
from unstuck.web.home.presenters.caseload_contents import (
    ALL,
    COVERING,
    MINE,
    NOBODY,
    NOW,
    OUTSIDE,
    REVIEWS,
    SAFETY,
    SILENT,
    WAITS,
    CaseloadFilters,
    CaseloadPage,
    CaseloadRow,
    FilterLink,
    WorkerChoice,
    WorkSection,
)
from unstuck.web.home.presenters.caseload_programmes import narrowed_to_programme
from unstuck.web.home.presenters.client_rows import client_rows, code_now, state_words
from unstuck.web.home.presenters.work_order import ELSE, ORDERS, WorkPlace, work_places
from unstuck.web.home.queries import last_scores
from unstuck.web.home.work_items import is_under_review, work_items
from unstuck.web.own_side.queries import own_next_steps
from unstuck.web.transfers.queries import stand_ins

PAGE = 200
"""Rows on one page. Nobody's own caseload is longer, so that it can be read, searched and printed whole; a large
team's is cut here, so that no page costs more than was measured."""


def caseload_page(actor: Actor, filters: CaseloadFilters, now: datetime, today: date) -> CaseloadPage:
    """Return the work list that somebody asked for. Raises Http404 for a filter or an order that there is not."""
    team = colleagues(actor) if actor.role == Role.SUPERVISOR else []
    covered = stand_ins(actor)
    every_row, workers, choices = _of_whom(actor, filters, team, covered)
    rows, programmes = narrowed_to_programme(actor, every_row, filters)
    if filters.show not in {*_matches(), *state_words()} or filters.sort not in ORDERS:
        raise Http404
    names, order = {one.id: one.name for one in team if not one.gone}, ORDERS[filters.sort]
    everybody = sorted(work_places(rows, work_items(actor, now, today), actor.id, today, covered), key=order)
    asked = asked_rows(actor, workers, names, today)
    matching = list(filter(_asked_for(filters), everybody))
    shown = matching[(filters.page - 1) * PAGE : filters.page * PAGE]
    scores = last_scores(actor, [place.row.episode for place in shown])
    lines = client_rows(shown, names, own_next_steps(actor, today), scores, today)
    beside = [one for one in asked if _is_beside(one, filters)]
    sections = _sections(matching, list(zip(shown, lines, strict=True)), beside, filters, bool(team))
    return CaseloadPage(
        chosen=filters,
        everybody=len(rows) + len(asked),
        shown=_shown_words(len(matching), len(rows)),
        sections=sections,
        filter_links=_filter_links(everybody, asked, filters, bool(team)),
        sort_links=_sort_links(filters),
        programme_links=programmes,
        whose=choices,
        with_worker=bool(team) and filters.whose != MINE,
        empty="" if sections else _empty(filters),
        page_links=[] if filters.words else _pages(len(matching), filters),
        title=_("Team's work list") if actor.role == Role.SUPERVISOR else _("Work list"),
    )


def _of_whom(
    actor: Actor, filters: CaseloadFilters, team: Sequence[TeamWorker], covered: Mapping[str, Cover]
) -> tuple[list[OpenEpisodeRow], set[int], list[WorkerChoice]]:
    """Return the rows of those asked for, who they are, and the choices that a supervisor has; a worker has none.

    Clients in which the reader stands in are on their own list, and on the team's.
    """
    also = [UUID(one) for one in covered]
    if actor.role != Role.SUPERVISOR:
        if filters.whose:
            raise Http404
        return open_rows(actor, [actor.id], also), {actor.id}, []
    present = {str(one.public_id): one for one in team if not one.gone}
    gone = {one.id for one in team if one.gone}
    of = {"": {actor.id, *(one.id for one in team)}, MINE: {actor.id}, NOBODY: gone}
    of |= {code: {one.id} for code, one in present.items()}
    if filters.whose not in of:
        raise Http404
    choices = [("", _("The whole team")), (MINE, _("My own clients"))]
    choices += [(NOBODY, _("Needs a worker"))] if gone else []
    choices += [(code, one.name) for code, one in present.items()]
    workers = of[filters.whose]
    return (
        open_rows(actor, workers, also if actor.id in workers else ()),
        workers,
        [WorkerChoice(code, text, code == filters.whose) for code, text in choices],
    )


def _matches() -> dict[str, Callable[[WorkPlace], bool]]:
    """Return the filters beside the states: which clients each of them leaves."""
    return {
        ALL: lambda _place: True,
        SAFETY: lambda place: place.comes_first,
        NOW: lambda place: place.stands == NOW,
        WAITS: lambda place: place.stands == WAITS,
        REVIEWS: lambda place: place.comes_first or is_under_review(place.items),
        COVERING: lambda place: place.stands_in is not None,
        SILENT: lambda place: place.weeks > 0,
        OUTSIDE: lambda place: any(one.kind in ("outside", "deadline") and one.stands == NOW for one in place.items),
    }


def _asked_for(filters: CaseloadFilters) -> Callable[[WorkPlace], bool]:
    """Return what tells who is part of what was asked for; a search looks through all, whatever else is chosen."""
    if filters.words:
        words = filters.words.casefold().split()
        return lambda place: all(word in f"{place.row.name} {place.row.reference}".casefold() for word in words)
    return _matches().get(filters.show) or (lambda place: code_now(place.row, place.weeks) == filters.show)


def _is_beside(one: AskedRow, filters: CaseloadFilters) -> bool:
    """Tell whether a row beside the clients is shown: on the first page of what needs somebody now."""
    if filters.page > 1 or filters.words:
        return False
    return filters.show in (ALL, NOW, REVIEWS) or (filters.show == SAFETY and one.rank < REST)


Shown = Sequence[tuple[WorkPlace, CaseloadRow]]


def _sections(
    matching: Sequence[WorkPlace], shown: Shown, beside: Sequence[AskedRow], filters: CaseloadFilters, is_team: bool
) -> list[WorkSection]:
    parts = _in_order(matching, shown, beside) if filters.sort else _by_need(matching, shown, beside, filters, is_team)
    return [WorkSection(code, title, title, count, rows, urgent) for code, title, count, rows, urgent in parts if rows]


Part = tuple[str, str, int, list[CaseloadRow], bool]


def _in_order(matching: Sequence[WorkPlace], shown: Shown, beside: Sequence[AskedRow]) -> list[Part]:
    """Return the list in an order that somebody chose: one part, below whoever comes first in every order."""
    above, below = [one for one in beside if one.rank <= REST], [one.row for one in beside if one.rank > REST]
    first = _merged([(place.rank, row) for place, row in shown if place.comes_first], above)
    rest = [row for place, row in shown if not place.comes_first]
    before = sum(place.comes_first for place in matching)
    return [
        (SAFETY, _("Safety first"), before + len(above), first, True),
        (ALL, _("Clients"), len(matching) - before + len(below), [*rest, *below], False),
    ]


def _by_need(
    matching: Sequence[WorkPlace], shown: Shown, beside: Sequence[AskedRow], filters: CaseloadFilters, is_team: bool
) -> list[Part]:
    """Return what is needed now, what waits, and everybody else."""
    counts = Counter(place.stands for place in matching)
    waits, others = ([row for place, row in shown if place.stands == code] for code in (WAITS, ELSE))
    needed = _merged([(place.rank, row) for place, row in shown if place.stands == NOW], beside)
    is_rest = filters.show == ALL or bool(needed or waits)
    return [
        (NOW, needed_words(is_team, filters), counts[NOW] + len(beside), needed, True),
        (WAITS, _("Waits for its day"), counts[WAITS], waits, False),
        (ELSE, _("Everybody else") if is_rest else _("Clients"), counts[ELSE], others, False),
    ]


def needed_words(is_team: bool, filters: CaseloadFilters) -> str:
    """Return what the first part is called: of a team's list, not everything in it is for its reader."""
    return _("Needs somebody now") if is_team and filters.whose != MINE else _("Needs me now")


def _merged(needed: Sequence[tuple[int, CaseloadRow]], beside: Sequence[AskedRow]) -> list[CaseloadRow]:
    """Return both in the safe order: what is beside a client's place stands before those below it."""
    placed = [(rank, 1, row) for rank, row in needed]
    placed += [(one.rank, 0, one.row) for one in beside if one.rank < AFTER_THE_CLIENTS]
    placed.sort(key=lambda each: each[:2])
    return [*(row for _rank, _turn, row in placed), *(one.row for one in beside if one.rank == AFTER_THE_CLIENTS)]


def _filter_links(
    everybody: Sequence[WorkPlace], asked: Sequence[AskedRow], filters: CaseloadFilters, is_team: bool
) -> list[FilterLink]:
    """Return the filters: those that are always there, those that hold anybody, and the states somebody is in."""
    counts = {code: sum(map(match, everybody)) for code, match in _matches().items()}
    counts[NOW] += len(asked)
    states = Counter(code_now(place.row, place.weeks) for place in everybody)
    named = [
        (ALL, _("All"), True),
        (SAFETY, _("Safety first"), False),
        (NOW, needed_words(is_team, filters), True),
        (WAITS, _("Waits for its day"), False),
        (REVIEWS, _("Reviews"), True),
        (COVERING, _("Standing in"), False),
        (SILENT, _("Not heard from"), True),
        (OUTSIDE, _("Outside support overdue"), False),
    ]
    kinds = [
        (code, text, "", counts[code]) for code, text, always in named if always or counts[code] or code == filters.show
    ]
    kinds += [
        (code, words.word, words.shape, states[code])
        for code, words in state_words().items()
        if states[code] or filters.show == code
    ]
    chosen = "" if filters.words else filters.show
    return [
        FilterLink(code, text, shape, count, filters.query(show=code), code == chosen)
        for code, text, shape, count in kinds
    ]


def _sort_links(filters: CaseloadFilters) -> list[FilterLink]:
    orders: Mapping[str, str] = {
        "": _("What needs somebody first"),
        "name": _("By name"),
        "heard": _("By when last heard from"),
        "day": _("By day due"),
    }
    return [
        FilterLink(f"sort-{code or 'safe'}", text, "", 0, filters.query(sort=code), code == filters.sort)
        for code, text in orders.items()
    ]


def _shown_words(shown: int, everybody: int) -> str:
    if shown == everybody:
        return ngettext("%(n)s client", "%(n)s clients", shown) % {"n": shown}
    return _("%(shown)s of %(n)s clients") % {"shown": shown, "n": everybody}


def _empty(filters: CaseloadFilters) -> str:
    """Say why nobody is in the list."""
    if filters.words:
        return _("Nobody in this list has these words in their name or reference.")
    said = {
        SAFETY: _(
            "No concern is open that comes first today. That nothing is recorded does not mean that nothing is there."
        ),
        NOW: _("Nothing needs you now."),
        WAITS: _("Nothing waits for its day."),
        REVIEWS: _(
            "Nothing to review. Clients whose scores stand still or get worse, or whose engagement falls, appear here."
        ),
        COVERING: _("You stand in for nobody today."),
        SILENT: _("You have heard from everybody within the last %(n)s weeks.") % {"n": NOT_HEARD_WEEKS},
        OUTSIDE: _("No outside support needs chasing today."),
        ALL: _("You have no clients of your own.") if filters.whose == MINE else _("Nobody is in this list."),
    }
    known = said.get(filters.show)
    return known or _("Nobody is in this list: %(state)s.") % {"state": state_words()[filters.show].word}


def _pages(count: int, filters: CaseloadFilters) -> list[tuple[int, str, bool]]:
    """Return the pages where there is more than one: number, query, whether it is the one shown."""
    last = -(-count // PAGE)
    if filters.page > max(last, 1):
        raise Http404
    numbers = range(1, last + 1) if last > 1 else ()
    return [(number, filters.query(page=number), number == filters.page) for number in numbers]
