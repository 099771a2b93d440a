"""The picture of one client's scores, in words and as a chart."""

from __future__ import annotations

from unstuck.reporting.story_picture import side_by_side


def test_marks_close_together_share_a_line() -> None:
    assert side_by_side([(0.0, 1), (0.3, 2), (5.0, 3)], 10.0) == [(0.0, "1, 2"), (5.0, "3")]


def test_marks_apart_stand_apart() -> None:
    assert side_by_side([(0.0, 1), (0.5, 2)], 10.0) == [(0.0, "1"), (0.5, "2")]
    assert side_by_side([(0.0, 1), (0.3, 2)], 2.0) == [(0.0, "1"), (0.3, "2")], "nearness is a share of the axis"
