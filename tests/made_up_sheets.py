"""Sheets of scores made up by hypothesis, with all that people do to one: no traceback, and nothing dropped unsaid.

    python -m tests.made_up_sheets [--count 10000]

Each sheet is laid out from scores that are known, then written in one of many forms, with marks for no value, totals,
notes, empty rows, other questionnaires and broken rows among them. It is refused with a place or a way out, or what
came in and what was listed add up to what was in the file, each score that came in stands in the file, and no time is
longer than the file's. The suite runs a small sample and stops at the first fault; this module tries as many as asked,
all in one process, and prints each kind of fault with the first sheet that showed it.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population.engines import scores
from unstuck.population.engines.questions import OpenQuestions
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import Piece, open_scores

TODAY = date(2026, 11, 29)
FIRST = date(2026, 1, 5)
PHQ9 = load("PHQ-9")
MARKS = ("DNA", "N/A", "-99", "999", "-", "declined", "#DIV/0!")
NAMES = ("K1", "K2", "ab-12", "AB 12", "0071", "71", "Zoë", "Zoe", "Müller, A", "O'Neil", "7.0", "Ω", "x" * 40)
HEADERS = (
    ("client", "date", "score"), ("Client ID", "Date completed", "PHQ-9 Total Score"), ("Klient", "Datum", "Wert"),
    ("record_id", "phq9_date", "phq9_total"), ("client\n", " date ", "SCORE"),
)  # fmt: skip
DATES: Mapping[str, str] = {
    "iso": "%Y-%m-%d", "compact": "%Y%m%d", "dots": "%d.%m.%Y", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y %H:%M:%S",
    "named": "%d %B %Y", "stamp": "%Y-%m-%dT%H:%M:%SZ", "excel": "", "two": "%d/%m/%y",
}  # fmt: skip
A_BATCH = 1_000
SCORES = ("plain", "comma", "of", "star", "label", "spaces", "tail")


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was made up: its bytes, and how many scores of people stand in it."""

    content: bytes
    suffix: str
    scores: int
    broken: int
    values: tuple[float, ...] = ()
    days: int = 0


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Draw a sheet."""
    header = draw(st.sampled_from(HEADERS))
    extra = draw(st.sampled_from(["", "measure", "completed by", "Notes", "episode"]))
    form, written = draw(st.sampled_from(list(DATES))), draw(st.sampled_from(SCORES))
    rows, values, days = [], [], [0]
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)):
        for at in range(draw(st.integers(1, 5))):
            day = FIRST + timedelta(days=14 * at + draw(st.integers(0, 5)))
            value = draw(st.integers(0, 27))
            mark = draw(st.sampled_from(["", "", "", "", "", "", "mark", "empty"]))
            cell = {"mark": draw(st.sampled_from(MARKS)), "empty": ""}.get(mark, _score(value, written))
            values += [value] if mark == "" else []
            days.append((day - FIRST).days)
            rows.append([name, _day(day, form), cell, *([_beside(draw, extra)] if extra else [])])
    rows, broken = _disturbed(draw, rows)
    table = [[*header, *([extra] if extra else [])], *rows]
    if draw(st.booleans()) and draw(st.booleans()):
        table = [["Northside Family Support"], [], *table]
    made = Sheet(b"", "", len(values), broken, (*values, *([values[0]] if values else [])), max(days))
    return _bytes(draw, table, made)


def _score(value: int, written: str) -> str:
    return {
        "comma": f"{value},0", "of": f"{value}/27", "star": f"{value}*", "label": f"{value} - Moderate",
        "spaces": f"\u00a0{value} ", "tail": f"{value}.0",
    }.get(written, str(value))  # fmt: skip


def _day(day: date, form: str) -> str:
    return str((day - date(1899, 12, 30)).days) if form == "excel" else day.strftime(DATES[form])


def _beside(draw: st.DrawFn, extra: str) -> str:
    kinds = {"measure": ["PHQ-9", "PHQ-9", "GAD-7"], "completed by": ["self", "worker"], "episode": ["1", "1", "2"]}
    return draw(st.sampled_from(kinds.get(extra, ["", 'said "ok"', "first\nsecond", "a;b,c"])))


def _disturbed(draw: st.DrawFn, rows: list[list[str]]) -> tuple[list[list[str]], int]:
    """Put in what is no score of a person; return how many rows cannot be read as they stand."""
    found, broken, width = list(rows), 0, len(rows[0])
    kinds = ["total", "total", "note", "note", "blank", "blank", "blank", "long", "word", "again"]
    for what in draw(st.lists(st.sampled_from(kinds), max_size=2)):
        at = draw(st.integers(0, len(found)))
        if what == "total":
            found.append(["Total", "", "99", *[""] * (width - 3)])
        elif what == "note":
            found.append(["Note: asked by telephone, every two weeks", *[""] * (width - 1)])
        elif what == "blank":
            found.insert(at, [""] * width)
        elif what == "long":
            found.insert(at, [*rows[0], "x", "y"])
            broken += 1
        elif what == "word":
            found.insert(at, ["K9", rows[0][1], "ninety", *rows[0][3:]])
            broken += 1
        else:
            found.insert(at, list(rows[0]))
            broken += 1
    return found, broken


def _bytes(draw: st.DrawFn, table: list[list[str]], made: Sheet) -> Sheet:
    delimiter, suffix = draw(st.sampled_from([(",", ".csv"), (";", ".csv"), ("\t", ".tsv"), ("\t", ".txt")]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = [delimiter.join(_cell(cell, delimiter) for cell in row) for row in table]
    text = end.join(lines) + draw(st.sampled_from([end, ""]))
    if delimiter != "\t" and draw(st.integers(0, 9)) == 0:
        text = f"sep={delimiter}{end}{text}"
    return replace(made, content=text.encode(encoding), suffix=suffix)


def _cell(cell: str, delimiter: str) -> str:
    odd = any(one in cell for one in (delimiter, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if odd else cell


def outcome(sheet: Sheet, folder: Path) -> str:
    """Read a sheet, with a yes to what is proposed; say what became of it. AssertionError where something is lost."""
    path = folder / f"scores{sheet.suffix}"
    path.write_bytes(sheet.content)
    before = sorted(one.name for one in folder.iterdir())
    try:
        return _read(sheet, path)
    except BadInput as refused:
        problems = refused.faults if isinstance(refused, OpenQuestions) else (refused,)
        assert all(one.problem for one in problems)
        return "refused"
    finally:
        assert sorted(one.name for one in folder.iterdir()) == before, "a file was left behind"


def _read(sheet: Sheet, path: Path) -> str:
    reading = Reading(path=path, minimum=0, maximum=27, score_name="PHQ-9", instrument=PHQ9, today=TODAY)
    how = "read"
    for _round in range(3):
        try:
            with open_scores(reading, folder=path.parent) as file:
                assert file.rows + _listed(file.notices) >= sheet.scores, (file.rows, file.notices)
                _check_pieces(sheet, list(file.pieces()), file.rows)
                return how
        except OpenQuestions as questions:
            if questions.faults or not questions.proposals:
                raise
            reading, how = replace(reading, settled=reading.settled.having(questions.changes)), "asked"
    raise AssertionError("a yes was asked for three times")


def _check_pieces(sheet: Sheet, pieces: list[Piece], rows: int) -> None:
    """What was read is what stands in the sheet: no other score, and no time beyond the sheet's own."""
    read = Counter(float(score) for piece in pieces for score in piece.scores)
    assert read.total() == rows
    assert not (more := read - Counter(map(float, sheet.values))), more
    longest = max((float(time) for piece in pieces for time in piece.times), default=0.0)
    assert longest <= sheet.days, (longest, sheet.days)


