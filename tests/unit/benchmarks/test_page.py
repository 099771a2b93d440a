"""The page of results says who took longer, and does not hide a target that was missed. Nothing is timed here."""

from __future__ import annotations

import pytest
from benchmarks.page import page
from benchmarks.timing import Contest, Times
from benchmarks.whole_process import WholeProcess

CONTEST = Contest(
    "some work",
    {"unstuck": Times((1.0, 2.0, 4.0)), "rival": Times((3.0, 4.0, 40.0))},
    target=1.5,
    note="a remark",
)


def test_the_ratio_is_the_rivals_time_over_ours_round_by_round() -> None:
    # 3/1, 4/2, 40/4, sorted: 2, 3, 10
    assert CONTEST.ratio("rival") == (2.0, 3.0, 10.0)


def test_a_contest_on_the_page() -> None:
    lines = page([CONTEST], []).splitlines()
    assert "| unstuck | 1.000 / 2.000 / 4.000 | 1 |" in lines
    assert "| rival | 3.000 / 4.000 / 40.000 | 2.0 / 3.0 / 10.0 |" in lines
    assert "Target: 1.5 s. Not met in this run." in lines
    assert "Note: a remark." in lines


@pytest.mark.parametrize(("seconds", "megabytes", "verdicts"), [(4.0, 900.0, 2), (6.0, 900.0, 1), (4.0, 1100.0, 1)])
def test_both_targets_of_a_whole_process_are_judged(seconds: float, megabytes: float, verdicts: int) -> None:
    text = page([], [WholeProcess("`unstuck analyse`", 800_000, (seconds,), (3.0,), (megabytes,))])
    assert text.count("Met.") == verdicts
    assert text.count("Not met in this run.") == 2 - verdicts
