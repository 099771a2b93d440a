from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.unit.reporting import example
from tests.unit.reporting.page import Element, read
from unstuck.instruments.definition import Norm, Source
from unstuck.progress.curve import AlertRecord
from unstuck.reporting.contents import Story
from unstuck.reporting.report import write_report
from unstuck.reporting.words import NO_BREAK

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}"


@pytest.fixture(scope="module")
def html() -> str:
    return example.report(example.cohort(), example.stories())


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return read(html)


def plain(element: Element) -> str:
    return element.text.replace(NO_BREAK, " ")


def test_it_is_one_file_that_asks_for_nothing(html: str, page: Element) -> None:
    (policy,) = [m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not page.all("script", "iframe", "img", "form", "input", "button", "object", "use")
    targets = [
        e.attributes[name] for e in page.walk() for name in ("href", "src", "xlink:href") if name in e.attributes
    ]
    assert all(target.startswith("#") or target == "data:," for target in targets)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


def test_every_link_and_reference_leads_somewhere_and_ids_are_unique(html: str, page: Element) -> None:
    ids = [element.attributes["id"] for element in page.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    links = [link.attributes["href"][1:] for link in page.all("a")]
    named = [name for e in page.walk() for name in e.attributes.get("aria-labelledby", "").split()]
    drawn = re.findall(r"url\(#([^)]+)\)", html)
    assert links
    assert set(links + named + drawn) <= set(ids)


def test_headings_come_in_order_under_one_title(page: Element) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4", "h5")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scopes(page: Element) -> None:
    tables = page.all("table")
    assert len(tables) > 10
    for table in tables:
        assert len(table.all("caption")) == 1
        assert all(header.attributes["scope"] in ("col", "row") for header in table.all("th"))


def test_language_title_and_landmarks(page: Element) -> None:
    assert page.all("html")[0].attributes["lang"] == "en"
    assert plain(page.all("title")[0]) == "Progress in caseload.csv – Unstuck"
    assert all(len(page.all(tag)) == 1 for tag in ("header", "nav", "main", "footer", "h1"))


def test_needs_a_look_comes_first_and_is_counted(page: Element) -> None:
    assert plain(page.all("h1")[0]) == "5 of 240 clients need a look"
    assert plain(page.all("nav")[0].all("a")[0]) == "Needs a look (5)"
    assert [plain(heading) for heading in page.all("h2")] == [
        "Needs a look (5)", "Everybody in the file", "What this rests on", "What it is for, and what not",
    ]  # fmt: skip


def test_the_list_stands_before_the_stories_and_these_before_everybody(page: Element) -> None:
    walked = list(page.walk())
    (index,) = page.of_class("index")
    (everybody,) = [heading for heading in page.all("h2") if plain(heading) == "Everybody in the file"]
    places = [walked.index(each) for each in (index, *page.of_class("story"), everybody)]
    assert places == sorted(places)


def test_a_row_of_the_list_says_who_how_why_since_when_and_what_first(page: Element) -> None:
    rows = [plain(row) for row in page.of_class("index")[0].all("tr")[1:]]
    assert rows[0] == (
        "C101 ▼︎ Getting worse 8 points worse than at the start (PHQ-9 12 → 20); 6 or more is seldom chance alone. "
        "Since 29 Sep 2026 Last score 3 Nov 2026 Not heard from First step: Ask a colleague"
    )
    assert rows[2].startswith("C012 ■︎ Little change lately No real change for 9 weeks")
    assert "Not heard from" not in rows[2]
    assert len(rows) == 5


def test_each_row_leads_to_its_own_story_and_the_story_back_to_its_row(page: Element) -> None:
    named = {each.attributes["id"]: each for each in page.walk() if "id" in each.attributes}
    rows, stories = page.of_class("index")[0].all("a"), page.of_class("story")
    assert [plain(row) for row in rows] == ["C101", "C171", "C012", "C044", "C160"]
    for row, story in zip(rows, stories, strict=True):
        heading = named[row.attributes["href"][1:]]
        assert plain(heading).startswith(f"Client {plain(row)} ")
        assert heading in list(story.walk())
        back = story.all("a")[-1]
        assert plain(back).startswith("Back to the list")
        assert named[back.attributes["href"][1:]] is row


def test_a_list_of_other_people_than_the_stories_is_a_fault_of_ours() -> None:
    stories = example.stories()
    of = example.listed(example.cohort(), stories[::-1])
    with pytest.raises(ValueError, match="story 1 is not the one that row 1"):
        write_report(io.StringIO(), of, stories)
    of = example.listed(example.cohort(), stories)
    with pytest.raises(ValueError, match="leads to 5 stories and 2 were drawn"):
        write_report(io.StringIO(), of, stories, most_charts=2)


def test_the_counts_stand_under_the_title_in_brief(page: Element) -> None:
    said = [plain(each) for each in page.all("header")[0].all("li")]
    assert said[:2] == ["▼︎ Getting worse 2", "■︎ Little change lately 3"]
    assert len(said) == 8, "seven states, and not heard from"


def test_large_and_single_counts_are_said_properly() -> None:
    many = read(example.report(example.cohort(clients=3000, states={"stalled": 1}), [example.long_stall()]))
    assert plain(many.all("h1")[0]) == "1 of 3,000 clients needs a look"
    told = [example.story(drawn=False, client=at) for at in range(1200)]
    many = read(example.report(example.cohort(clients=3000, states={"stalled": 1200}), told, most_charts=1))
    assert plain(many.all("h1")[0]) == "1,200 of 3,000 clients need a look"
    assert "Needs a look (1,200)" in plain(many.all("nav")[0])
    assert len(many.of_class("rest")[0].all("tr")) == 1200


def test_the_counts_of_all_states_are_in_the_table(page: Element) -> None:
    (table,) = [each for each in page.of_class("counts") if "by their state" in plain(each.all("caption")[0])]
    rows = [plain(row) for row in table.all("tr")[1:]]
    assert [re.sub(r"\W*\s", " ", row, count=1).strip() for row in rows] == [
        "Getting worse 2 1 %", "Little change lately 3 1 %", "Worth watching 14 6 %", "On track 78 32 %",
        "Improved 48 20 %", "In the usual range 64 27 %", "Too early to tell 31 13 %", "Not heard from 0 0 %",
    ]  # fmt: skip


def test_a_story_says_its_reason_before_any_number_table_or_chart(page: Element) -> None:
    story = page.of_class("story")[2]
    text = plain(story)
    assert text.startswith("Client C012 ■︎ Little change lately No real change for 9 weeks (PHQ-9 15 → 14;")
    order = ["No real change", "this client's scores", "Where it may go", "How sure this is", "What now"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert story.all("svg")[0].attributes["role"] == "img"


def test_a_story_holds_outlook_precision_cohort_forecast_and_steps(page: Element) -> None:
    text = plain(page.of_class("story")[2])
    for said in (
        "In 4 weeks, very likely about the same as now (80 %).",
        "in the usual range 10 %",
        "clearly better than now, not yet in the usual range under 5 %",
        "clearly worse than now 6 %",
        "(95 % interval 50 to 73; 64 alerts; basis: cross-validated on the fitting sample)",
        "measured on 172 clients",
        "about 13.5 (80 % interval 9.2 to 17.8)",
        "Ask a colleague",
        "Source: Barkham 2023",
        "Practice specification C.1",
        "A score is not the person.",
        "treatment: goals met",
    ):
        assert said in text


def test_steps_keep_their_order(page: Element) -> None:
    (steps,) = page.of_class("story")[0].of_class("steps")
    assert [plain(title) for title in steps.of_class("step")] == [
        "Ask a colleague",
        "After the consultation: plan a different approach with the client",
    ]


def test_the_scores_stand_in_a_table_with_the_files_own_dates(page: Element) -> None:
    rows = [plain(row) for row in page.of_class("story")[0].all("table")[0].all("tr")]
    # Expected at week 6 by hand: 12 − 2.4 × ln 7 = 7.33, its band ± 5.6.
    assert rows[5] == "13 October 2026 6 20 +8 7.3 (1.7 to 12.9)"
    assert rows[6] == "Forecast (80 % interval) 10 21.5 (16.6 to 26.1)"


def test_a_client_without_a_curve_is_said_to_rest_on_reliable_change(page: Element) -> None:
    story = page.of_class("story")[1]
    text = plain(story)
    assert "no course of similar clients" in text
    assert "Where it may go" not in text
    assert "Expected (80 % range)" not in text


def test_an_assumed_course_is_labelled_wherever_it_is_shown(page: Element) -> None:
    story = page.of_class("story")[4]
    assert "expected (assumed)" in plain(story.all("svg")[0])
    assert "assumed: where 80 of 100" in plain(story.of_class("legend")[0])
    assert "not measured on clients" in plain(story)
    assert "expected (assumed)" not in plain(page.of_class("story")[2])


def test_sessions_are_counted_as_sessions() -> None:
    text = plain(read(example.report(example.session_cohort(), [example.by_session()])))
    assert "Sessions since the first score" in text
    assert "Weeks since" not in text
    assert "In 4 sessions, very likely about the same" in text
    assert "Like this since session 4. Last score: session 8." in text
    assert "Forecast (80 % interval) 11 15.9" in text


def test_the_curve_its_assumptions_and_unchecked_norms_are_named(page: Element) -> None:
    text = plain(page)
    assert "the curve phq-9-agency-2026: measured on 172 clients, 1,204 scores" in text
    assert "Scores follow log time." in text
    assert "Age 18 to 65" in text
    assert text.count("Not checked in a primary source") >= 2
    figures = [plain(row) for row in page.all("tr") if "convention" in plain(row)]
    assert [("Not checked" in row) for row in figures] == [False, True]


def test_the_files_own_check_of_alerts_is_shown(page: Element) -> None:
    assert "Little change lately 33 58 % 41 % – 73 %" in plain(page)


def test_figures_from_simulated_courses_are_called_so_next_to_the_files_own(page: Element) -> None:
    basis = "4000 courses drawn from this curve, not real ones"
    record = AlertRecord(0.97, 0.96, 0.98, 1985, True, basis)
    curve = replace(example.FITTED, alerts={"stalled": record})
    told = example.story(alert_precision=vars(record))
    simulated = read(example.report(example.cohort(states={"stalled": 1}, curve=curve), [told]))
    text = plain(simulated)
    own, tried = (
        text.index("In this file: past alerts"),
        text.index("In simulated courses drawn from the curve, not in"),
    )
    assert own < tried < text.index("What people are compared with")
    story = plain(simulated.of_class("story")[0])
    assert "In this file, 33 past alerts like this could be checked against later scores; right: 58 %" in story
    assert "Of 100 alerts like this in simulated courses, about 97 were right" in story
    assert "simulated" not in plain(page).split("What it is for")[0]


def test_nothing_unknown_is_printed_as_a_programs_word() -> None:
    unknown = example.story(
        drawn=False, client=7, **example.NO_CURVE, cutoff=None, since=None, last_heard=None, minimal_change=None,
        reliable_change=None, horizon=None, reasons=[], not_heard_from=None, norms="none",
    )  # fmt: skip
    bare = replace(example.PHQ9, norms=())
    of = example.cohort(
        instrument=bare, states={"stalled": 1}, curve=None, norms="none", not_heard_from=None, alert_check=None,
        norm_notes=[], notices=[], categories={}, first_scores=np.array([np.nan]), latest_scores=np.empty(0),
    )  # fmt: skip
    text = read(example.report(of, [replace(unknown, steps=[], cautions=[], missing=[])])).text
    assert not re.search(r"\b(None|nan|NaN|null|Undefined|\[\]|\{\})", text)
    assert "Client 7" in text


def test_nobody_to_look_at_teaches_what_will_appear() -> None:
    page = read(example.report(example.cohort(states={"on_track": 240}), []))
    assert plain(page.all("h1")[0]) == "Nobody needs a look just now"
    assert "Clients appear here when" in plain(page)


def test_input_cannot_become_markup() -> None:
    step = {"code": "x", "title": HOSTILE, "reasons": [{"code": "x", "text": HOSTILE}], "sources": [HOSTILE]}
    told = example.story(
        (15, 15, 15, 15), occasions=[HOSTILE] * 4, client=HOSTILE, since=HOSTILE, last_heard=HOSTILE, horizon=HOSTILE,
        reasons=[{"code": "x", "text": HOSTILE}] * 2,
    )  # fmt: skip
    told = replace(told, steps=[step], cautions=[step], missing=[HOSTILE])
    source = Source(HOSTILE, verified=False, note=HOSTILE)
    norm = Norm("cutoff", 10.0, HOSTILE, HOSTILE, source)
    instrument = replace(example.PHQ9, id=HOSTILE, name=HOSTILE, citation=HOSTILE, attribution=HOSTILE, norms=(norm,))
    card = {HOSTILE: HOSTILE, "assumptions": [HOSTILE], "deep": {HOSTILE: [HOSTILE]}}
    of = example.cohort(
        instrument=instrument, file_name=HOSTILE, states={"stalled": 1}, notices=[HOSTILE], norm_notes=[HOSTILE],
        curve=replace(example.FITTED, id=HOSTILE, method=HOSTILE, card=card), norms=HOSTILE,
    )  # fmt: skip
    html = example.report(of, [told])
    page = read(html)
    assert not page.all("script", "img")
    assert not [name for element in page.walk() for name in element.attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in page.text
    assert HOSTILE in page.all("title")[0].text
    assert HOSTILE not in html


def test_stories_are_written_as_they_come() -> None:
    out = io.StringIO()
    seen: list[int] = []

    def told() -> Iterator[Story]:
        for story in example.stories():
            seen.append(out.getvalue().count("</article>"))
            yield story

    steps: list[int] = []
    write_report(out, example.listed(example.cohort(), example.stories()), told(), steps.append)
    assert seen == [0, 1, 2, 3, 4]
    assert steps == [1, 2, 3, 4, 5]


def test_beyond_the_charts_everybody_stands_in_a_table(page: Element) -> None:
    rest = read(example.report(example.cohort(), example.stories(), most_charts=2))
    assert len(rest.of_class("story")) == 2
    (table,) = rest.of_class("rest")
    assert [plain(row.all("th")[0]) for row in table.all("tr")[1:]] == ["C012", "C044", "C160"]
    assert "C044 ■︎ Little change lately No real change for 6 weeks" in plain(table)
    assert "22 → 14 29 September 2026 Ask a colleague" in plain(table)
    assert [plain(row) for row in rest.of_class("index")[0].all("a")] == ["C101", "C171"]
    assert "The first 2 stand here and have a chart." in plain(rest)
    assert "unstuck analyse --format json" in plain(rest)
    assert not page.of_class("rest")


def test_a_count_that_does_not_fit_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="5 clients need a look and 4 stories were given"):
        example.report(example.cohort(), example.stories()[1:])


def test_the_same_input_gives_the_same_bytes(html: str) -> None:
    assert example.report(example.cohort(), example.stories()) == html


def test_no_shouting(page: Element) -> None:
    assert "!" not in page.all("body")[0].text
    assert not re.search(
        r"\b(fail|patient|non-compliant|resistant)", plain(page.all("main")[0]).replace("Patient Health", "")
    )