def _listed(notices: tuple[str, ...]) -> int:
    """Count the scores that are said not to have come in."""
    patterns = (
        r"(\d+) scores? in rows without", r"(\d+) scores? of \d+ clients? belong to an episode before",
        r"(\d+) repeated scores? (?:was|were) counted once",
    )  # fmt: skip
    return sum(int(match[1]) for text in notices for one in patterns for match in re.finditer(one, text))


def tried(
    count: int, *, derandomize: bool = False, faults: dict[str, Sheet] | None = None, seed_of: int | None = None
) -> Counter[str]:
    """Try so many sheets; return how many ended how. With `faults`, the first sheet of each kind is kept in it."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=[Phase.generate] if faults is not None else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(sheets())
    def every(sheet: Sheet) -> None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                seen[outcome(sheet, Path(folder))] += 1
            except Exception as fault:
                if faults is None:
                    raise
                seen["fault"] += 1
                faults.setdefault(_kind_of(fault), sheet)

    (every if seed_of is None else seed(seed_of)(every))()
    return seen


def _kind_of(fault: Exception) -> str:
    """Say what went wrong and where, without what differs from sheet to sheet."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    said = re.sub(r"\d+", "N", str(fault))[:80]
    return f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}: {said}"


@contextmanager
def shared_engine() -> Iterator[None]:
    """Read all sheets in one DuckDB, emptied after each: starting one for each reading is two fifths of the time."""
    base = duckdb.connect(config={"threads": 1, "python_enable_replacements": False})
    base.execute("SET TimeZone = 'UTC'")

    @contextmanager
    def engine(_path: Path, _scratch: Path, _memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = base.cursor()
        try:
            yield cursor
        finally:
            for name, kind in cursor.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall():
                cursor.execute(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} "{name}"')
            cursor.close()

    with patch.object(scores, "_engine", engine):
        yield
    base.close()


def main(arguments: list[str]) -> int:
    """Run as many as asked, print what became of them; 1 where something went wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.made_up_sheets", description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1, help="of the first thousand; each further one adds 1")
    given_as = asked.parse_args(arguments)
    faults: dict[str, Sheet] = {}
    found: Counter[str] = Counter()
    with shared_engine():
        for at, begin in enumerate(range(0, given_as.count, A_BATCH)):
            count = min(A_BATCH, given_as.count - begin)
            found += tried(count, faults=faults, seed_of=given_as.seed + at)
            sys.stderr.write(f"{found.total()} tried, {len(faults)} kinds of fault\n")
    sys.stdout.write("sheets: " + ", ".join(f"{name}: {number}" for name, number in sorted(found.items())) + "\n")
    for kind, sheet in faults.items():
        sys.stdout.write(f"{kind}\n  {sheet}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
