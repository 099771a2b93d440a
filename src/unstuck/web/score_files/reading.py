"""An upload's content read by the reader of `unstuck analyse`, in a private folder that is removed straight away.

The reader wants a file. It lies in memory (/dev/shm) where the machine has that, with the reader's own scratch
beside it, readable by this process's user alone.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from math import nextafter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.population.engines.checks import EARLIEST
from unstuck.population.engines.first_rows import FirstRows, Row, first_rows, row_at
from unstuck.population.engines.plain_tables import Wanted
from unstuck.population.engines.questions import OpenQuestions
from unstuck.population.engines.reading import Reading, Ways
from unstuck.population.engines.scores import Piece, ScoreFile, open_scores
from unstuck.population.engines.sheet import Sheet
from unstuck.progress.curve import DAYS_IN
from unstuck.web.components.batches import EPOCH

MOST_SCORES = 30_000
"""In one file: saving so many, with their states, takes about ten seconds, during which others wait to save."""

MOST_LINES = 200_000
"""Rows without a score count too; more are refused before they are read cell by cell."""

MOST_COLUMNS = 500
"""Columns of a table. A file of 60,000 took both worker processes of a site out of service, whatever it held."""

_SEPARATORS = (b",", b";", b"\t", b"|")
_LOOKED_AT = 200
"""Lines in which the columns are counted, before anything else reads the file."""

_TOP = 4 << 20
"""Bytes in which those lines are looked for."""

MOST_UNPACKED = 64 << 20
"""Bytes of a compressed file once it is unpacked. One of 200 KB that held 200 MB ended a worker process of the site."""

_GZIP = b"\x1f\x8b"

LONGEST_REFERENCE = 64

_MEMORY = "256MB"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108  (a private folder is made inside it)
_TAB_SUFFIXES = (".tsv", ".tab")


@dataclass(frozen=True)
class RiskAnswer:
    """An answer above zero to a question about suicide or self-harm: which, what, in which row, and of which day.

    `day` counts from 1970-01-01 as for scores; None where the row has no day that can be believed.
    """

    item: str
    answer: float
    row: int
    day: float | None


@dataclass(frozen=True)
class FileClient:
    """One client of the file in order of time: `days` since 1970-01-01, points, and the rows of the sheet.

    `first` is the number of the first score among all scores of the file. Whoever gave an answer that asks for a
    person is in it without any score too.
    """

    reference: str
    first: int
    days: tuple[float, ...]
    totals: tuple[float, ...]
    rows: tuple[int, ...]
    risk_answers: tuple[RiskAnswer, ...] = ()

    @property
    def all_rows(self) -> tuple[int, ...]:
        """Return the rows of scores, and those in which an answer asks for a person."""
        return tuple(dict.fromkeys([*self.rows, *(one.row for one in self.risk_answers)]))


@dataclass(frozen=True)
class FileContents:
    """What a file says: clients with a score or an answer that asks for a person, and notices about the rest."""

    clients: tuple[FileClient, ...]
    notices: tuple[str, ...]

    @property
    def scores(self) -> int:
        """Count the scores."""
        return sum(len(client.days) for client in self.clients)


def first_rows_of(content: bytes, file_name: str, sheet: str = "") -> FirstRows:
    """Return the top of the file. BadInput where it is no table, or a larger one than can be brought in."""
    with _as_file(content, file_name) as path, _named(file_name):
        _check_width(_unpacked(content))
        way = _("save the one that you mean as a file of its own")
        top = first_rows(path, wanted=Wanted(sheet=sheet, way_to_sheet=way))
        _check_columns(len(top.headers), 1)  # of a workbook, or a compressed file, only now
        if top.lines > MOST_LINES:
            words = {"limit": f"{MOST_LINES:,}", "found": f"{top.lines:,}"}
            raise BadInput(_("expected at most %(limit)s rows, found %(found)s; split the file") % words)
        return top


def _check_width(content: bytes) -> None:
    """Raise BadInput for a table with more columns than anybody works with."""
    for number, line in enumerate(content[:_TOP].splitlines()[:_LOOKED_AT], start=1):
        _check_columns(1 + max(map(line.count, _SEPARATORS)), number)


def _unpacked(content: bytes) -> bytes:
    """Return what a compressed file holds. Raises BadInput where that is too much, or compressed once more."""
    if not content.startswith(_GZIP):
        return content
    try:
        held = gzip.GzipFile(fileobj=io.BytesIO(content)).read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        return b""  # damaged: whoever reads it says so
    if len(held) > MOST_UNPACKED:
        words = {"limit": MOST_UNPACKED >> 20}
        raise BadInput(_("expected at most %(limit)s MB once unpacked, found more; split the file") % words)
    if held.startswith(_GZIP):
        raise BadInput(_("expected a table in a compressed file, found another compressed file in it"))
    return held


def _check_columns(columns: int, row: int) -> None:
    if columns > MOST_COLUMNS:
        words = {"limit": MOST_COLUMNS, "found": f"{columns:,}", "row": row}
        raise BadInput(_("row %(row)s: expected at most %(limit)s columns, found %(found)s; leave some out") % words)


def row_of(content: bytes, file_name: str, row: int) -> Row | None:
    """Return one row of the file as it stands there."""
    with _as_file(content, file_name) as path:
        return row_at(path, row)


def read(content: bytes, file_name: str, sheet: Sheet, instrument: str, today: date) -> FileContents:
    """Read and check the whole file. BadInput names the first row and column that cannot be used."""
    with _as_file(content, file_name) as path, _named(file_name):
        reading = _reading(path, sheet, instrument, today)
        with open_scores(reading, memory=_MEMORY, folder=path.parent) as file:
            if file.rows > MOST_SCORES:
                words = {"limit": f"{MOST_SCORES:,}", "found": f"{file.rows:,}"}
                raise BadInput(_("expected at most %(limit)s scores, found %(found)s; split the file") % words)
            return FileContents(tuple(_clients(file, sheet, today)), file.other_notices)


def _reading(path: Path, sheet: Sheet, instrument: str, today: date) -> Reading:
    measure = load(instrument)
    return Reading(
        path=path,
        columns=sheet.columns,
        wide=sheet.wide,
        unit=sheet.unit if sheet.wide else None,
        missing=sheet.missing,
        today=today,
        minimum=measure.minimum,
        maximum=measure.maximum,
        score_name=measure.id,
        span=_span(sheet, today),
        how_to_name_missing=_("write {mark} where this page asks what stands for no value"),
        instrument=measure,
        # Names that look alike are asked about on the next page, beside the agency's own clients.
        settled=sheet.settled.having({"alike": "apart"}),
        ways=_ways(),
    )


def _ways() -> Ways:
    """Return how this page calls what the command line has options for."""
    return Ways(
        where=_("write {column}={value} under “Only these rows”"),
        date_order=_("choose it under “Dates such as 3/8/2026”"),
        sure=_("say under “I have looked at it” that it is right"),
        questionnaire=_("choose {named} above"),
        episodes=_("tick it, or choose that one course goes on"),
        alike=_("the next page asks"),
    )


def _span(sheet: Sheet, today: date) -> tuple[float, float] | None:
    """Return the first and last time, in the file's unit, whose dates are believed: up to the end of today."""
    if sheet.zero is None or sheet.unit == "date":
        return None
    unit = DAYS_IN[sheet.unit]
    latest = nextafter((today - sheet.zero).days + 1.0, 0.0)
    return (EARLIEST - sheet.zero).days / unit, latest / unit


