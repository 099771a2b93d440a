"""Any table comes back as it was written, and any broken file is refused in one line."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.population.test_reading_scores import Found, collected, reading
from unstuck.errors import BadInput
from unstuck.population.engines.cell_texts import SUMMARIES
from unstuck.population.engines.client_looks import NOBODY
from unstuck.population.engines.scores import open_scores

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=6).filter(
    lambda name: (
        name == name.strip(" \t\xa0") and name.strip(" .:").lower() not in SUMMARIES and name.lower() not in NOBODY
    )
)
"""Blanks around a name are no part of it: a no-break space comes from copying, and is read as a blank. A row that is
called a sum is no client's, nor one called "?": somebody is asked about it, which tests of their own show."""
NOTES = st.text(st.sampled_from('a,;"\n é'), max_size=6)
CASELOADS = st.dictionaries(
    NAMES,
    st.dictionaries(st.integers(-20, 400), st.one_of(st.none(), st.integers(0, 63)), min_size=1, max_size=5),
    min_size=1,
    max_size=8,
)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])

Caseload = dict[str, dict[int, int | None]]


def written(rows: list[tuple[str, int, int | None, str]], line_end: str, delimiter: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["client", "day", "score", "note"])
    writer.writerows(rows)
    return text.getvalue().encode()


def expected(rows: list[tuple[str, int, int | None, str]]) -> Found:
    """The same, read one row at a time."""
    scores: dict[str, dict[int, int]] = {}
    for client, day, score, _ in rows:
        known = scores.setdefault(client, {})
        if score is not None:
            known[day] = score
    return {
        client: [(float(day), float(day - min(known)), float(known[day])) for day in sorted(known)]
        for client, known in scores.items()
    }


def read(content: bytes) -> Found:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content)
        with open_scores(reading(path)) as file:
            return collected(file.pieces(3))


def refusal(content: bytes) -> BadInput | None:
    try:
        read(content)
    except BadInput as problem:
        return problem
    return None


@settings(deadline=None, max_examples=30)
@given(CASELOADS, st.randoms(use_true_random=False), NOTES, LINE_ENDS, st.sampled_from(",;\t"))
def test_any_table_comes_back(caseload: Caseload, order: Random, note: str, line_end: str, delimiter: str) -> None:
    rows = [(client, day, score, note) for client, known in caseload.items() for day, score in known.items()]
    order.shuffle(rows)
    found = read(written(rows, line_end, delimiter))
    assert found == expected(rows)
    assert list(found) == list(expected(rows))


@settings(deadline=None, max_examples=60)
@given(st.data(), LINE_ENDS)
def test_any_broken_file_is_refused_in_one_line(data: st.DataObject, line_end: str) -> None:
    rows: list[tuple[str, int, int | None, str]] = [
        ("a", 0, 9, 'x,"y"'),
        ("b", 0, None, ""),
        ("a", 7, 8, "é"),
    ]
    content = bytearray(written(rows, line_end, ","))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    problem = refusal(bytes(content))
    assert problem is None or str(problem.file).endswith("any.csv")
    assert problem is None or re.fullmatch(r".*expected .+, found .+", str(problem))
    assert "duckdb" not in str(problem).lower()


def test_a_heading_without_a_readable_sign_is_called_so() -> None:
    """A file of control characters alone: what was found is said, not left blank."""
    assert str(refusal(b"\x01")).endswith("found (no name)")
