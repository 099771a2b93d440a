"""Labels of charts: none hides the scores or another label where there is a free place."""

from __future__ import annotations

import re

import numpy as np
import pytest

from unstuck.instruments.definition import Direction
from unstuck.reporting.chart_labels import Spot, along, apart, box, first_free
from unstuck.reporting.charts import story_chart


def test_a_label_moves_off_a_line_and_off_another_label() -> None:
    under, free = Spot(100, 50), Spot(100, 150)
    line = list(along([Spot(0, 50), Spot(300, 50)]))
    assert first_free("clinical: 10", [under, free], "left", line, [])[0] == free
    taken = [box("forecast", Spot(110, 150), "left")]
    assert first_free("clinical: 10", [free, under], "left", [], taken)[0] == under


def test_where_nothing_is_free_the_first_place_that_hides_least_is_taken() -> None:
    few, many = Spot(0, 0), Spot(200, 0)
    assert first_free("x", [many, few], "left", [many, many, few], [])[0] == few


def test_numbers_of_marks_never_meet_however_many_share_a_line() -> None:
    shown = apart([(0.0, 1), (0.5, 2), (0.51, 3), (0.55, 4), (0.58, 5), (1.0, 6)], 480)
    assert shown == [(0.0, "1"), (0.5, "2, 3, 4, 5"), (1.0, "6")]


@pytest.mark.parametrize("direction", ["lower", "higher"])
def test_the_words_of_a_chart_stand_apart_where_scores_run_along_the_clinical_line(direction: Direction) -> None:
    grid = np.arange(0.0, 13.0)
    svg = story_chart(
        times=np.arange(9.0), scores=np.array([9.0, 8, 8, 9, 9, 8, 9, 14, 20]),
        band=(grid, grid * 0 + 9, grid * 0 + 4, grid * 0 + 14), band_label="expected", assumed=False,
        cutoff=10.0, cutoff_label="clinical: 10 or more", forecast=(12.0, 12.0, 9.0, 15.0), forecast_label="forecast",
        bounds=(0, 27), direction=direction, axis_title="Weeks",
    )  # fmt: skip
    boxes = [
        box(text, Spot(float(x), float(y)), {"start": "left", "middle": "center", "end": "right"}[anchor])
        for anchor, x, y, text in re.findall(
            r'<text text-anchor="(\w+)" transform="translate\(([\d.]+),([\d.]+)\)"[^>]*>((?:exp|clin|fore)[^<]*)<', svg
        )
    ]
    assert len(boxes) == 3
    assert not any(one.meets(other) for place, one in enumerate(boxes) for other in boxes[place + 1 :])
