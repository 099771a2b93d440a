"""A large file is judged in more than one process; nobody can tell from the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.command import TRIAL, TRIAL_COLUMNS, Unstuck
from unstuck.cli import workers
from unstuck.reporting import scored

CALL = ("analyse", TRIAL, *TRIAL_COLUMNS)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the trial a large file of many small pieces."""
    monkeypatch.setattr(workers, "LARGE_FILE", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(scored, "CLIENTS_IN_A_PIECE", 7)


@pytest.mark.parametrize("form", ["json", "csv", "table"])
@pytest.mark.parametrize("each", [(), ("--each-occasion",)])
def test_the_same_answer_in_the_same_order(
    unstuck: Unstuck, form: str, each: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    alone = unstuck(*CALL, "--format", form, *each)
    request.getfixturevalue("many")
    together = unstuck(*CALL, "--format", form, *each)
    assert (alone.status, alone.err) == (0, "")
    assert together == alone


@pytest.mark.usefixtures("many")
def test_bad_input_is_still_one_line(unstuck: Unstuck, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("client,week,score\na,0,ten\n", encoding="utf-8")
    answer = unstuck("analyse", file, "--instrument", "PHQ-9")
    assert (answer.status, answer.out) == (2, "")
    problem = "expected a number from 0 to 27 (PHQ-9), found 'ten' (a word for a score: write the number)"
    assert answer.err == f"unstuck: {file}: row 2, column 'score': {problem}\n"


def test_a_small_file_or_a_single_core_needs_no_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.write_text("client,week,score\n", encoding="utf-8")
    with workers.workers_for(file) as pool:
        assert pool is None
    monkeypatch.setattr(workers, "LARGE_FILE", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    with workers.workers_for(file) as pool:
        assert pool is None
    with workers.workers_for(tmp_path / "nothing.csv") as pool:
        assert pool is None
