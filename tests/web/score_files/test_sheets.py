"""Sheets as people have them, on the site: each row of the table that the command line is tested by."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from tests.spec import sheets_table
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


def brought(browser: Browser, row: sheets_table.Row) -> tuple[str, Any]:
    """Choose the file and send the form as it is; return the outcome and the last page."""
    page = choose(browser, sheets_table.content_of(row), sheets_table.name_of(row))
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
    outcome, page = brought(as_person(cast.worker), row)
    assert outcome == row.get("site", row["outcome"]), unescape(re.sub(r"<[^>]*>", " ", text(page)))[:3000]
    assert page.status_code == (200 if outcome == "read" else 422)
    if outcome != "read":
        assert "--" not in re.sub(r"<[^>]*>", "", unescape(text(page))), "no options of the command line on a page"
