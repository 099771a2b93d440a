"""The answer of `unstuck population outcomes`: numbers that may be shown, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from unstuck.cli.flat_rows import FlatRow, TableFormat, write_aligned, write_flat
from unstuck.cli.output import text_output
from unstuck.language import gettext as _
from unstuck.population.benchmark import benchmark_for
from unstuck.population.engines.reading import shown
from unstuck.population.rollups import ALL, COMPARED, Cell, Group, words_for

TYPES = {
    **dict.fromkeys(("instrument", "kind", "agency", "group", "measure"), "VARCHAR"),
    "count": "BIGINT",
    "hidden": "VARCHAR",
    **dict.fromkeys(("share", "benchmark", "adjusted", "lower95", "upper95"), "DOUBLE"),
}

MEASURE_WORDS = {
    "clients": _("Clients"),
    "improved": _("Reliably better"),
    "unchanged": _("No reliable change"),
    "deteriorated": _("Reliably worse"),
    "at_caseness": _("Began in the clinical range"),
    "recovered": _("Recovered"),
    "reliably_recovered": _("Reliably recovered"),
}


def write_cells(found: Sequence[Cell], form: TableFormat, out: Path | None) -> None:
    """Write every number that may be shown, whole or not at all."""
    if form is not TableFormat.table:
        write_flat(map(_row, found), TYPES, form, out)
        return
    with text_output(out) as file:
        for instrument in dict.fromkeys(cell.instrument for cell in found):
            _write_page(instrument, [cell for cell in found if cell.instrument == instrument], file)


def _row(cell: Cell) -> FlatRow:
    hidden = None if isinstance(cell.count, int) else cell.count.value
    return {
        "instrument": cell.instrument,
        "kind": cell.group[0],
        "agency": cell.group[1] if len(cell.group) == 3 else None,
        "group": cell.group[-1] if len(cell.group) > 1 else None,
        "measure": cell.measure,
        "count": cell.count if isinstance(cell.count, int) else None,
        "hidden": hidden,
        "share": cell.share,
        "benchmark": cell.benchmark,
        "adjusted": cell.adjusted,
        "lower95": cell.lower,
        "upper95": cell.upper,
    }


def _write_page(instrument: str, found: list[Cell], file: TextIO) -> None:
    file.write(_("{instrument}: outcomes of everybody with two scores or more").format(instrument=instrument) + "\n")
    file.write(_("Counts are rounded to 5; under 5 is not shown, nor what it could be worked out from.") + "\n\n")
    by_group: dict[Group, dict[str, Cell]] = {}
    for cell in found:
        by_group.setdefault(cell.group, {})[cell.measure] = cell
    rows = [[_name(group), *(_count(cells[measure]) for measure in MEASURE_WORDS)] for group, cells in by_group.items()]
    write_aligned(file, [_("Group"), *MEASURE_WORDS.values()], [*rows, *_benchmark_row(instrument)])
    _write_compared(by_group, file)
    benchmark = benchmark_for(instrument)
    if benchmark:
        file.write(f"\n{benchmark.name}. {benchmark.note}\n{benchmark.source}. {benchmark.licence}\n")
    file.write("\n")


def _write_compared(by_group: dict[Group, dict[str, Cell]], file: TextIO) -> None:
    rows = [
        [_name(group), *(_interval(cells[measure]) for measure in COMPARED)]
        for group, cells in by_group.items()
        if any(cells[measure].adjusted is not None for measure in COMPARED)
    ]
    if not rows:
        return
    file.write("\n" + _("With the same case mix (where people began), small groups drawn to the mean; 95 % interval"))
    file.write("\n\n")
    write_aligned(file, [_("Group"), *(MEASURE_WORDS[measure] for measure in COMPARED)], rows)


def _benchmark_row(instrument: str) -> Iterator[list[str]]:
    found = benchmark_for(instrument)
    if found:
        shares = found.shares
        yield [found.name, *(f"{100 * shares[m]:.1f} %" if m in shares else "" for m in MEASURE_WORDS)]


def _count(cell: Cell) -> str:
    words = words_for(cell.count)
    return words if cell.share is None else f"{words} ({100 * cell.share:.0f} %)"


def _interval(cell: Cell) -> str:
    if cell.adjusted is None or cell.lower is None or cell.upper is None:
        return "–"
    return f"{100 * cell.adjusted:.0f} % ({100 * cell.lower:.0f} to {100 * cell.upper:.0f})"


def _name(group: Group) -> str:
    return _("Everybody") if group == (ALL,) else f"{group[0]} {' / '.join(map(shown, group[1:]))}"
