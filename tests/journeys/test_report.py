"""A worker opens the report: in daylight and at night, on a laptop and on a phone, by keyboard, on paper."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.checks import axe
from tests.unit.reporting import example

pytestmark = pytest.mark.journey

Scheme = Literal["light", "dark"]
LONG_NAME = "clientwithanamelongerthananyscreen" * 4
FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const all = [...document.querySelectorAll('*')];
  return {place: all.indexOf(it), tag: it.tagName, text: it.textContent.trim(), left: box.left, top: box.top,
          bottom: box.bottom, right: box.right, width: box.width, height: box.height,
          outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), high: innerHeight};
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a file with dates; one client's name is longer than any screen."""
    first, *others = example.stories()
    stories = [first, example.story(client=LONG_NAME), *others]
    states = {"deteriorating": 2, "stalled": 4, "on_track": 234}
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(example.report(example.cohort(states=states), stories, most_charts=5), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def real_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a simulated caseload, as `unstuck` itself writes it."""
    folder = tmp_path_factory.mktemp("real")
    command = [sys.executable, "-c", "from unstuck.cli import run; run()"]
    simulate = ["simulate", "--clients", "60", "--seed", "2", "--today", "2026-11-20", "--out", "caseload.csv"]
    analyse = ["analyse", "caseload.csv", "--instrument", "PHQ-9", "--columns", "date=date", "--today", "2026-11-20"]
    for arguments in (simulate, [*analyse, "--format", "html", "--out", "report.html"]):
        subprocess.run([*command, *arguments], cwd=folder, check=True, capture_output=True)
    return folder / "report.html"


class Visit:
    """A page together with all that it asked for and said on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, report: Path) -> Iterator[Open]:
    """Open the report in a window of this width and colour scheme."""
    contexts = []

    def opened(width: int = 1280, scheme: Scheme = "light", at: Path = report) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        found = Visit(context.new_page())
        found.page.goto(at.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def findings(page: Page) -> list[str]:
    return axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_given_either_scheme_and_any_width_then_axe_finds_nothing(visit: Open, width: int, scheme: Scheme) -> None:
    page = visit(width, scheme).page
    assert findings(page) == []
    open_details(page)
    assert findings(page) == []


def test_when_it_opens_then_nothing_is_fetched_and_nothing_complains(visit: Open, report: Path) -> None:
    seen = visit()
    open_details(seen.page)
    seen.page.wait_for_timeout(200)
    assert [url for url in seen.requests if not url.startswith("data:")] == [report.as_uri()]
    assert seen.said == []


def test_given_a_wide_window_then_the_dark_scheme_changes_page_and_charts(visit: Open) -> None:
    colours = [
        visit(1280, scheme).page.evaluate(
            "() => [getComputedStyle(document.documentElement).backgroundColor,"
            " getComputedStyle(document.querySelector('.story .chart [fill=\"#123f73\"]')).fill]"
        )
        for scheme in ("light", "dark")
    ]
    assert colours[0][0] != colours[1][0]
    assert colours[0][1] == "rgb(18, 63, 115)"
    assert colours[1][1] == "rgb(207, 229, 255)"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_when_zoomed_to_400_percent_then_nothing_scrolls_sideways(visit: Open, width: int) -> None:
    page = visit(width).page
    open_details(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter(each => !each.closest('.scrolls, .skip, .unseen, svg')"
        " && each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 120))"
    )
    assert outside == []


@pytest.mark.parametrize("width", [320, 1280])
def test_then_links_and_summaries_are_large_enough_to_hit(visit: Open, width: int) -> None:
    page = visit(width).page
    page.keyboard.press("Tab")
    open_details(page)
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('a[href], summary')].map(each => [each.textContent.trim(),"
        " each.getBoundingClientRect().width, each.getBoundingClientRect().height])"
    )
    assert len(sizes) > 10
    assert [each for each in sizes if min(each[1:]) < 44] == []


def test_when_walked_by_keyboard_then_focus_follows_the_page_and_shows(visit: Open) -> None:
    page = visit().page
    stops = page.locator("a[href], summary, [tabindex='0']").count()
    places = []
    for stop in range(stops):
        page.keyboard.press("Tab")
        # A table inside a closed part is not a stop, so the walk ends before the last of them.
        now = page.evaluate(FOCUSED)
        if now["tag"] == "BODY":
            break
        places.append(now["place"])
        assert now["outline"] >= 2, now["text"]
        assert 0 <= now["left"] <= now["right"] <= 1280, now["text"]
        assert now["bottom"] > 0, now["text"]
        assert now["top"] < now["high"], now["text"]
        assert stop or now["text"] == "Skip to the report"
    assert len(places) > 20
    assert places == sorted(places)


def test_when_skipping_then_focus_is_on_the_report(visit: Open) -> None:
    page = visit().page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"


def test_when_following_needs_a_look_then_the_stories_are_there(visit: Open) -> None:
    page = visit().page
    page.get_by_role("link", name="Needs a look (6)").click()
    top = page.locator("#needs-a-look").evaluate("each => each.getBoundingClientRect().top")
    assert 0 <= top < 200
    assert page.get_by_role("article").count() == 5


@pytest.mark.parametrize("width", [390, 1280])
def test_given_a_real_run_when_the_first_client_is_looked_at_then_the_way_leads_back(
    visit: Open, real_report: Path, width: int
) -> None:
    page = visit(width, at=real_report).page
    table = page.get_by_role("table", name="Getting worse stands first")
    row = table.get_by_role("row").nth(1)
    link = row.get_by_role("link")
    client, step = link.inner_text(), row.locator(".do").inner_text()
    link.click()
    story = page.get_by_role("article", name=f"Client {client}")
    assert page.evaluate(FOCUSED)["text"].startswith(f"Client {client}")
    assert 0 <= page.evaluate(FOCUSED)["top"] < 200
    assert story.locator(".step").first.inner_text() == step
    first = story.locator(".steps > li").first
    assert not first.get_by_text("Source:").first.is_visible()
    first.get_by_text("Why, and sources").click()
    assert first.get_by_text("Source:").first.is_visible()
    story.get_by_role("link", name="Back to the list").click()
    assert page.evaluate(FOCUSED)["text"] == client
    assert link.evaluate(
        "each => { const box = each.getBoundingClientRect(); return box.top >= 0 && box.bottom < 800; }"
    )


def test_given_a_real_run_then_a_phone_shows_cards_that_axe_accepts(visit: Open, real_report: Path) -> None:
    page = visit(320, at=real_report).page
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.index tbody tr:first-child > *')]"
        ".map(each => each.getBoundingClientRect().left)"
    )
    assert len(boxes) == 4
    assert len(set(boxes)) == 1
    assert page.get_by_role("table", name="Getting worse stands first").get_by_role("rowheader").count() > 10


def test_then_on_a_laptop_the_list_begins_on_the_first_screen(visit: Open, real_report: Path) -> None:
    page = visit(1280, at=real_report).page
    bottom = page.locator(".index tbody tr").nth(2).evaluate("each => each.getBoundingClientRect().bottom")
    assert bottom < 800


def test_when_printed_then_a_story_shares_its_sheet_with_no_other_client(visit: Open) -> None:
    page = visit(720).page
    page.emulate_media(media="print")
    breaks = page.evaluate(
        "() => [...document.querySelectorAll('.story, #the-others, main > section:nth-child(2)')]"
        ".map(each => getComputedStyle(each).breakBefore)"
    )
    assert len(breaks) == 7
    assert set(breaks) == {"page"}


def test_when_a_summary_is_opened_by_keyboard_then_the_scores_show(visit: Open) -> None:
    page = visit().page
    summary = page.get_by_text("The scores as a table").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("table", name="Scores of client C101").is_visible()


def test_then_a_chart_is_one_named_picture_to_a_screen_reader(visit: Open) -> None:
    page = visit().page
    picture = page.get_by_role("img", name="Scores of client C012")
    assert picture.count() == 1
    said = page.evaluate("document.getElementById('story-1-chart-desc').textContent")
    assert "5 scores, the first 12, the latest 20" in said


def test_when_printed_at_night_then_it_is_dark_on_white_with_every_table(visit: Open) -> None:
    page = visit(720, "dark").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(31, 41, 49)"
    assert not page.locator("nav").is_visible()
    shown = page.evaluate("() => [...document.querySelectorAll('details table')].map(each => each.checkVisibility())")
    assert shown
    assert all(shown)
    assert page.pdf(format="A4").startswith(b"%PDF")
