"""`unstuck advise`: a page for people, an object for programs, one line for what cannot be used."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from unstuck.cli import run
from unstuck.interop.case import advice_schema

EXAMPLES = Path(__file__).parents[3] / "examples" / "cases"

FIRST_STEPS = {
    "client-wishes-to-leave": [
        "review-goals-with-client",
        "closing-review",
        "consult-colleague",
        "reassess",
        "change-approach",
    ],
    "crisis-in-a-stall": ["respond-to-risk", "consult-colleague"],
    "deteriorating-little-known": ["consult-colleague", "reassess", "change-approach"],
    "ending-explored": ["review-goals-with-client", "closing-review", "change-approach", "involve-resources"],
    "long-term-support-steady": ["review-goals-with-client", "ask-prescriber", "continue"],
    "new-approach-needs-time": ["collect-scores", "continue"],
    "recovered": ["step-down"],
    "several-areas-hit": ["involve-resources", "advocate", "collect-scores", "continue"],
    "stalled-alliance-fell": [
        "make-contact",
        "repair-relationship",
        "review-goals-with-client",
        "consult-colleague",
        "reassess",
        "change-approach",
    ],
}
"""The example cases, and the steps that the practice page asks for in each."""


class Output:
    """What the command wrote, and its status."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        sys.argv = ["unstuck", *arguments]
        with pytest.raises(SystemExit) as left:
            run()
        self.status = left.value.code or 0
        self.text, self.messages = capsys.readouterr()

    @property
    def answer(self) -> Any:
        return json.loads(self.text)


@pytest.fixture(autouse=True)
def arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the arguments of the test run back."""
    monkeypatch.setattr(sys, "argv", ["unstuck"])
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def stalled(tmp_path: Path) -> str:
    path = tmp_path / "case.json"
    facts = {
        "progress": {"state": "stalled", "weeks_in_state": 9, "probability": 0.86},
        "engagement": {"alliance": 7, "alliance_change": -2},
        "considering": ["push_harder"],
    }
    path.write_text(json.dumps(facts), encoding="utf-8")
    return str(path)


def test_every_example_is_listed_here() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(FIRST_STEPS)


@pytest.mark.parametrize("name", FIRST_STEPS)
def test_examples_as_json(capsys: pytest.CaptureFixture[str], name: str) -> None:
    output = Output(capsys, "advise", str(EXAMPLES / f"{name}.json"), "--format", "json")

    assert (output.status, output.messages) == (0, "")
    Draft202012Validator(advice_schema()).validate(output.answer)
    assert [step["code"] for step in output.answer["steps"]] == FIRST_STEPS[name]


@pytest.mark.parametrize("name", FIRST_STEPS)
def test_examples_as_text(capsys: pytest.CaptureFixture[str], name: str) -> None:
    output = Output(capsys, "advise", str(EXAMPLES / f"{name}.json"))

    assert (output.status, output.messages) == (0, "")
    places = [output.text.index(f"[{code}]") for code in FIRST_STEPS[name]]
    assert places == sorted(places)
    assert max(len(line) for line in output.text.splitlines()) <= 100


def test_the_page_for_people(capsys: pytest.CaptureFixture[str], stalled: str) -> None:
    lines = Output(capsys, "advise", stalled).text.splitlines()

    assert lines[:10] == [
        "What to consider next",
        "",
        "1. Talk about how working together is going [repair-relationship]",
        "   - Alliance has fallen by 2 recently. (A.4)",
        "   Sources: 1, 2, 3",
        "",
        "2. Ask a colleague to think along [consult-colleague]",
        "   - Little change, and little expected in the next four weeks (9 in 10); noticed 9 weeks ago. (B.1)",
        "   Sources: 4, 5, 6, 7, 8, 9, 10",
        "",
    ]
    assert "- Pushing the same plan harder [pushing-harder]" in lines
    assert lines.index("Worth pausing on") < lines.index("Not known, and it would change this answer")
    assert "- readiness to change, 0 to 10 (engagement.readiness_to_change)" in lines
    assert " [1] Practice rule A.4: A fall in engagement is a signal of its own (goes with outcome)" in lines
    assert lines[-1] == "These are things to consider. You and the client decide."


def test_text_is_the_default(capsys: pytest.CaptureFixture[str], stalled: str) -> None:
    assert Output(capsys, "advise", stalled).text == Output(capsys, "advise", stalled, "--format", "text").text


def test_nothing_to_pause_on_and_nothing_missing_is_not_announced(capsys: pytest.CaptureFixture[str]) -> None:
    text = Output(capsys, "advise", str(EXAMPLES / "recovered.json")).text

    assert "Worth pausing on" not in text
    assert "Little change" not in text


def test_json_names_the_rule_and_the_sources(capsys: pytest.CaptureFixture[str], stalled: str) -> None:
    answer = Output(capsys, "advise", stalled, "--format", "json").answer

    assert answer["steps"][0]["reasons"] == [
        {"code": "A.4-alliance-fell", "text": "Alliance has fallen by 2 recently.", "rule": "A.4"}
    ]
    assert any("Eubanks" in source for source in answer["steps"][0]["sources"])
    assert answer["cautions"][0]["code"] == "pushing-harder"
    assert "engagement.readiness_to_change" in answer["missing"]


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"progress": {"state": "on_track"}}')))
    output = Output(capsys, "advise", "-", "--format", "json")

    assert [step["code"] for step in output.answer["steps"]] == ["continue"]


def test_standard_input_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    output = Output(capsys, "advise", "-")

    assert (output.status, output.text) == (2, "")
    assert output.messages == "unstuck: standard input: the case: expected the fact 'progress', found none\n"


@pytest.mark.parametrize("content", ["{", "{}", '{"progress": {"state": "stuck"}}', "[[[[", "\x00"])
def test_what_cannot_be_used_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "case.json"
    path.write_text(content, encoding="utf-8")
    output = Output(capsys, "advise", str(path))

    assert (output.status, output.text) == (2, "")
    assert output.messages.startswith(f"unstuck: {path}: ")
    assert output.messages.count("\n") == 1


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    output = Output(capsys, "advise", str(tmp_path / "absent.json"))

    assert (output.status, output.text) == (2, "")
    assert "expected a file that can be read" in output.messages


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(capsys, "advise", "--help")

    assert output.status == 0
    assert "Example:" in output.text
