"""Opening a score file as the command line describes it, and asking about what it leaves open."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from unstuck.cli.options import ScoreFileOptions, SheetOptions
from unstuck.cli.output import notice
from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.population.engines.columns import Columns
from unstuck.population.engines.questions import OpenQuestions, Settled
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import ScoreFile, open_scores, parse_columns, parse_missing, parse_wide
from unstuck.population.engines.sheet import Sheet, sheet_of

CHOICES = {
    "date_order": ("--date-order", ("dmy", "mdy")),
    "alike": ("--alike", ("together", "apart")),
    "episodes": ("--episodes", ("latest", "all")),
}
LARGEST_MAPPING = 1_000_000
YES = ("y", "yes")
UNNAMED = "score"
"""The id of a measure of which only the direction is known: a column's own name does not contradict it."""


@dataclass(frozen=True)
class Source:
    """A file and its layout, as the options had it."""

    file: Path
    columns: str | None
    wide: str | None
    unit: str | None
    missing: tuple[str, ...]
    today: date
    settled: Settled
    accept: bool
    mapping: Path | None

    @property
    def asks_for_reading(self) -> bool:
        """True where an option says how the file is read, beside its columns and what stands for no value."""
        return self.settled != Settled() or self.accept or self.mapping is not None


def source_of(file: Path, how: ScoreFileOptions, today: date) -> Source:
    """Return a file and its layout as options had it; BadInput names the one that says nothing that is known."""
    missing = tuple(how.missing or ())
    return Source(file, how.columns, how.wide, how.unit, missing, today, settled_by(how), how.accept, how.mapping)


def settled_by(how: SheetOptions) -> Settled:
    """Return what the options settle; BadInput names the one that says nothing that is known."""
    for name, (option, known) in CHOICES.items():
        if (chosen := getattr(how, name)) and chosen not in known:
            raise BadInput(f"{option}: expected {' or '.join(known)}, found '{chosen}'")
    pairs = []
    for text in how.where or ():
        column, equals, value = text.partition("=")
        if not equals or not column.strip() or not value.strip():
            raise BadInput(f"--where: expected COLUMN=VALUE, found '{text}'")
        pairs.append((column.strip(), value.strip()))
    said = {name: getattr(how, name) for name in ("sheet", "header_row", *CHOICES)}
    changes: dict[str, Any] = {**said, "where": tuple(pairs), "sure": tuple(how.sure or ())}
    return Settled().having({name: value for name, value in changes.items() if value})


def open_source_of(
    source: Source, instrument: Instrument, attributes: tuple[str, ...] = (), folder: Path | None = None
) -> ScoreFile:
    """Open and check the whole file. All that is wrong or open is in one BadInput, unless somebody says yes to it.

    `attributes` are columns that say something of the client, such as a group. `folder`: where its temporary one is.
    """
    reading = replace(_reading(source, instrument), attributes=attributes)
    for _round in range(3):
        try:
            return open_scores(reading, folder=folder)
        except OpenQuestions as open_questions:
            if open_questions.faults or not open_questions.proposals or not _agreed(open_questions, source):
                raise
            reading = replace(reading, settled=reading.settled.having(open_questions.changes))
    return open_scores(reading, folder=folder)


def _agreed(questions: OpenQuestions, source: Source) -> bool:
    """Return whether everything that is proposed is taken: by `--accept`, or by whoever sits at the terminal."""
    asks = not source.accept and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    if not (source.accept or asks):
        return False
    for proposal in questions.proposals:
        notice(f"{source.file.name}: {proposal}")
    if source.accept:
        notice(_("all of this was taken as proposed"))
        return True
    sys.stderr.write(_("Take all of this as proposed? [y/N] "))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in YES


def _reading(source: Source, instrument: Instrument) -> Reading:
    kept = _kept(source.mapping) if source.mapping else Sheet()
    columns = parse_columns(source.columns) if source.columns else (kept.columns if source.mapping else None)
    wide = parse_wide(source.wide) if source.wide else kept.wide
    return Reading(
        path=source.file,
        columns=_with_wide(columns, bool(wide)),
        wide=wide,
        unit=source.unit or (kept.unit if kept.wide else None),
        missing=(*kept.missing, *parse_missing(source.missing)),
        today=source.today,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        score_name=instrument.id,
        instrument=None if instrument.id == UNNAMED else instrument,
        settled=kept.settled.having({name: _tupled(value) for name, value in source.settled.as_json().items()}),
    )


def _with_wide(columns: Columns | None, wide: bool) -> Columns | None:
    return None if wide and columns == Columns() else columns


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, list) else value


def _kept(path: Path) -> Sheet:
    """Return how a file is read, from a mapping that `--describe` or the site wrote."""
    expected = _("expected a mapping that `unstuck analyse FILE --describe` wrote")
    try:
        kept = json.loads(path.read_bytes()[:LARGEST_MAPPING].decode("utf-8-sig"))
    except OSError as problem:
        raise BadInput(f"{expected}; {problem.strerror}", file=path) from None
    except (ValueError, RecursionError):
        raise BadInput(expected, file=path) from None
    if not isinstance(kept, dict):
        raise BadInput(expected, file=path)
    try:
        return sheet_of(kept)
    except BadInput as problem:
        raise BadInput(problem.problem, file=path) from None
