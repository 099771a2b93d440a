"""What a file leaves open is asked on one page, with the questions of the command line, and kept with the upload."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.score_files.files import choose, describe, text
from tests.workbook import workbook
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Upload

As = Callable[[Person | None], Browser]

SHEET = """Northside Family Support,,,
,,,
Client ID,Date completed,PHQ-9 Total Score,Notes
R-9001,03/08/2026,19,
R-9001,17/08/2026,DNA,
R-9001,31/08/2026,17/27,
R-9002,03/08/2026,12*,
Total,,48,
"""
COLUMNS = {"client": "Client ID", "score": "PHQ-9 Total Score", "time": "Date completed"}


def taken(page: str) -> list[str]:
    """What the boxes that are ticked would send."""
    return [unescape(value) for value in re.findall(r'name="take" type="checkbox" value="([^"]*)" checked', page)]


def kept(page: str) -> str:
    found = re.search(r'name="settled" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def test_a_newcomers_sheet_is_read_in_one_upload_with_everything_on_one_page(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = choose(wanda, SHEET)["Location"]
    first = text(wanda.get(address))
    for column in COLUMNS.values():
        assert f'<option value="{column}" selected>' in first
    asked = describe(wanda, address, **COLUMNS)
    assert asked.status_code == 422
    page = unescape(text(asked))
    for words in ("'DNA' (row 5)", "'17/27'", "'12*'", "'Total' (row 8)", "the day stands first"):
        assert words in page, words
    assert "--" not in re.sub(r"<[^>]*>", "", page), "no options of the command line on a page"
    yes = wanda.post(
        address, {"instrument": "PHQ-9", "layout": "long", "unit": "date", **COLUMNS, "take": taken(text(asked))}
    )
    assert yes.status_code == 302
    assert Upload.objects.get().mapping["settled"]["date_order"] == "dmy"
    preview = unescape(text(wanda.get(address + "preview/")))
    assert "R-9001" in preview
    assert "Save 3 scores" in preview


def test_a_yes_is_kept_while_something_else_is_still_wrong(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = choose(wanda, SHEET.replace("R-9002,03/08/2026,12*", "R-9002,03/08/2026,ninety"))["Location"]
    asked = text(describe(wanda, address, **COLUMNS))
    form = {"instrument": "PHQ-9", "layout": "long", "unit": "date", **COLUMNS}
    again = wanda.post(address, {**form, "take": taken(asked)})
    assert again.status_code == 422
    assert "found 'ninety'" in unescape(text(again))
    assert '"date_order": "dmy"' in kept(text(again))
    done = wanda.post(address, {**form, "settled": kept(text(again)), "missing": "ninety"})
    assert done.status_code == 302


@pytest.mark.parametrize("sent", ["{", '{"colour": 1}', "[1]", '{"missing": "DNA"}'])
def test_a_yes_to_what_was_never_proposed_is_refused(cast: Cast, as_person: As, sent: str) -> None:
    wanda = as_person(cast.worker)
    address = choose(wanda, SHEET)["Location"]
    answer = wanda.post(address, {"instrument": "PHQ-9", "layout": "long", "unit": "date", **COLUMNS, "take": sent})
    assert answer.status_code == 422
    assert "could not be taken" in text(answer)


def test_two_questionnaires_in_one_column_are_not_mixed(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    sheet = (
        "client,date,measure,score\nR-9001,2026-08-03,PHQ-9,19\nR-9001,2026-08-03,GAD-7,2\nR-9001,2026-08-17,PHQ-9,18\n"
    )
    address = choose(wanda, sheet)["Location"]
    asked = describe(wanda, address)
    assert "Column 'measure' holds 'PHQ-9', 'GAD-7': only the rows of 'PHQ-9' are scores of PHQ-9" in unescape(
        text(asked)
    )
    assert "expected 19 like the score" not in text(asked), "the proposal leaves the other row out"
    assert describe(wanda, address, where="measure=PHQ-9").status_code == 302
    assert "Save 2 scores" in text(wanda.get(address + "preview/"))


def test_a_workbook_is_read_as_the_command_line_reads_it(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    book = workbook([["Team"], ["client", "date", "score"], ["R-9001", "2026-08-03", 19], ["R-9001", "2026-08-17", 18]])
    address = choose(wanda, book, name="book.xlsx")["Location"]
    assert 'sheet__row">3' in text(wanda.get(address)), "the rows have the numbers of the sheet"
    assert describe(wanda, address).status_code == 302
    assert "Save 2 scores" in text(wanda.get(address + "preview/"))
