"""`unstuck evaluate`: one page or JSON, for any file that `analyse` takes; the curve that was given, and bad input."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.cli.command import Unstuck, write_scores
from tests.unit.cli.test_population import drawn as registry
from tests.unit.progress.cases import WEEKLY
from unstuck.population import evaluation, online_rules
from unstuck.progress.curve import to_json

DAY = ("--today", "2026-11-22")
PHQ9 = ("--instrument", "PHQ-9")


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals from twenty draws: these tests ask for other things."""
    monkeypatch.setattr(evaluation, "DRAWS", 20)
    monkeypatch.setattr(online_rules, "COURSES", 300)


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [row[:3] for row in registry(90)]
    return write_scores(tmp_path_factory.mktemp("evaluate") / "scores.csv", rows, ("client", "date", "score"))


def curve_file(path: Path, **changed: object) -> Path:
    path.write_text(json.dumps(to_json(replace(WEEKLY, **changed))), encoding="utf-8")  # type: ignore[arg-type]
    return path


class Outline(HTMLParser):
    """The headings, tables and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.tables = self.captions = 0
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.ids += [str(given["id"])] if "id" in given else []
        self.addresses += [str(given[name]) for name in ("src", "href") if name in given]


def test_one_page_that_needs_nothing_else_and_names_nobody(unstuck: Unstuck, scores: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    answer = unstuck("evaluate", scores, *PHQ9, *DAY, "--out", out)
    assert (answer.status, answer.out) == (0, "")
    page = out.read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(page)
    assert all(address.startswith(("#", "data:")) for address in outline.addresses)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert (outline.levels[0], outline.levels.count(1)) == (1, 1)
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert outline.tables == outline.captions > 8
    assert len(outline.ids) == len(set(outline.ids))
    assert page.count('role="img"') >= 4
    assert "person 00" not in page
    assert "client" in page
    for text in ("Do chances come true?", "Do the bands hold?", "Unstuck, as shown", "Outside the expected band"):
        assert text in page
    said = [line.removeprefix("unstuck: ") for line in answer.err.splitlines()]
    assert any("alibration slope" in line for line in said)
    assert all(line.replace("'", "&#39;") in page for line in said)


def test_json_holds_every_figure_and_the_same_seed_gives_the_same_bytes(unstuck: Unstuck, scores: Path) -> None:
    one, two, other = (
        unstuck("evaluate", scores, *PHQ9, *DAY, "--json", "--seed", seed).out for seed in ("1", "1", "2")
    )
    assert one == two != other
    found = json.loads(one)
    assert (found["format"], found["instrument"], found["clients"]) == ("unstuck-evaluation/1", "PHQ-9", 90)
    assert (found["curve"], found["drift"], found["clock"]) == (None, None, "days")
    rules = {one["rival"] for figures in found["forecasting"]["outcomes"] for one in figures["rivals"]}
    assert rules >= {"prevalence", "latest score", "reliable change", "failure boundary", "plain growth", "own course"}
    assert found["on_drawn_courses"]["drawn"] is True


def test_a_curve_that_is_given_is_judged_as_it_is(unstuck: Unstuck, scores: Path, tmp_path: Path) -> None:
    """These people start at 16 and gain steadily; a curve of people who get much worse has plainly moved."""
    far = replace(WEEKLY.wandering, mean_change=12.0, sd_change=1.0) if WEEKLY.wandering else None
    curve = curve_file(tmp_path / "curve.json", wandering=far)
    answer = unstuck("evaluate", scores, *PHQ9, *DAY, "--json", "--curve", curve)
    found = json.loads(answer.out)
    assert (found["curve"], found["drift"]["verdict"]) == ("made-for-tests", "moved")
    assert answer.err.startswith("unstuck: Scores are clinical less often than the curve says: it said ")
    assert "Fit the curve again on your newer scores" in answer.err


def test_few_clients_get_a_page_that_says_so(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [(f"c{client}", week, 15) for client in range(5) for week in range(4)]
    file = write_scores(tmp_path / "a.csv", rows, ("client", "week", "score"))
    answer = unstuck("evaluate", file, *PHQ9, *DAY)
    assert answer.status == 0
    assert "5 clients have three scores or more; with fewer than 30 nothing can be said." in answer.out
    assert "Do the bands hold?" not in answer.out


def test_bad_input_is_named_in_one_line_and_nothing_is_written(unstuck: Unstuck, scores: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "page.html", curve_file(tmp_path / "gad.json", instrument="GAD-7")
    small = curve_file(tmp_path / "small.json", cohort=20)
    empty = write_scores(tmp_path / "empty.csv", [], ("client", "week", "score"))
    total = Path("examples/instruments/own-total.toml")
    asked = [
        ((scores, *PHQ9, "--curve", other), "expected a curve for PHQ-9, found one for GAD-7"),
        ((scores, *PHQ9, "--curve", small), "expected a curve that `analyse` would use"),
        ((scores, *PHQ9, "--curve", tmp_path / "none.json"), "cannot be read"),
        ((empty, *PHQ9), "expected at least one row with a client"),
        ((write_scores(tmp_path / "t.csv", [("a", 1, 2)], ("client", "week", "score")), "--instrument", total),
         "expected a questionnaire with a clinical cutoff"),
        ((scores, *PHQ9, "--date-order", "ymd"), "--date-order: expected dmy or mdy"),
    ]  # fmt: skip
    for arguments, says in asked:
        answer = unstuck("evaluate", *arguments, *DAY, "--out", out)
        assert (answer.status, answer.out) == (2, ""), says
        assert says in answer.err
        assert len(answer.err.splitlines()) == 1
        assert not out.exists()


def test_a_file_of_another_clock_than_the_curves_is_refused(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [(f"c{client}", session, 15 + client % 3) for client in range(40) for session in range(4)]
    file = write_scores(tmp_path / "a.csv", rows, ("client", "session", "score"))
    answer = unstuck("evaluate", file, *PHQ9, *DAY, "--curve", curve_file(tmp_path / "curve.json"))
    assert answer.status == 2
    assert "expected scores by week, as the curve counts, found them by session" in answer.err
