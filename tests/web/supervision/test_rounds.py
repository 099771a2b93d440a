"""A supervisor's agenda in three clicks and a manager's quarter in four, following the how-to pages word for word."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.documented import ROOT
from tests.web.cast import Cast
from tests.web.getting_started.clicker import Clicker
from tests.web.getting_started.test_first_hour import follow
from tests.web.supervision.test_quarter import two_teams
from unstuck.web.accounts.models import Person
from unstuck.web.supervision.models import AgendaPoint

__all__ = ["two_teams"]


def steps(page: str, heading: str) -> list[str]:
    """Return the numbered steps under a heading of a how-to page, each on one line."""
    text = (ROOT / "docs/how-to" / page).read_text(encoding="utf-8")
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\d+\. (.*?)(?=^\d+\. |\n\n|\Z)", part, re.MULTILINE | re.DOTALL)
    return [" ".join(one.split()) for one in found]


def at_the_desk_of(person: Person, files: Path) -> Clicker:
    desk = Clicker(files, lambda: None)
    desk.browser.force_login(person, backend="unstuck.web.accounts.sign_in.PeopleBackend")
    desk.open("/")
    return desk


def walked(person: Person, page: str, heading: str, files: Path) -> Clicker:
    desk = at_the_desk_of(person, files)
    for step in steps(page, heading):
        follow(step, desk)
    return desk


def test_the_supervisors_agenda_in_three_clicks(cast: Cast, tmp_path: Path) -> None:
    desk = walked(cast.supervisor, "meet-for-supervision.md", "In three clicks", tmp_path)
    assert desk.clicks == 3
    assert "Cleo" in desk.html, "what changed with the worker's clients stands on the same page"
    assert AgendaPoint.objects.get().words == "Hours"


def test_the_managers_quarter_in_four_clicks(cast: Cast, two_teams: None, tmp_path: Path) -> None:
    *pages, last = steps("report-a-quarter.md", "In four clicks")
    desk = at_the_desk_of(cast.manager, tmp_path)
    headings = []
    for step in pages:
        follow(step, desk)
        headings += re.findall(r"<h1[^>]*>([^<]+)</h1>", desk.html)
    assert headings == ["July to September 2026", "Evidence for CTS.03.01.09", "What happened after we acted"]
    words = re.findall(r"\*\*([^*]+)\*\*", last)
    paper = desk.browser.get(desk.page.links[words[0]])
    assert paper.content.startswith(b"%PDF-")
    assert desk.clicks + len(words) == 4
