"""Every collected case ends as its `expected.txt` says, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.shared_cases import (
    ADVICE,
    ANSWERS,
    CASES,
    READ_ANSWERS,
    SHEETS,
    STALLED,
    WITH_STATES,
    directories,
    sheets,
)
from tests.unit.cli.command import by_client, unstuck

pytestmark = pytest.mark.reference_data


def named(path: object) -> str:
    return "/".join(path.parts[-2:]) if isinstance(path, Path) else str(path)


@pytest.mark.parametrize(("outcome", "path"), list(sheets()), ids=named)
def test_a_sheet(outcome: str, path: Path) -> None:
    instrument = {"27-wrong-instrument": "GAD-7", "21-suddengains-wide": "BDI-II"}.get(path.parent.name, "PHQ-9")
    asked = ("analyse", path, "--instrument", instrument, "--today", "2026-11-29", "--format", "json")
    first = unstuck(*asked)
    assert first.status == (0 if outcome == "read" else 2), first.err
    if outcome != "read":
        assert first.out == ""
        assert outcome != "asked" or "--accept takes" in first.err
        second = unstuck(*asked, "--accept")
        assert second.status == (0 if outcome == "asked" else 2), second.err
        first = second
    if path.parent.name in WITH_STATES:
        assert {name: one["state"] for name, one in by_client(first.records).items()}.items() >= STALLED.items()


def test_the_newcomers_sheet_takes_two_runs() -> None:
    """The first lists everything: four things to say yes to, and one row that a keyworker filled in on the same day."""
    asked = ("analyse", CASES / "35-newcomer/caseload phq9.csv", "--instrument", "PHQ-9", "--today", "2026-11-29")
    first = unstuck(*asked)
    for words in (
        "'Total' (row 37)",
        "--date-order dmy",
        '"N/A,DNA"',
        "'17/27'",
        "'12*'",
        "they differ in 'Completed by'",
    ):
        assert words in first.err, words
    second = unstuck(*asked, "--accept", "--where", "Completed by=self", "--format", "json")
    assert {name: one["state"] for name, one in by_client(second.records).items()}.items() >= STALLED.items()


def test_every_folder_has_a_test() -> None:
    folders = {path.name for path in CASES.iterdir() if path.is_dir()}
    assert folders == {*SHEETS, ANSWERS, ADVICE, *(path.parent.name for path in directories())}


@pytest.mark.parametrize("path", sorted((CASES / ANSWERS).glob("*.json")), ids=named)
def test_answers(path: Path) -> None:
    answer = unstuck("instruments", "score", "PHQ-9", path)
    assert answer.status == (0 if path.stem in READ_ANSWERS else 2)
    assert path.stem in READ_ANSWERS or "item '" in answer.err


@pytest.mark.parametrize("path", sorted((CASES / ADVICE).glob("*.json")), ids=named)
def test_facts_about_a_case(path: Path) -> None:
    answer = unstuck("advise", path)
    assert answer.status == (0 if path.stem == "bom" else 2)
    assert path.stem == "bom" or "expected" in answer.err


@pytest.mark.parametrize("path", list(directories()), ids=named)
def test_a_directory_is_read_with_its_services(path: Path, tmp_path: Path) -> None:
    answer = unstuck("directory", "validate", path)
    assert answer.status == 0, answer.err
    assert " services in " in answer.out
    assert "0 services in" not in answer.out
    assert unstuck("directory", "convert", path, tmp_path / "out.zip").status == 0
    again = unstuck("directory", "validate", tmp_path / "out.zip")
    assert again.out.splitlines()[-1].split()[0] == answer.out.splitlines()[-1].split()[0]
