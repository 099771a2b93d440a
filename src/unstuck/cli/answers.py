"""The formats of an answer: a table for people, JSON, CSV and Parquet for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import NamedTuple, TextIO

import msgspec

from unstuck.cli.output import scratch_file, text_output, whole_file
from unstuck.errors import BadInput
from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.interop.analysis import FLAT_NAMES, Record, flat
from unstuck.language import gettext as _
from unstuck.population.engines.reading import shown
from unstuck.population.engines.tables import csv_to_parquet
from unstuck.reporting.words import state_now, states

ORDER = {words.code: place for place, words in enumerate(states())}


NARROWEST = 30
"""Below so many columns left for the reasons they are not wrapped beside the rest."""


def render_json(records: Iterable[Record]) -> str:
    """Return records as lines of a JSON list, without its brackets."""
    encode = msgspec.json.Encoder().encode
    return ",\n".join([encode(one).decode() for one in records])


def write_json(pieces: Iterable[str], out: Path | None) -> None:
    """Write a JSON list, one record a line."""
    with text_output(out) as file:
        separator = "[\n"
        for piece in filter(None, pieces):
            file.write(separator)
            file.write(piece)
            separator = ",\n"
        file.write("\n]\n" if separator == ",\n" else "[]\n")


def render_rows(records: Iterable[Record]) -> str:
    """Return records as lines of comma-separated values, without the header."""
    lines = StringIO(newline="")
    # Before Python 3.13 the writer quotes a line break inside a cell only where its own line end contains it.
    csv.writer(_UnixLines(lines), lineterminator="\r\n").writerows(map(flat, records))
    return lines.getvalue()


def write_csv(pieces: Iterable[str], out: Path | None) -> None:
    """Write comma-separated values with a header; unknown values are empty."""
    with text_output(out) as file:
        _write_rows(pieces, file)


def write_parquet(pieces: Iterable[str], out: Path | None) -> None:
    """Write a Parquet file, through a temporary CSV so that memory stays flat."""
    if out is None:
        raise BadInput("--format parquet: expected --out PATH beside it")
    with whole_file(out) as target, scratch_file(out) as rows:
        with rows.open("w", encoding="utf-8", newline="") as file:
            _write_rows(pieces, file)
        csv_to_parquet(rows, target, PARQUET_TYPES)


def _write_rows(pieces: Iterable[str], file: TextIO) -> None:
    file.write(",".join(FLAT_NAMES) + "\n")
    file.writelines(pieces)


class _UnixLines:
    """Takes rows that end in CR LF and writes them with LF."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix("\r\n") + "\n")


class Row(NamedTuple):
    """One line of the table: its place by state, its cells, and what its alert was tried on."""

    place: int
    cells: list[str]
    basis: str | None
    by_occasion: bool


def render_table(records: Iterable[Record]) -> list[Row]:
    """Return records as lines of the table."""
    return [_row(one, by_occasion=one["alert"] is not None) for one in records]


def _row(one: Record, *, by_occasion: bool) -> Row:
    tried = one["alert_precision"]
    return Row(ORDER[one["state"]], _cells(one, by_occasion), tried and tried["basis"], by_occasion)


def write_table(pieces: Iterable[list[Row]], out: Path | None) -> None:
    """Write a table for people: those who need a look first, then the rest in the file's order."""
    rows = [row for piece in pieces for row in piece]
    by_occasion = any(row.by_occasion for row in rows)
    look = sum(row.place < len(NEEDS_A_LOOK) for row in rows)
    if not by_occasion:
        rows.sort(key=lambda row: row.place)
    title = _("Occasions") if by_occasion else _("Needs a look ({count})").format(count=look)
    with text_output(out) as file:
        file.write(f"{title}\n\n")
        _write_aligned(file, _headings(by_occasion), [row.cells for row in rows])
        for basis in sorted({row.basis for row in rows if row.basis}):
            text = _("Borne out: the share of such alerts that were right (95 % interval), tried on {basis}.")
            file.write(f"\n{text.format(basis=basis)}\n")


def _headings(by_occasion: bool) -> list[str]:
    occasion = [_("Occasion")] if by_occasion else []
    known = [_("State"), _("Scores"), _("Since"), _("Last heard"), _("Borne out"), _("Why")]
    return [_("Client"), *occasion, *known]


def _write_aligned(file: TextIO, headings: list[str], rows: list[list[str]]) -> None:
    """Write columns as wide as their widest cell; on a terminal the last one is wrapped, in a pipe it runs on."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)][:-1]
    margin = " " * (sum(widths) + 2 * len(widths))
    room = get_terminal_size().columns - len(margin) if file.isatty() else 0
    for cells in (headings, *rows):
        aligned = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
        last = wrap(cells[-1], room) if room >= NARROWEST else [cells[-1]]
        file.write("  ".join([*aligned, f"\n{margin}".join(last)]) + "\n")


def _cells(one: Record, by_occasion: bool) -> list[str]:
    words = state_now(one["state"], bool(one["not_heard_from"]))
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
        if name in ("not_heard_from", "alert", "alert_simulated")
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
