"""What each kind of unusable file is answered with: the reader's own words, the row and the column, nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.score_files.files import choose, describe, save, text
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Client, Score, Upload

As = Callable[[Person | None], Browser]
HEAD = b"client,score,date\n"

# fmt: off
DAMAGED = "scores.csv: expected a workbook (.xlsx, .ods) or a table of text, found a damaged one or another archive"
NO_TABLES: list[tuple[str, bytes, str]] = [
    ("0 bytes", b"", "scores.csv: expected a header and at least one row, found an empty file"),
    ("Excel", b"PK\x03\x04rest", DAMAGED),
    ("old Excel", b"\xd0\xcf\x11\xe0", DAMAGED),
    ("Parquet", b"PAR1....PAR1", "scores.csv: expected a spreadsheet, CSV or TSV file, found a Parquet file"),
    ("binary", HEAD + b"a,1,2026-01-02\nb\0,1,2026-01-02\n",
     "scores.csv: row 3: expected text in UTF-8, found a zero byte (save it as 'CSV UTF-8')"),
    ("damaged text", HEAD + b"Ren\xc3\xa9,1,2026-01-02\nMari\xe9,1,2026-01-02\n",
     "scores.csv: row 3: expected text in UTF-8, found bytes of another encoding (save it as 'CSV UTF-8')"),
    ("short row at the top", HEAD + b"a,1\n", "scores.csv: row 2: expected 3 cells as in the header, found 2"),
]
BAD_CELLS: list[tuple[str, bytes, dict[str, str], str]] = [
    ("header alone", HEAD, {},
     "scores.csv: expected at least one row with a client below the header, found none"),
    ("text score", HEAD + b"a,1,2026-01-02\nb,ten,2026-01-02\n", {},
     "scores.csv: row 3, column 'score': expected a number from 0 to 27 (PHQ-9), found 'ten' "
     "(a word for a score: write the number)"),
    ("out of range", HEAD + b"a,28,2026-01-02\n", {},
     "scores.csv: row 2, column 'score': expected a number from 0 to 27 (PHQ-9), found '28'"),
    ("out of another's range", HEAD + b"a,22,2026-01-02\n", {"instrument": "GAD-7"},
     "scores.csv: row 2, column 'score': expected a number from 0 to 21 (GAD-7), found '22'"),
    ("future date", HEAD + b"a,1,2026-11-22\na,1,2026-11-23\n", {},
     "scores.csv: row 3, column 'date': expected a date from 1900-01-01 to 2026-11-22, found '2026-11-23'"),
    ("two totals on one day", HEAD + b"a,1,2026-01-02\nb,1,2026-01-02\na,2,2026-01-02\n", {},
     "scores.csv: row 4, column 'score': expected 1 like the score of the same client and time in row 2, found 2"),
    ("header twice", HEAD + b"a,1,2026-01-02\nclient,score,date\n", {},
     "scores.csv: row 3, column 'score': expected a number from 0 to 27 (PHQ-9), found 'score' "
     "(if that is a missing value: write score where this page asks what stands for no value)"),
    ("a column twice", b"client,score,score,date\na,1,1,2026-01-02\n", {},
     "scores.csv: row 1, column 'score': expected one column of this name, found it as columns 2 and 3"),
    ("a missing value", HEAD + b"a,NA,2026-01-02\n", {},
     "There is no value where it says 'NA' (row 2)"),
    ("a short row further down", HEAD + b"a,1,2026-01-02\n" * 20 + b"a,1\n", {},
     "scores.csv: row 22: expected 3 cells as in the header, found 2"),
    ("a reference that is too long", HEAD + b"a,1,2026-01-02\n" + b"x" * 65 + b",1,2026-01-02\n", {},
     "scores.csv: row 3, column 'client': expected at most 64 characters, found 65"),
    # The 22nd of November ends 326 days after the start of the year: 46.57 weeks.
    ("a week after today", b"client,score,date\na,1,46\na,1,47\n", {"unit": "week", "zero": "2026-01-01"},
     "scores.csv: row 3, column 'date': expected a week from -6574.43 to 46.57, found '47'"),
    ("a wide column after today", b"client,pre,later\na,1,\nb,1,3\n",
     {"layout": "wide", "client": "client", "wide_unit": "month", "zero": "2026-09-22", "at-1": "0", "at-2": "3"},
     "scores.csv: row 3, column 'later': expected a month from -1520.66 to 2.04, found 3"),
]
# fmt: on


def nothing_stored(cast: Cast) -> bool:
    return Score.objects.count() == 2 * 8 and Client.objects.count() == 2


@pytest.mark.parametrize(("kind", "content", "problem"), NO_TABLES, ids=[one[0] for one in NO_TABLES])
def test_what_is_no_table_is_refused_at_once(
    cast: Cast, as_person: As, kind: str, content: bytes, problem: str
) -> None:
    answer = choose(as_person(cast.worker), content)
    assert answer.status_code == 422
    assert problem in unescape(text(answer))
    assert nothing_stored(cast)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(("kind", "content", "fields", "problem"), BAD_CELLS, ids=[one[0] for one in BAD_CELLS])
def test_a_bad_cell_is_named_beside_the_rows(
    cast: Cast, as_person: As, kind: str, content: bytes, fields: dict[str, str], problem: str
) -> None:
    wanda = as_person(cast.worker)
    address = choose(wanda, content)["Location"]
    answer = describe(wanda, address, **fields)
    assert answer.status_code == 422
    page = unescape(text(answer))
    assert problem in page
    assert "unstuck-upload-" not in page
    assert nothing_stored(cast)
    assert Upload.objects.get().mapping == {}
    assert save_is_refused(wanda, address)


def save_is_refused(browser: Browser, address: str) -> bool:
    return browser.post(address + "preview/", {"save": "1"}).status_code == 302 and Score.objects.count() == 16


def test_the_bad_row_is_shown_as_it_stands_in_the_file(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    content = HEAD + b"".join(b"a%d,1,2026-01-02\n" % n for n in range(30)) + b"zoe,eleven,2026-01-02\n"
    answer = describe(wanda, choose(wanda, content)["Location"])
    assert '<tr class="sheet__wrong"><th scope="row" class="sheet__row">32' in text(answer)
    assert '<td class="sheet__cell-wrong">eleven</td>' in text(answer)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"score": ""}, "Choose the column with the scores."),
        ({"client": ""}, "Choose the column with the clients’ references."),
        ({"client": "nobody"}, "Select a valid choice"),
        ({"unit": "session"}, "Session numbers say nothing about dates"),
        ({"unit": "week"}, "Give the date of time 0"),
        ({"baseline": "score"}, "dates have no time 0"),
        (
            {"layout": "wide", "client": "client", "wide_unit": "week", "zero": "2026-01-01"},
            "Give the time of at least one column",
        ),
        (
            {"layout": "wide", "client": "client", "wide_unit": "session", "at-1": "1"},
            "Session numbers say nothing about dates",
        ),
        (
            {"layout": "wide", "client": "client", "wide_unit": "day", "zero": "2026-01-01", "at-1": "two"},
            "Write the time as a number",
        ),
        (
            {"layout": "wide", "client": "client", "wide_unit": "day", "zero": "2026-01-01", "at-1": "1", "at-2": "1"},
            "the same time",
        ),
    ],
)
def test_a_description_that_is_not_whole_says_what_is_missing(
    cast: Cast, as_person: As, fields: dict[str, str], problem: str
) -> None:
    wanda = as_person(cast.worker)
    answer = describe(wanda, choose(wanda, HEAD + b"a,1,2026-01-02\n")["Location"], **fields)
    assert answer.status_code == 422
    assert problem in unescape(text(answer))


def test_a_file_that_counts_sessions_is_told_so_before_anything_is_chosen(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    chosen = choose(wanda, "client,score,session\na,1,1\n")
    page = text(wanda.get(chosen["Location"]))
    assert "Session numbers say nothing about dates" in page
    assert '<option value="session" selected>' in page


def test_usual_column_names_are_guessed_as_the_command_line_does(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    page = text(wanda.get(choose(wanda, "Client;SCORE;Week;x\na;1;1;z\n")["Location"]))
    for name in ("Client", "SCORE", "Week"):
        assert f'<option value="{name}" selected>' in page
    assert '<option value="week" selected>' in page


def test_cells_are_shown_as_text(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    content = 'client,score,date,note\n<b>x</b>,1,2026-01-02,"=HYPERLINK(""http://x"")"\n'
    address = choose(wanda, content, name="<i>a.csv")["Location"]
    page = text(wanda.get(address))
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "=HYPERLINK" in page
    assert "<b>x</b>" not in page
    assert "<i>a.csv" not in page
    describe(wanda, address)
    assert "&lt;b&gt;x&lt;/b&gt;" in text(wanda.get(address + "preview/"))
    assert save(wanda, address).status_code == 302


def test_more_than_can_be_saved_at_once_is_refused_with_the_number(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    rows = b"".join(b"%d,1,%d\n" % (n % 300, n // 300) for n in range(30_001))
    answer = describe(wanda, choose(wanda, b"client,score,date\n" + rows)["Location"], unit="day", zero="2026-01-01")
    assert "expected at most 30,000 scores, found 30,001; split the file" in text(answer)
    answer = choose(wanda, HEAD + b"a,1,2026-01-02\n" * 200_000)
    assert "expected at most 200,000 rows, found 200,001; split the file" in text(answer)
