"""Cases for `unstuck advise`: valid against the contract, and saying what the file says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.simulation.scales import PHQ_9
from unstuck.errors import BadInput
from unstuck.guidance import advise
from unstuck.interop.case import case_from_json, case_schema
from unstuck.simulation import Caseload, simulate
from unstuck.simulation.case_files import case_folder, write_cases
from unstuck.simulation.cases import cases

TODAY = date(2026, 3, 31)
CONTRACT = Path(__file__).parents[3] / "../shared/contracts/case.schema.json"


@pytest.fixture(scope="module")
def caseload() -> Caseload:
    return simulate(120, 9, today=TODAY, scale=PHQ_9)


@pytest.fixture(scope="module")
def by_story(caseload: Caseload) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for story, (_, case) in zip(caseload.people.story.tolist(), cases(caseload), strict=True):
        found.setdefault(story, []).append(case)
    return found


def all_valid(seed: int, schema: dict[str, Any]) -> None:
    check = jsonschema.Draft202012Validator(schema)
    for _, case in cases(simulate(60, seed, today=TODAY, scale=PHQ_9)):
        check.validate(case)


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_every_case_is_valid(seed: int) -> None:
    all_valid(seed, case_schema())


@pytest.mark.reference_data
def test_every_case_is_valid_against_the_contract() -> None:
    all_valid(1, json.loads(CONTRACT.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("story", "step"),
    [
        # PRACTICE.md: B.1 with C.1, A.4, A.6, D.1, E.3 and the base steps of the states
        ("long_stall", "change-approach"),
        ("plateau", "change-approach"),
        ("deterioration", "consult-colleague or respond-to-risk or wait-for-reply or change-approach"),
        ("disengaged", "repair-relationship"),
        ("life_areas_hit", "involve-resources"),
        ("stay_well", "continue or make-contact"),
        ("just_started", "collect-scores"),
    ],
)
def test_advice_for_a_story_is_what_the_practice_asks_for(
    by_story: dict[str, list[dict[str, Any]]], story: str, step: str
) -> None:
    for case in by_story[story]:
        steps = {one.code for one in advise(case_from_json(case)).steps}
        assert steps & set(step.split(" or "))


def test_a_case_says_what_the_latest_row_says(caseload: Caseload) -> None:
    end = 0
    for place, (client, case) in enumerate(cases(caseload)):
        end += int(caseload.people.scores[place])
        row = {name: values[end - 1] for name, values in caseload.columns.items()}
        areas = [area for area in case["life_areas"].values() if area["negatively_affected"]]
        assert row["client"] == client
        assert case["engagement"]["alliance"] == row["alliance"]
        assert case["engagement"]["willingness"] == row["willingness"]
        assert case["treatment"]["sessions_attended"] == row["sessions_attended"]
        assert len(areas) == row["life_areas_hit"]
        assert case["progress"]["state"] in (row["true_state"], "too_early")


def test_the_state_is_too_early_without_enough_scores(by_story: dict[str, list[dict[str, Any]]]) -> None:
    assert {case["progress"]["state"] for case in by_story["just_started"]} == {"too_early"}
    assert "too_early" not in {case["progress"]["state"] for case in by_story["long_stall"]}


def test_weeks_in_state_count_from_its_first_occasion() -> None:
    made = simulate(60, 9, today=TODAY, scale=PHQ_9)
    place = made.people.story.tolist().index("long_stall")
    client, case = list(cases(made))[place]
    own = made.columns["client"] == client
    stalled = made.columns["date"][own & (made.columns["true_state"] == "stalled")].min()
    days = int((made.columns["date"].dtype.type(TODAY) - stalled).astype(int))
    assert case["progress"]["weeks_in_state"] == pytest.approx(days / 7, abs=0.051)


def test_what_the_stories_tell_is_in_their_cases(by_story: dict[str, list[dict[str, Any]]]) -> None:
    for case in by_story["disengaged"]:
        assert case["engagement"]["alliance_change"] <= -2
        assert case["engagement"]["willingness"] <= 3
        assert case["treatment"]["sessions_missed_recently"] >= 2
    assert {case["treatment"]["aim"] for case in by_story["stay_well"]} == {"stay_well"}
    assert all("safety" not in case for case in by_story["long_stall"])
    assert any("safety" in case for case in by_story["deterioration"])


def test_one_file_a_client(caseload: Caseload, tmp_path: Path) -> None:
    with case_folder(tmp_path / "cases") as folder:
        write_cases(folder, caseload)
    written = sorted(path.name for path in (tmp_path / "cases").iterdir())
    assert written == [f"C{number:05d}.json" for number in range(1, 121)]
    assert json.loads((tmp_path / "cases/C00001.json").read_text(encoding="utf-8"))["progress"]


def test_nothing_is_left_when_the_work_is_broken_off(tmp_path: Path) -> None:
    def broken() -> None:
        with case_folder(tmp_path / "cases") as folder:
            (folder / "C00001.json").write_text("{}", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(BadInput, match="new or empty"), case_folder(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
