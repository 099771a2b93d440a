"""`unstuck instruments`, through the command itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from unstuck.cli.commands import app_for
from unstuck.errors import BadInput

OWN = Path(__file__).parents[3] / "examples/instruments/own-total.toml"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app_for(), ["instruments", *arguments])


def _refusal(*arguments: str) -> str:
    found = _run(*arguments)
    assert isinstance(found.exception, BadInput)
    assert found.stdout == ""
    return str(found.exception)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Eight twos and a one on the safety item: 17."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({**{f"phq9_{n}": 2 for n in range(1, 9)}, "phq9_9": 1}), encoding="utf-8")
    return file


def test_list_has_a_line_for_each_instrument_and_marks_what_is_unchecked() -> None:
    lines = _run("list").stdout.splitlines()
    assert lines[0].split()[0] == "id"
    (phq9,) = (line for line in lines if line.startswith("PHQ-9 "))
    (bdi,) = (line for line in lines if line.startswith("BDI-II "))
    for cell in ("nine items (depression)", " 9 ", "lower", "free to pass on", "5 of 9 not checked"):
        assert cell in phq9
    assert "total only" in bdi
    assert "no text shipped" in bdi
    assert "place for your own" in next(line for line in lines if line.startswith("CORE-10 "))
    assert "not checked in a primary source" in lines[-1]


def test_show_gives_questions_norms_sources_and_terms() -> None:
    shown = _run("show", "phq9").stdout
    for part in (
        "PHQ-9: Patient Health Questionnaire",
        "No permission required to reproduce",
        "phq9_9  Thoughts that you would be better off dead",
        "zero does not rule out risk",
        "Then, not scored: phq9_difficulty",
        "15 to 19  moderately severe",
        "reliable change, by convention: 6, used by default",
        "reliable change, computed: 5.53, at 95 % confidence, an alternative",
        "Löwe 2004, Med Care 42:1194-1201\n",
        "Kroenke 2001, J Gen Intern Med 16:606-613 [not checked in a primary source]",
        "LOINC total: 44261-6",
    ):
        assert part in shown


def test_show_of_a_total_has_no_wording() -> None:
    shown = _run("show", "BDI-II").stdout
    assert "Only total scores are used" in shown
    assert "Proprietary" in shown
    assert "smallest change that matters, as a share of the first score, computed: 0.175" in shown


def test_show_of_an_own_file_says_that_it_is_not_validated() -> None:
    shown = _run("show", str(OWN)).stdout
    assert "Total -7 to 7, higher is better." in shown
    assert "Not validated: no cut-offs and no norms." in shown


def test_score_puts_safety_first(answers: Path) -> None:
    lines = _run("score", "PHQ-9", str(answers)).stdout.splitlines()
    assert lines[0].startswith("Safety first: Thoughts that you would be better off dead")
    assert lines[1] == "PHQ-9: 17 of 27, moderately severe (lower is better)"
    assert lines[2] == "9 of 9 items answered."
    assert "a person needs to respond to this now" in lines[3]


def test_score_as_json(answers: Path) -> None:
    found: dict[str, Any] = json.loads(_run("score", "PHQ-9", str(answers), "--format", "json").stdout)
    assert {key: found[key] for key in ("instrument", "total", "answered", "band", "safety")} == {
        "instrument": "PHQ-9",
        "total": 17,
        "answered": 9,
        "band": "moderately severe",
        "safety": ["phq9_9"],
    }
    assert (found["missing"], found["prorated"], found["minimum"], found["maximum"]) == ([], False, 0, 27)


def test_score_shows_safety_without_a_total(answers: Path) -> None:
    answers.write_text('{"phq9_1": null, "phq9_9": 3}', encoding="utf-8")
    found = _run("score", "PHQ-9", str(answers))
    assert found.exit_code == 0
    assert found.stdout.splitlines()[0].startswith("Safety first: ")
    assert "PHQ-9: no total" in found.stdout
    assert "8 of 9 items were not answered; at most 2 may be missing" in found.stdout


def test_zero_on_the_safety_item_never_reads_as_safe(answers: Path) -> None:
    answers.write_text(json.dumps({f"phq9_{n}": 0 for n in range(1, 10)}), encoding="utf-8")
    shown = _run("score", "PHQ-9", str(answers)).stdout
    assert "PHQ-9: 0 of 27, minimal" in shown
    assert "does not rule out risk" in shown


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "row 1: expected a JSON object such as"),
        ("[1, 2]", 'expected a JSON object such as {"phq9_1": 2, "phq9_2": null}, found list'),
        ("", "row 1: expected a JSON object"),
        ('{"phq9_1": 2, "phq9_1": 0}', "item 'phq9_1': expected one answer, found two"),
        ('{"phq9_1": 4}', "item 'phq9_1': expected one of 0, 1, 2, 3 or null, found 4"),
        ('{"phq9_1": NaN}', "item 'phq9_1': expected one of 0, 1, 2, 3 or null, found nan"),
        ('{"gad7_1": 1}', "item 'gad7_1': expected an item of PHQ-9"),
    ],
)
def test_answers_that_cannot_be_used_name_the_file(answers: Path, content: str, says: str) -> None:
    answers.write_text(content, encoding="utf-8")
    line = _refusal("score", "PHQ-9", str(answers))
    assert line.startswith(f"{answers}: {says}")


def test_answers_in_another_encoding(answers: Path) -> None:
    answers.write_bytes('{"é": 1}'.encode("latin-1"))
    assert _refusal("score", "PHQ-9", str(answers)).endswith("in UTF-8")


def test_answers_that_are_not_there(tmp_path: Path) -> None:
    line = _refusal("score", "PHQ-9", str(tmp_path / "none.json"))
    assert line == f"{tmp_path / 'none.json'}: expected a file to read; No such file or directory"


def test_a_total_only_instrument_is_at_fault_not_the_answers(answers: Path) -> None:
    assert _refusal("score", "HAMD-17", str(answers)).startswith("expected an instrument with items")


@pytest.mark.parametrize("command", ["list", "show", "score"])
def test_help_has_an_example(command: str) -> None:
    assert f"Example: unstuck instruments {command}" in " ".join(_run(command, "--help").stdout.split())


def _process(*arguments: str) -> subprocess.CompletedProcess[str]:
    start = "from unstuck.cli import run; run()"
    return subprocess.run(
        [sys.executable, "-c", start, "instruments", *arguments], capture_output=True, text=True, check=False
    )


def test_the_process_prints_one_line_and_ends_with_status_2() -> None:
    found = _process("show", "PHQ-8")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("unstuck: expected an instrument (AHC-HRSN, ASQ, ")
    assert found.stderr.endswith(", Working together) or a definition file ending in .toml, found 'PHQ-8'\n")
    assert found.stderr.count("\n") == 1


def test_export_prints_fhir_and_refuses_text_that_may_not_be_passed_on() -> None:
    assert json.loads(_run("export", "PHQ-9").stdout)["resourceType"] == "Questionnaire"
    found = _process("export", "CORE-10")
    assert (found.returncode, found.stdout) == (2, "")
    assert "its owner's terms forbid it" in found.stderr


def test_the_process_scores(answers: Path) -> None:
    found = _process("score", "phq-9", str(answers), "--format", "json")
    assert (found.returncode, found.stderr) == (0, "")
    assert json.loads(found.stdout)["total"] == 17
