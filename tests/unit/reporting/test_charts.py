from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from tests.unit.reporting.page import Element, read
from unstuck.reporting import charts

NONE = np.empty(0)
NO_BAND = (NONE, NONE, NONE, NONE)


def draw(**changes: Any) -> Element:
    """Two scores a week apart of 5 and 15, the forecast in week 4: the axes run to 4.28 weeks and 20 points."""
    options: dict[str, Any] = {
        "times": np.array([0.0, 2.0]),
        "scores": np.array([5.0, 15.0]),
        "band": NO_BAND,
        "band_label": "expected course",
        "assumed": False,
        "cutoff": 10.0,
        "cutoff_label": "10 or more",
        "forecast": (4.0, 12.0, 8.0, 16.0),
        "forecast_label": "forecast",
        "bounds": (0.0, 27.0),
        "direction": "lower",
        "axis_title": "Weeks since the first score",
    }
    return read(charts.story_chart(**{**options, **changes}))


def marks(svg: Element, colour: str, attribute: str = "fill") -> list[Element]:
    wanted = charts.COLOURS[colour]
    return [each for each in svg.walk() if each.attributes.get(attribute) == wanted]


def place(element: Element) -> tuple[float, float]:
    found = re.fullmatch(r"translate\(([\d.-]+),([\d.-]+)\)", element.attributes["transform"])
    assert found
    return float(found[1]), float(found[2])


# By hand: 480 px for 4 × 1.07 = 4.28 weeks, 270 px for 0 to 20 points (the next multiple of 5 above 16 + 1).
X, Y = 480 / 4.28, 270 / 20


def test_scores_stand_where_the_axes_say() -> None:
    points = [place(each) for each in marks(draw(), "score") if each.tag == "path"]
    assert points == [pytest.approx((0.0, 270 - 5 * Y), abs=0.01), pytest.approx((2 * X, 270 - 15 * Y), abs=0.01)]


def test_the_forecast_stands_at_the_horizon_with_its_interval() -> None:
    svg = draw()
    (diamond,) = [each for each in marks(svg, "forecast") if each.tag == "path" and "transform" in each.attributes]
    assert place(diamond) == pytest.approx((4 * X, 270 - 12 * Y), abs=0.01)
    (whisker,) = [each for each in marks(svg, "forecast", "stroke") if each.tag == "line"]
    x, y = place(whisker)
    ends = sorted([y, y + float(whisker.attributes["y2"])])
    assert (x, *ends) == pytest.approx((4 * X, 270 - 16 * Y, 270 - 8 * Y), abs=0.01)


def test_the_clinical_line_runs_along_its_score_and_is_labelled() -> None:
    svg = draw()
    (line,) = [each for each in marks(svg, "clinical", "stroke") if each.tag == "line"]
    assert place(line)[1] == pytest.approx(270 - 10 * Y, abs=0.01)
    assert "10 or more" in svg.text
    assert not marks(draw(cutoff=None), "clinical", "stroke")


def band(mean: float) -> tuple[Any, Any, Any, Any]:
    grid = np.array([0.0, 4.0])
    return grid, np.full(2, mean), np.full(2, mean - 4), np.full(2, mean + 4)


def band_heights(svg: Element) -> set[float]:
    (area,) = marks(svg, "band")
    return {round((270 - float(y)) / Y, 2) for y in re.findall(r"[ML][\d.-]+,([\d.-]+)", area.attributes["d"])}


def test_the_band_lies_between_its_ends_and_within_the_questionnaire() -> None:
    assert band_heights(draw(band=band(9.0))) == {5.0, 13.0}
    assert band_heights(draw(band=band(2.0))) == {0.0, 6.0}


def test_an_assumed_band_is_labelled_and_edged() -> None:
    measured, assumed = (draw(band=band(9.0), assumed=flag, band_label=f"label {flag}") for flag in (False, True))
    assert not marks(measured, "edge", "stroke")
    assert len(marks(assumed, "edge", "stroke")) == 2
    assert "label True" in assumed.text


def test_the_label_of_the_band_keeps_away_from_the_scores() -> None:
    # At week 2.8 of 4 the scores of 15 are nearer to the upper end of a band from 5 to 13, those of 3 to its lower.
    heights = []
    for score in (15.0, 3.0):
        svg = draw(band=band(9.0), scores=np.array([score, score]), forecast=None)
        (label,) = [each for each in svg.all("text") if each.text == "expected course"]
        heights.append(place(label)[1])
    assert heights[0] > heights[1]


def test_without_band_or_forecast_only_the_scores_are_drawn() -> None:
    svg = draw(forecast=None)
    assert not marks(svg, "band")
    assert not marks(svg, "forecast")
    assert not marks(svg, "forecast", "stroke")


def test_a_missing_score_is_left_out_and_one_score_is_enough() -> None:
    svg = draw(scores=np.array([5.0, np.nan]), forecast=None)
    assert len([each for each in marks(svg, "score") if each.tag == "path"]) == 1
    svg = draw(times=np.array([0.0]), scores=np.array([27.0]), forecast=None)
    assert [place(each) for each in marks(svg, "score") if each.tag == "path"] == [pytest.approx((0.0, 0.0), abs=0.01)]


def test_bars_are_as_tall_as_their_counts() -> None:
    svg = read(
        charts.distribution_chart(
            np.array([0.0, 10.0, 20.0]), [1, 3], [4, 0], line=10.0, line_label="clinical range", direction="lower",
            axis_title="Total score",
        )
    )  # fmt: skip
    # 270 px for 4 × 1.14 clients; where there is nobody, there is no bar.
    heights = [
        [round(float(found) / (270 / 4.56), 2) for found in re.findall(r"v(-?[\d.]+)h-", each.attributes["d"])]
        for colour in ("first", "latest")
        for each in marks(svg, colour, "stroke")
    ]
    assert [abs(height) for bars in heights for height in bars] == pytest.approx([1, 3, 4], abs=0.01)
    (line,) = [each for each in marks(svg, "clinical", "stroke") if each.tag == "line"]
    assert place(line)[0] == pytest.approx(240.0, abs=0.01)


def test_ids_of_two_charts_on_a_page_stay_apart() -> None:
    drawn = '<clipPath id="clip0"/><g clip-path="url(#clip0)"/><use href="#clip0"/>'
    svg = f'<svg class="marks" viewBox="0 0 9 9">{drawn}</svg>'
    found = charts.picture(svg, "story-1-chart", "title", "words")
    assert 'id="story-1-chart-clip0"' in found.body
    assert 'url(#story-1-chart-clip0)"' in found.body
    assert 'href="#story-1-chart-clip0"' in found.body
    assert found.view_box == "0 0 9 9"


def test_a_chart_that_is_no_svg_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="viewBox"):
        charts.picture("<html></html>", "a", "b", "c")


def test_marks_stand_at_their_time_under_their_number() -> None:
    svg = draw(marks=[(1.0, "1"), (3.0, "2, 3")])
    numbers = [
        each for each in marks(svg, "text") if each.tag == "text" and each.attributes.get("font-weight") == "bold"
    ]
    assert [each.text for each in numbers] == ["1", "2, 3"]
    assert [place(each)[0] for each in numbers] == [pytest.approx(X, abs=0.6), pytest.approx(3 * X, abs=0.6)]


def test_a_mark_after_the_forecast_lengthens_the_axis() -> None:
    svg = draw(marks=[(8.0, "1")])
    (diamond,) = [each for each in marks(svg, "forecast") if each.tag == "path" and "transform" in each.attributes]
    assert place(diamond)[0] == pytest.approx(480 * 4 / (8 * 1.07), abs=0.01)
