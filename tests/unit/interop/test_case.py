"""CASE.json in: every mistake is named by its place; anything at all gives a case or a plain refusal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.guidance.cases import Json, cases
from unstuck.errors import BadInput, SeveralFaults
from unstuck.guidance.case import (
    Approach,
    Case,
    Client,
    Concern,
    Consultation,
    Contact,
    LifeArea,
    Progress,
    Worker,
)
from unstuck.interop.case import LARGEST_BYTES, case_from_bytes, case_from_json, case_schema, read_case

SHARED = Path(__file__).parents[3] / "../shared/contracts/case.schema.json"
PACKAGED = Path(__file__).parents[3] / "src/unstuck/interop/schemas/case.schema.json"


def refusal(content: str | bytes) -> str:
    """The line that a content is refused with."""
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(BadInput) as caught:
        case_from_bytes(raw, file="case.json")
    return str(caught.value)


@pytest.mark.reference_data
def test_packaged_schema_is_the_contract() -> None:
    assert json.loads(PACKAGED.read_text(encoding="utf-8")) == json.loads(SHARED.read_text(encoding="utf-8"))


def test_everything_in_a_case_is_read() -> None:
    facts: Json = {
        "progress": {"state": "stalled", "weeks_in_state": 9.5},
        "treatment": {"presenting_problems": ["low mood"], "mandated": False},
        "safety": {"other_risk": "violence_at_home", "imminent": False},
        "engagement": {"adherence": {"therapy": "partly"}, "access_barriers": []},
        "life_areas": {"work": {"rating": 3, "wants_help": True}},
        "consultations": [{"weeks_ago": 2, "status": "asked", "about_this_stall": True}],
        "approaches": [{"code": "mindfulness", "started_weeks_ago": 4, "scores_since": 3}],
        "referrals_open": 0,
        "client_wishes": {"preferred_approaches": ["more structure"]},
        "considering": ["push_harder"],
        "life_areas_asked_weeks_ago": 5,
    }
    case = case_from_json(facts)

    assert case.progress == Progress("stalled", weeks_in_state=9.5)
    assert case.treatment.presenting_problems == ("low mood",)
    assert case.treatment.mandated is False
    assert (case.safety.other_risk, case.safety.imminent) == ("violence_at_home", False)
    assert case.engagement.adherence == {"therapy": "partly"}
    assert case.engagement.access_barriers == ()
    assert case.life_areas == {"work": LifeArea(rating=3, wants_help=True)}
    assert case.consultations == (Consultation(2, "asked", about_this_stall=True),)
    assert case.approaches == (Approach("mindfulness", 4, scores_since=3),)
    assert case.referrals_open == 0
    assert case.client_wishes.preferred_approaches == ("more structure",)
    assert case.considering == ("push_harder",)
    assert case.life_areas_asked_weeks_ago == 5


def test_everything_that_the_second_edition_asks_for_is_read() -> None:
    facts: Json = {
        "progress": {"state": "stalled"},
        "treatment": {"for": "couple", "issues": ["grief"], "ends_in_weeks": 6},
        "safety": {"concerns": [{"kind": "stalking", "weeks_ago": 2, "assessed": False}]},
        "client": {"age": "young_person", "interpreter_needed": True},
        "contact": {"weeks_since": 3, "attempts": 1},
        "worker": {"unsure": True},
    }
    case = case_from_json(facts)

    assert (case.treatment.worked_with, case.treatment.issues, case.treatment.ends_in_weeks) == (
        "couple",
        ("grief",),
        6,
    )
    assert case.safety.concerns == (Concern("stalking", weeks_ago=2, assessed=False),)
    assert case.client == Client(age="young_person", interpreter_needed=True)
    assert case.contact == Contact(weeks_since=3, attempts=1)
    assert case.worker == Worker(unsure=True)


def test_what_is_left_out_is_unknown() -> None:
    case = case_from_json({"progress": {"state": "watch"}})

    assert case == Case(Progress("watch"))
    assert (case.life_areas, case.consultations, case.approaches, case.referrals_open) == (None,) * 4


def test_an_empty_list_is_known_to_be_empty() -> None:
    case = case_from_json({"progress": {"state": "watch"}, "consultations": [], "life_areas": {}})

    assert case.consultations == ()
    assert case.life_areas == {}


STALLED: Json = {"progress": {"state": "stalled"}}


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            {"progress": {"state": "stuck"}},
            "progress.state: expected one of too_early, on_track, watch, stalled, deteriorating, improved, "
            'recovered, found "stuck"',
        ),
        ({"progress": {}}, "progress: expected the fact 'state', found none"),
        ({}, "the case: expected the fact 'progress', found none"),
        ([], "the case: expected an object, found a list (one case at a time: without the square brackets)"),
        (None, "the case: expected an object, found null"),
        ({**STALLED, "engagement": {"alliance": 11}}, "engagement.alliance: expected at most 10, found 11"),
        (
            {**STALLED, "engagement": {"alliance_change": -11}},
            "engagement.alliance_change: expected at least -10, found -11",
        ),
        (
            {**STALLED, "engagement": {"adherence": {"meds": "not"}}},
            'engagement.adherence: expected one of medication, therapy, community_support, found "meds"',
        ),
        (
            {**STALLED, "engagement": {"adherence": {"therapy": "no"}}},
            'engagement.adherence.therapy: expected one of as_agreed, partly, not, found "no" (did you mean not?)',
        ),
        (
            {**STALLED, "safety": {"risk": True}},
            "safety: expected one of suicide_item_above_zero, crisis, assessed_since, other_risk, imminent, "
            'concerns, found "risk" (leave it out)',
        ),
        (
            {**STALLED, "treatment": {"sessions_attended": 1.5}},
            "treatment.sessions_attended: expected a whole number, found 1.5",
        ),
        (
            {**STALLED, "treatment": {"mandated": "yes"}},
            'treatment.mandated: expected true or false, found "yes"',
        ),
        ({**STALLED, "referrals_open": True}, "referrals_open: expected a whole number, found true"),
        ({**STALLED, "consultations": {}}, "consultations: expected a list, found an object"),
        (
            {**STALLED, "consultations": [{"weeks_ago": 1}, {"status": "asked"}]},
            "consultations[1]: expected the fact 'weeks_ago', found none",
        ),
        (
            {**STALLED, "approaches": [{"code": 7, "started_weeks_ago": 1}]},
            "approaches[0].code: expected a text, found 7",
        ),
        ({**STALLED, "life_areas": {"work": 3}}, "life_areas.work: expected an object, found 3"),
        (
            {**STALLED, "life_areas": {"work": {"rating": "3"}}},
            'life_areas.work.rating: expected a number, found "3" (a number, without the quotes: 3)',
        ),
    ],
)
def test_a_fact_that_cannot_be_used_is_named_by_its_path(facts: Any, line: str) -> None:
    assert refusal(json.dumps(facts)) == f"case.json: {line}"


def test_an_unknown_issue_is_refused_with_its_place_and_the_known_codes() -> None:
    with pytest.raises(BadInput) as refused:
        case_from_json({**STALLED, "treatment": {"issues": ["grief", "Sleep"]}})
    assert str(refused.value).startswith(
        "treatment.issues[1]: expected one of low_mood, anxiety, trauma, grief, sleep, "
    )
    assert str(refused.value).endswith(', found "Sleep"')


def test_an_unknown_thought_is_refused() -> None:
    line = refusal(json.dumps({**STALLED, "considering": ["more_sessions", "give_up"]}))

    assert line.startswith("case.json: considering[1]: expected one of more_sessions, push_harder")
    assert line.endswith('found "give_up"')


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "expected JSON, found an empty file"),
        (" \n", "expected JSON, found an empty file"),
        ('{"progress": ', "expected JSON, found a mistake at line 1, column 14: Expecting value"),
        ("{'progress': 1}", "expected JSON, found a mistake at line 1, column 2"),
        (
            '{"progress": {"state": "stalled", "state": "watch"}}',
            'expected each fact once, found "state" twice',
        ),
        ('{"progress": {"state": "stalled", "weeks_in_state": NaN}}', "expected a number, found NaN"),
        (
            '{"progress": {"state": "stalled", "weeks_in_state": -Infinity}}',
            "expected a number, found -Infinity",
        ),
        ('{"progress": {"weeks_in_state": 1e999}}', "expected a number, found 1e999, which is too large"),
        ('{"progress": {"weeks_in_state": 1' + "0" * 5000 + "}}", "expected a number of at most 15 digits"),
        ("[" * 100_000, "expected facts about a case, found JSON nested too deeply"),
        (
            "[" * 500 + "]" * 500,
            "the case: expected an object, found a list (one case at a time: without the square brackets)",
        ),
        (b"\xff\xfe{\x00}\x00", "expected UTF-8 text, found byte 0xff at 0"),
        ('{"state": "café"}'.encode("latin-1"), "expected UTF-8 text, found byte 0xe9 at 14"),
        (b" " * (LARGEST_BYTES + 1), f"expected a case of at most {LARGEST_BYTES} bytes, found more"),
    ],
)
def test_a_file_that_is_no_case_is_refused(content: str | bytes, line: str) -> None:
    assert refusal(content).startswith(f"case.json: {line}")


def test_a_whole_number_of_fifteen_digits_is_read() -> None:
    case = case_from_bytes(b'{"progress": {"state": "watch", "weeks_in_state": 999999999999999}}', file="case.json")

    assert case.progress.weeks_in_state == 999_999_999_999_999


def test_a_case_of_just_the_largest_size_is_read() -> None:
    content = json.dumps(STALLED).encode()
    padded = content + b" " * (LARGEST_BYTES - len(content))

    assert case_from_bytes(padded, file="case.json") == Case(Progress("stalled"))


def test_a_byte_order_mark_is_no_mistake() -> None:
    content = b"\xef\xbb\xbf" + json.dumps(STALLED).encode()

    assert case_from_bytes(content, file="case.json") == Case(Progress("stalled"))


def test_what_was_found_is_shown_short_and_plain() -> None:
    facts = {"progress": {"state": "\u001b[31m" + "x" * 500}}
    line = refusal(json.dumps(facts))

    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 250


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="expected a file that can be read, found") as caught:
        read_case(tmp_path / name)
    assert caught.value.file == tmp_path / name


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("{}", encoding="utf-8")

    with pytest.raises(BadInput, match=r"case\.json: the case: expected the fact 'progress'"):
        read_case(path)


def test_the_schema_describes_a_case() -> None:
    assert case_schema()["required"] == ["progress"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
places = st.sampled_from(["progress", "treatment", "safety", "engagement", "life_areas", "approaches"])


def line_or_case(content: bytes) -> str | Case:
    try:
        return case_from_bytes(content, file="case.json")
    except BadInput as problem:
        return str(problem)


@settings(deadline=None)
@given(cases, places, json_values)
@example({"progress": {"state": "watch"}}, "approaches", [{"code": "", "started_weeks_ago": 1.0}])
def test_any_json_gives_a_case_or_one_line(facts: Json, place: str, value: object) -> None:
    line = line_or_case(json.dumps({**facts, place: value}).encode())

    assert isinstance(line, Case) or (line.startswith("case.json: ") and "expected" in line)
    assert isinstance(line, Case) or "\n" not in line


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_line(content: bytes) -> None:
    line = line_or_case(content)

    assert isinstance(line, str)
    assert "expected" in line


def test_all_that_is_wrong_is_said_at_once_with_what_was_probably_meant() -> None:
    facts = {
        "progress": {"state": "Stalled", "weeks_in_state": "9"},
        "life_area": {},
        "life_areas": {"Housing": {"rating": 11}, "debt": {}},
    }
    with pytest.raises(SeveralFaults) as caught:
        case_from_json(facts, file="case.json")
    lines = [str(one) for one in caught.value.faults]
    ends = [
        "(did you mean life_areas?)",
        "(did you mean housing?)",
        'leisure, meaning, found "debt"',
        "life_areas.Housing.rating: expected at most 10, found 11",
        "(did you mean stalled?)",
        "(a number, without the quotes: 9)",
    ]
    assert len(lines) == len(ends)
    assert all(any(line.endswith(end) for line in lines) for end in ends)


def test_the_answer_of_analyse_is_no_case() -> None:
    assert "the answer of `unstuck analyse`" in refusal('[{"client": "K1", "state": "stalled"}]')
