"""The formats of an answer: a table for people, JSON, CSV and Parquet for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from unstuck.cli.output import scratch_file, text_output, whole_file
from unstuck.errors import BadInput
from unstuck.interop.analysis import FLAT_NAMES, Record, flat
from unstuck.population.engines.reading import shown
from unstuck.population.engines.tables import csv_to_parquet
from unstuck.reporting.words import state as state_words
from unstuck.reporting.words import states

ORDER = {words.code: place for place, words in enumerate(states())}
NEED_A_LOOK = ("deteriorating", "stalled")
PLAIN_WIDTH = 160
"""Columns of a table that is not written to a terminal."""


def write_json(records: Iterable[Record], out: Path | None) -> None:
    """Write a JSON list, one record a line."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "), allow_nan=False).encode
    with text_output(out) as file:
        separator = "[\n"
        for one in records:
            file.write(separator + encode(one))
            separator = ",\n"
        file.write("\n]\n" if separator == ",\n" else "[]\n")


def write_csv(records: Iterable[Record], out: Path | None) -> None:
    """Write comma-separated values with a header; unknown values are empty."""
    with text_output(out) as file:
        _write_rows(records, file)


def write_parquet(records: Iterable[Record], out: Path | None) -> None:
    """Write a Parquet file, through a temporary CSV so that memory stays flat."""
    if out is None:
        raise BadInput("--format parquet: expected --out PATH beside it")
    with whole_file(out) as target, scratch_file(out) as rows:
        with rows.open("w", encoding="utf-8", newline="") as file:
            _write_rows(records, file)
        csv_to_parquet(rows, target, PARQUET_TYPES)


def _write_rows(records: Iterable[Record], file: TextIO) -> None:
    # Before Python 3.13 the writer quotes a line break inside a cell only where its own line end contains it.
    rows = csv.writer(_UnixLines(file), lineterminator="\r\n")
    rows.writerow(FLAT_NAMES)
    rows.writerows(map(_plain, map(flat, records)))


class _UnixLines:
    """Takes rows that end in CR LF and writes them with LF."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix("\r\n") + "\n")


def _plain(values: Sequence[object]) -> list[object]:
    return [("true" if value else "false") if isinstance(value, bool) else value for value in values]


def write_table(records: Iterable[Record], out: Path | None) -> None:
    """Write a table for people: those who need a look first, then the rest; occasions in the file's order."""
    ordered = list(records)
    look = sum(one["state"] in NEED_A_LOOK for one in ordered)
    by_occasion = any(one["occasion"] is not None for one in ordered)
    if not by_occasion:
        ordered.sort(key=lambda one: ORDER[one["state"]])
    table = _heading(look, by_occasion)
    for one in ordered:
        table.add_row(*(Text(cell) for cell in _cells(one, by_occasion)))
    bases = sorted({one["alert_precision"]["basis"] for one in ordered if one["alert_precision"]})
    if bases:
        table.caption = _("Borne out: the share of such alerts that were right, tried on {basis}.").format(
            basis="; ".join(bases)
        )
        table.caption_justify = "left"
    with text_output(out) as file:
        terminal = out is None and sys.stdout.isatty()
        console = Console(file=file, width=None if terminal else PLAIN_WIDTH, no_color=not terminal)
        console.print(table)


def _heading(look: int, by_occasion: bool) -> Table:
    table = Table(box=None, pad_edge=False, title_justify="left", title_style="bold")
    table.title = _("Occasions") if by_occasion else _("Needs a look ({count})").format(count=look)
    table.add_column(_("Client"), no_wrap=True)
    if by_occasion:
        table.add_column(_("Occasion"), no_wrap=True)
    table.add_column(_("State"), no_wrap=True)
    table.add_column(_("Scores"), no_wrap=True, justify="right")
    table.add_column(_("Since"), no_wrap=True)
    table.add_column(_("Last heard"), no_wrap=True)
    table.add_column(_("Borne out"), no_wrap=True)
    table.add_column(_("Why"), ratio=1)
    return table


def _cells(one: Record, by_occasion: bool) -> list[str]:
    words = state_words(one["state"])
    scores = "–" if one["first"] is None else f"{one['first']} → {one['latest']}"
    heard = _shown(one["last_heard"])
    if one["not_heard_from"]:
        heard = _("{when} (not heard from)").format(when=heard)
    cells = [shown(one["client"]), f"{words.shape} {words.word}", scores, _shown(one["since"]), heard]
    cells += [_borne_out(one), str(one["reasons"][0]["text"])]
    return [cells[0], _shown(one["occasion"]), *cells[1:]] if by_occasion else cells


def _borne_out(one: Record) -> str:
    """Return how often alerts of this state were right when they were tried, with the 95 % interval."""
    tried = one["alert_precision"]
    if tried is None:
        return "–"
    return f"{tried['right']:.0%} ({tried['lower95']:.0%}–{tried['upper95']:.0%})"


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


PARQUET_TYPES = {
    name: (
        "INTEGER"
        if name in ("scores", "expected_cohort", "alert_alerts")
        else "BOOLEAN"
        if name in ("not_heard_from", "alert")
        else "VARCHAR"
        if name
        in (
            *("client", "instrument", "occasion", "unit", "state", "category", "horizon", "since", "last_heard"),
            *("norms", "alert_basis", "curve", "curve_kind", "reason_codes", "reasons"),
        )
        else "DOUBLE"
    )
    for name in FLAT_NAMES
}
"""Occasions keep the file's own time as text: dates in one file are numbers in another."""
