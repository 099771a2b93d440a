"""What the caseload's page holds: what is asked for, the rows, and the ways to narrow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from unstuck.language import gettext as _

ALL, SAFETY, LOOK, SILENT, OUTSIDE = "all", "safety", "look", "silent", "outside"
TEAM, MINE, NOBODY = "team", "mine", "nobody"


@dataclass(frozen=True)
class CaseloadFilters:
    """What is asked for: which clients (`show`), whose (`whose`), and which words their name or reference holds."""

    show: str = ALL
    whose: str = ""
    words: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """True where only some of the clients are shown."""
        return self.show != ALL

    def query(self, **changes: Any) -> str:
        """Return the query of an address. Words searched for may be a name, so they are never part of one."""
        asked = {"show": self.show, "whose": self.whose, **changes}
        kept = {name: value for name, value in asked.items() if value and (name, value) != ("show", ALL)}
        return f"?{urlencode(kept)}" if kept else "?"


class CaseloadRow(NamedTuple):
    """One client's row, as markup that is ready to be shown. The template takes it apart in this order."""

    address: str
    name: str
    reference: str
    code: str
    state: Markup
    silent: str
    spark: str
    reason: str
    since: Markup
    heard: Markup
    step: str
    worker: str
    needs_worker: bool
    review: Markup
    outside: Markup
    concern: str
    watched: str
    concern_first: bool
    concern_address: str


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
    safety: Sequence[CaseloadRow]
    look: Sequence[CaseloadRow]
    looks: int
    others: Sequence[CaseloadRow]
    filter_links: Sequence[FilterLink]
    whose: Sequence[WorkerChoice]
    with_worker: bool
    empty: str
    page_links: Sequence[tuple[int, str, bool]]
    title: str

    @property
    def is_first_use(self) -> bool:
        """True where there is nobody to list yet, whoever is asked for."""
        return not self.everybody and not self.chosen.whose

    @property
    def can_be_searched(self) -> bool:
        """True where there is anybody to look for."""
        return bool(self.everybody or self.chosen.whose or self.chosen.words)

    @property
    def show_all(self) -> str:
        """Return the query that shows everybody."""
        return self.chosen.query(show="")

    @property
    def nobody_needs_a_look(self) -> bool:
        """True where the whole list is shown from its start and nobody in it needs a look."""
        whole = self.chosen.show == ALL and not self.chosen.words and self.chosen.page == 1
        return whole and not self.look and not self.safety

    @property
    def others_title(self) -> str:
        """Return the heading above those who need no look."""
        listed_before = self.look or self.safety or self.chosen.show == ALL
        return _("Everybody else") if listed_before else _("Clients")
