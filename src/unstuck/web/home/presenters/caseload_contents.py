"""What the caseload's page holds: what is asked for, the rows, and the ways to narrow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

ALL, SAFETY, NOW, WAITS, REVIEWS = "all", "safety", "now", "waits", "reviews"
SILENT, OUTSIDE, COVERING = "silent", "outside", "covering"
EARLIER_NAMES = {"look": NOW}
"""What filters were called before, in addresses that somebody kept."""
TEAM, MINE, NOBODY = "team", "mine", "nobody"
NO_PROGRAMME = "none"


@dataclass(frozen=True)
class CaseloadFilters:
    """What is asked for: which clients (`show`), whose (`whose`), and which words their name or reference holds;
    in which order (`sort`, empty for the safe order); of which programme, by hex public id (NO_PROGRAMME: of none).
    """

    show: str = ALL
    whose: str = ""
    words: str = ""
    page: int = 1
    sort: str = ""
    programme: str = ""

    @property
    def narrows(self) -> bool:
        """True where only some of the clients are shown."""
        return self.show != ALL

    def query(self, **changes: Any) -> str:
        """Return the query of an address. Words searched for may be a name, so they are never part of one."""
        asked = {"show": self.show, "whose": self.whose, "sort": self.sort, "programme": self.programme, **changes}
        kept = {name: value for name, value in asked.items() if value and (name, value) != ("show", ALL)}
        return f"?{urlencode(kept)}" if kept else "?"


class CaseloadRow(NamedTuple):
    """One client's row, as markup that is ready to be shown. The template takes it apart in this order.

    `act` and `act_address` are the row's one act; `note` stands under it; `more`: why, and what else is needed.
    """

    address: str
    name: str
    reference: str
    code: str
    state: Markup
    silent: str
    spark: str
    reason: str
    since: Markup
    score: Markup
    worker: str
    needs_worker: bool
    concern: str
    watched: Markup
    concern_first: bool
    act: str
    act_address: str
    note: Markup
    more: Markup


class WorkSection(NamedTuple):
    """One part of the list: its heading, how many are in it on all pages, and the rows on this one.

    `urgent`: whether the act of each row is a button.
    """

    code: str
    title: str
    caption: str
    clients: int
    rows: Sequence[CaseloadRow]
    urgent: bool


class FilterLink(NamedTuple):
    """One way to narrow the list, with how many clients it leaves."""

    code: str
    text: str
    shape: str
    clients: int
    query: str
    here: bool


class WorkerChoice(NamedTuple):
    """One choice of whose clients are listed."""

    code: str
    text: str
    here: bool


@dataclass(frozen=True)
class CaseloadPage:
    """The caseload, ready to be shown."""

    chosen: CaseloadFilters
    everybody: int
    shown: str
    sections: Sequence[WorkSection]
    filter_links: Sequence[FilterLink]
    sort_links: Sequence[FilterLink]
    programme_links: Sequence[FilterLink]
    whose: Sequence[WorkerChoice]
    with_worker: bool
    empty: str
    page_links: Sequence[tuple[int, str, bool]]
    title: str

    @property
    def is_first_use(self) -> bool:
        """True where there is nobody to list yet, whoever is asked for."""
        return not self.everybody and not self.chosen.whose and not self.chosen.programme

    @property
    def can_be_searched(self) -> bool:
        """True where there is anybody to look for."""
        return bool(self.everybody or self.chosen.whose or self.chosen.words or self.chosen.programme)

    @property
    def show_all(self) -> str:
        """Return the query that shows everybody."""
        return self.chosen.query(show="", programme="")

    @property
    def nobody_is_needed(self) -> bool:
        """True where the whole list is shown from its start, and nothing in it needs anybody now."""
        narrowed = self.chosen.words or self.chosen.sort or self.chosen.programme
        whole = self.chosen.show == ALL and self.chosen.page == 1 and not narrowed
        return whole and not any(one.code == NOW for one in self.sections)