def _clients(file: ScoreFile, sheet: Sheet, today: date) -> Iterator[FileClient]:
    rows, passed, asking = file.row_numbers(), 0, _risk_answers(file, sheet, today)
    for piece in file.pieces():
        days = _days(piece.occasions, sheet)
        for at, name in enumerate(piece.clients.tolist()):
            start, end = int(piece.starts[at]), int(piece.starts[at + 1])
            if start == end and name not in asking:
                continue
            client = _client(name, piece, days, rows[passed + start : passed + end], (start, end), passed)
            client = replace(client, risk_answers=tuple(asking.get(name, ())))
            _check_reference(client, sheet)
            yield client
        passed += piece.scores.size


def _risk_answers(file: ScoreFile, sheet: Sheet, today: date) -> dict[str, list[RiskAnswer]]:
    """Return the answers that ask for a person, by client, the earliest first; those without a day come last."""
    last = (today - EPOCH).days + 1.0
    found: dict[str, list[RiskAnswer]] = {}
    for one in file.safety_answers:
        day = None if one.occasion is None else float(_days(np.array([one.occasion]), sheet)[0])
        believed = day if day is not None and (EARLIEST - EPOCH).days <= day < last else None
        found.setdefault(one.client, []).append(RiskAnswer(one.item, one.answer, one.row, believed))
    for answers in found.values():
        answers.sort(key=lambda one: (last if one.day is None else one.day, one.row))
    return found


def _client(
    name: str, piece: Piece, days: NDArray[np.float64], rows: NDArray[np.int64], part: tuple[int, int], passed: int
) -> FileClient:
    start, end = part
    return FileClient(
        reference=name,
        first=passed + start,
        days=tuple(days[start:end].tolist()),
        totals=tuple(piece.scores[start:end].tolist()),
        rows=tuple(rows.tolist()),
    )


def _days(occasions: NDArray[np.float64], sheet: Sheet) -> NDArray[np.float64]:
    """Return days since 1970-01-01, fractions kept, so that states are those of the file's own times."""
    if sheet.unit == "date":
        return occasions
    zero = sheet.zero or EPOCH
    days: NDArray[np.float64] = (zero - EPOCH).days + occasions * DAYS_IN[sheet.unit]
    return days


def _check_reference(client: FileClient, sheet: Sheet) -> None:
    """Refuse what cannot be an agency's id for somebody."""
    name, row = client.reference, client.all_rows[0]
    if max(len(name), len(name.casefold())) > LONGEST_REFERENCE:
        words = {"limit": LONGEST_REFERENCE, "found": len(name)}
        problem = _("expected at most %(limit)s characters, found %(found)s") % words
        raise BadInput(problem, row=row, column=sheet.client)
    if not name.isprintable():
        raise BadInput(_("expected a client in plain characters, found others"), row=row, column=sheet.client)


@contextmanager
def _named(file_name: str) -> Iterator[None]:
    """Let errors name the file as the person knows it."""
    try:
        yield
    except OpenQuestions as error:
        faults = [_renamed(fault, file_name) for fault in error.faults]
        raise OpenQuestions(faults, error.proposals, file=file_name) from None
    except BadInput as error:
        raise _renamed(error, file_name) from None


def _renamed(error: BadInput, file_name: str) -> BadInput:
    return BadInput(error.problem, file=file_name, row=error.row, column=error.column)


@contextmanager
def _as_file(content: bytes, file_name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="unstuck-upload-", dir=_folder_for(len(content))) as folder:
        suffix = ".tsv" if Path(file_name).suffix.lower() in _TAB_SUFFIXES else ".csv"
        path = Path(folder) / f"scores{suffix}"
        path.write_bytes(content)
        yield path


def _folder_for(size: int) -> Path | None:
    """Return memory where there is room for the file and for scratch, else the machine's temporary folder."""
    if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > 4 * size + (64 << 20):
        return _IN_MEMORY
    return None
