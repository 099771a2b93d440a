"""Sheets as people have them, on the site: each row of the table that the command line is tested by."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from tests.spec import shared_cases, sheets_table
from tests.web.cast import Cast
from tests.web.score_files.files import choose, text
from unstuck.web.accounts.models import Person

As = Callable[[Person | None], Browser]
BOX = re.compile(r'name="take" type="checkbox" value="([^"]*)" checked')
SELECT = re.compile(r'<select[^>]*name="(client|score|time|unit)"[^>]*>(.*?)</select>')
SETTLED = re.compile(r'name="settled" value="([^"]*)"')


def chosen(page: str) -> dict[str, str]:
    """What the form would send as it is first shown: the columns that were guessed."""
    found = {}
    for name, options in SELECT.findall(page):
        picked = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = unescape(picked[1]) if picked else ""
    return found


def brought(browser: Browser, content: bytes, name: str) -> tuple[str, Any]:
    """Choose the file and send the form as it is; return the outcome and the last page."""
    page = choose(browser, content, name)
    if page.status_code != 302:
        return "refused", page
    address = page["Location"]
    form: dict[str, Any] = {
        "instrument": "PHQ-9",
        "layout": "long",
        "unit": "date",
        **chosen(text(browser.get(address))),
    }
    first = browser.post(address, form)
    if first.status_code == 302:
        return "read", browser.get(address + "preview/")
    take = [unescape(value) for value in BOX.findall(text(first))]
    settled = SETTLED.search(text(first))
    again = browser.post(address, {**form, "take": take, "settled": unescape(settled[1]) if settled else ""})
    return ("asked" if take and again.status_code == 302 else "refused"), first


@pytest.mark.parametrize("row", sheets_table.rows(), ids=lambda row: row["form"])
def test_row(cast: Cast, as_person: As, row: sheets_table.Row) -> None:
    outcome, page = brought(as_person(cast.worker), sheets_table.content_of(row), sheets_table.name_of(row))
    assert outcome == row.get("site", row["outcome"]), unescape(re.sub(r"<[^>]*>", " ", text(page)))[:3000]
    assert page.status_code == (200 if outcome == "read" else 422)
    if outcome != "read":
        assert "--" not in re.sub(r"<[^>]*>", "", unescape(text(page))), "no options of the command line on a page"


@pytest.mark.reference_data
@pytest.mark.parametrize(("outcome", "path"), list(shared_cases.sheets()), ids=str)
def test_collected_case(cast: Cast, as_person: As, outcome: str, path: Path) -> None:
    if any(one in str(path) for one in shared_cases.NOT_ON_THE_SITE) and path.suffix not in (".xlsx", ".gz"):
        return
    found, page = brought(as_person(cast.worker), path.read_bytes(), path.name)
    if path.parent.name == "35-newcomer" and outcome == "refused":
        shown = unescape(text(page))
        for words in (
            "'Total' (row 37)",
            "the day stands first",
            "'N/A' (row 8)",
            "'17/27'",
            "'12*'",
            "'Completed by'",
        ):
            assert words in shown, words
    assert found == outcome, unescape(re.sub(r"<[^>]*>", " ", text(page)))[:3000]
