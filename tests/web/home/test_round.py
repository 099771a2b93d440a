"""A worker's round at the day's end: every row of the list by the words of the how-to page, its clicks counted."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.documented import ROOT
from tests.web.cast import TODAY, Cast, write_context
from tests.web.consultation.acts import answered, question
from tests.web.getting_started.clicker import Clicker
from tests.web.getting_started.test_first_hour import follow
from tests.web.home.people import COURSES, client
from tests.web.safety.acts import sign
from tests.web.supervision.test_rounds import at_the_desk_of
from unstuck.web.consultation.actions.asking import ask, write_draft
from unstuck.web.consultation.brief import made_from, seal_of

PAGE = ROOT / "docs/how-to/work-through-the-list.md"
MOST_CLICKS = 55


def acts() -> dict[str, str]:
    """Return what the page says of each button of a row."""
    part = PAGE.read_text(encoding="utf-8").partition("\n## A round at the day's end\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^- \*\*([^*]+)\*\*: (.*)$", part, re.MULTILINE))


@pytest.fixture
def evening(cast: Cast) -> None:
    """Danger for Ivo, an answer about Dora, who gets worse, two who stalled, Nell silent, a question from Wim."""
    sign(cast, episode=client(cast, "Ivo", COURSES["on_track"]))
    answered(cast, episode=client(cast, "Dora", COURSES["deteriorating"]))
    client(cast, "Emil", COURSES["stalled"])
    client(cast, "Nell", COURSES["on_track"], last=TODAY - timedelta(weeks=5))
    his, teammate = client(cast, "Finn", COURSES["stalled"], of=cast.teammate), cast.actor(cast.teammate)
    draft = write_draft(teammate, his, question(cast.worker), write_context())
    content = made_from(draft, TODAY)
    codes = tuple(part["code"] for part in content["parts"])
    ask(teammate, draft, codes, seal_of(content), write_context())


def need_me_now(desk: Clicker) -> int:
    found = re.search(r"Needs me now \((\d+)\)", desk.html)
    return int(found[1]) if found else 0


def first_act(desk: Clicker, known: dict[str, str]) -> str:
    """Return the words of the first row's button."""
    part = desk.html.partition("Needs me now (")[2].partition("<h2")[0]
    buttons = [words for words, address in desk.page.links.items() if ": " in words and address in part]
    assert buttons, desk.address
    assert buttons[0].partition(": ")[0] in known, f"the how-to page does not say what {buttons[0]!r} asks for"
    return buttons[0]


def test_a_workers_whole_round_word_for_word(cast: Cast, evening: None, tmp_path: Path) -> None:
    desk, known = at_the_desk_of(cast.worker, tmp_path), acts()
    assert need_me_now(desk) == 6
    done = set()
    while need_me_now(desk) and desk.clicks <= MOST_CLICKS:
        words = first_act(desk, known)
        done.add(words.partition(": ")[0])
        desk.click(words)
        follow(known[words.partition(": ")[0]], desk)
        desk.click("Work list")
    assert need_me_now(desk) == 0
    assert done == set(known), "every sentence of the page was followed"
    assert desk.clicks <= MOST_CLICKS, desk.clicks
