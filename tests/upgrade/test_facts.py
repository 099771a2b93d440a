"""What counts as a difference between two versions of a page, and what does not."""

from __future__ import annotations

import pytest

from tests.upgrade.compare_versions import Difference, differences, is_allowed, texts
from tests.upgrade.facts import facts_of, typed_texts

TYPED = typed_texts(["Cleo Brook", "Rang the clinic.\nNobody there.", "life_area", "R-1001", {"say": ["Walks daily"]}])
PAGE = """<main><h1>Scores of Cleo Brook</h1><time datetime="2026-11-14" title="14 November 2026">8 days ago</time>
<p>9 points worse than at the start (PHQ-9 9 → 18) on 3 November 2026. Rang the clinic. Walks daily</p>
<input type="hidden" name="once" value="707"><input type="radio" value="letter" checked>
<input type="text" value="R-1001">
<strong class="state state--stalled">No progress</strong><polyline points="3,20.3 13,17"/>
<table><tr><th>Score</th></tr>
<tr><td><a href="/clients/6c040659-fb81-4294-9095-7b7b4f6ec727/scores/12/">18</a></td></tr>
<tr><td><a href="/clients/a30f9e23-49fc-41e4-86bc-77bf59359d8c/">15</a></td></tr></table></main>"""


def page(text: str) -> dict[str, object]:
    return {"status": 200, "kind": "text/html", "text": text}


def found(before: str, after: str) -> list[tuple[str, str, str]]:
    return sorted((one.side, one.kind, one.value) for one in differences("r", page(before), page(after), TYPED))


def test_all_kinds_of_facts_are_read() -> None:
    facts = facts_of(PAGE, TYPED)
    assert {kind for kind, _value in facts} == {
        "number", "date", "typed", "subject", "state", "chosen", "course", "rows", "order",
    }  # fmt: skip
    assert facts["date", "2026-11-14"] == facts["date", "2026-11-03"] == 1
    assert facts["typed", "Walks daily"] == facts["typed", "R-1001"] == 1
    assert facts["number", "707"] == 0, "a hidden field tells nobody anything"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Scores of", "All scores that we have of"),
        ("No progress", "Stalled"),
        ("3 November 2026", "3 Nov 2026"),
        ("8 days ago", "last week"),
        ("707", "708"),
        ("/clients/a30f", "/people/a30f"),
        ("<p>9 points", "<div>9 points"),
    ],
)
def test_other_words_are_no_difference(was: str, now: str) -> None:
    assert was in PAGE
    assert found(PAGE, PAGE.replace(was, now)) == []


@pytest.mark.parametrize(
    ("was", "now", "differs"),
    [
        ("→ 18)", "→ 17)", [("added", "number", "17"), ("lost", "number", "18")]),
        ("Cleo Brook", "your client", [("lost", "typed", "Cleo Brook")]),
        ("Rang the clinic.", "", [("lost", "typed", "Rang the clinic.")]),
        ("3 November", "4 November", [("added", "date", "2026-11-04"), ("lost", "date", "2026-11-03")]),
        ("state--stalled", "state--improved", [("added", "state", "improved"), ("lost", "state", "stalled")]),
        (" checked", "", [("lost", "chosen", "letter")]),
        ("13,17", "13,18", [("added", "course", "3,20.3 13,18"), ("lost", "course", "3,20.3 13,17")]),
        ("<tr><th>Score</th></tr>", "", [("added", "rows", "table 1 has 2"), ("lost", "rows", "table 1 has 3")]),
        ("/scores/12/", "/", [("lost", "subject", "12")]),
    ],
)
def test_what_is_lost_is_one(was: str, now: str, differs: list[tuple[str, str, str]]) -> None:
    assert was in PAGE
    assert found(PAGE, PAGE.replace(was, now)) == differs


def test_rows_in_another_order_are_one() -> None:
    first, second = "6c040659-fb81-4294-9095-7b7b4f6ec727", "a30f9e23-49fc-41e4-86bc-77bf59359d8c"
    swapped = PAGE.replace(first, "x").replace(second, first).replace("x", second)
    assert {kind for _side, kind, _value in found(PAGE, swapped)} == {"order"}


def test_a_page_that_only_one_side_has_is_one() -> None:
    assert list(differences("r", page(PAGE), None, TYPED)) == [Difference("r", "only old", "page", "")]
    assert list(differences("r", None, page(PAGE), TYPED)) == [Difference("r", "only new", "page", "")]


def test_a_difference_is_allowed_by_an_entry_that_gives_a_reason() -> None:
    lost = Difference("home:client", "lost", "number", "3")
    assert is_allowed(lost, {"route": "home:.*", "kind": "number", "reason": "told once, no longer twice"})
    assert not is_allowed(lost, {"route": "home:.*", "value": "4", "reason": "told once"})
    with pytest.raises(ValueError, match="reason"):
        is_allowed(lost, {"route": ".*", "reason": ""})


def test_texts_are_read_from_rows_and_from_what_they_hold_as_json() -> None:
    rows = {
        "plans_goal": [{"id": 1, "words": "I want to go out", "content": '{"parts": ["Sees a friend"]}'}],
        "audit_entry": [{"id": 1, "action": "Not Typed"}],
    }
    assert sorted(line for lines in typed_texts(texts(rows)).values() for line in lines) == [
        "I want to go out",
        "Sees a friend",
    ]
