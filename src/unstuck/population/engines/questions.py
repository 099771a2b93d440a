"""What a file leaves open: faults with their way out, and proposals to say yes to, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from unstuck.errors import BadInput
from unstuck.language import gettext as _
from unstuck.population.engines.cell_texts import DateOrder

LISTED = 20
"""How many faults of one kind are listed."""


@dataclass(frozen=True)
class Settled:
    """What was said yes to about a file, beside its columns. Everything empty: nothing yet.

    `sheet`: of a workbook. `header_row`: where the names of the columns stand, 0 for wherever they are found.
    `missing`: further marks for no value. `date_order`: which of two numbers is the day. `forms`: forms of cells that
    are taken (`out_of`, `marked`, `labelled`, `excel_days`). `fill_down`: a client's name stands once over its rows.
    `where`: columns with the only value whose rows count; `*` for all of them. `left_out`: rows of these names do not
    count. `items`: the columns of the answers, in the questionnaire's order. `alike`: `together` where names that
    differ in spelling alone are one client. `episodes`: `latest` where a new episode begins anew, `all` where one
    course goes on; `episode`: the column that tells them apart. `means`: the scores are means of items. `sure`: codes
    of doubts that were looked at.
    """

    sheet: str = ""
    header_row: int = 0
    missing: tuple[str, ...] = ()
    date_order: DateOrder = ""
    forms: tuple[str, ...] = ()
    fill_down: bool = False
    where: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    alike: str = ""
    episodes: str = ""
    episode: str = ""
    means: bool = False
    sure: tuple[str, ...] = ()

    def having(self, changes: Mapping[str, Any]) -> Settled:
        """Return this with what a proposal changes: lists grow, everything else is replaced."""
        settled = self
        for name, value in changes.items():
            before = getattr(settled, name)
            new = (*before, *(one for one in value if one not in before)) if isinstance(before, tuple) else value
            changed: dict[str, Any] = {name: new}
            settled = replace(settled, **changed)
        return settled

    def as_json(self) -> dict[str, Any]:
        """Return what differs from the usual, for a file or a row that is kept."""
        usual = Settled()
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: _listed(value) for name, value in values.items() if value != getattr(usual, name)}


def _listed(value: Any) -> Any:
    return [_listed(one) for one in value] if isinstance(value, tuple) else value


def settled_of(kept: Mapping[str, Any]) -> Settled:
    """Return what was kept; BadInput names a part that is none of these.

    >>> settled_of(Settled(missing=("DNA",), where=(("measure", "PHQ-9"),)).as_json()).where
    (('measure', 'PHQ-9'),)
    """
    if not isinstance(kept, Mapping):
        raise BadInput(f"settled: expected an object, found {kept!r}")
    usual, values = Settled(), dict[str, Any]()
    for name, value in kept.items():
        before = getattr(usual, name, None)
        given = _tupled(value)
        if before is None or type(before) is not type(given):
            known = ", ".join(one.name for one in fields(usual))
            raise BadInput(f"settled.{name}: expected one of {known}, each of its own kind, found {value!r}")
        values[name] = given
    return replace(usual, **values)


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value


def times_from(times: int, row: int) -> str:
    """Say how often something stands in a file, and in which row first.

    >>> times_from(1, 5), times_from(3, 5)
    ('row 5', '3 times, first in row 5')
    """
    if times == 1:
        return _("row {row}").format(row=row)
    return _("{n} times, first in row {row}").format(n=times, row=row)


@dataclass(frozen=True)
class Proposal:
    """How something could be read: what was seen, with counts, and what a yes changes. `code` is stable.

    `way`: how whoever asks says the same beforehand; empty where there is none.
    """

    code: str
    text: str
    changes: Mapping[str, Any]
    way: str = ""

    def __str__(self) -> str:
        """Return it in one line, with the way."""
        return f"{self.text}: {self.way}" if self.way else self.text


class OpenQuestions(BadInput):
    """Everything about a file that has to be mended or said yes to, in one go.

    `faults` have a way out each, but no answer that could be proposed; `proposals` can be taken as they are.
    """

    def __init__(self, faults: Sequence[BadInput], proposals: Sequence[Proposal], *, file: str | Path | None) -> None:
        self.faults, self.proposals = tuple(faults), tuple(proposals)
        first = self.faults[0] if self.faults else None
        problem = first.problem if first else str(self.proposals[0])
        super().__init__(problem, file=file, row=first.row if first else None, column=first.column if first else None)

    @property
    def changes(self) -> dict[str, Any]:
        """Return what a yes to all proposals changes."""
        settled = Settled()
        for one in self.proposals:
            settled = settled.having(one.changes)
        return {name: _tupled(value) for name, value in settled.as_json().items()}
