"""Contrast by the formula of WCAG 2.2 (relative luminance), in both colour schemes."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from unstuck.reporting.charts import COLOURS

CSS = files("unstuck.reporting").joinpath("templates/report.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6});", part)) for part in CSS.split("* { box-sizing")[0].split("@media screen")
)
TEXT = ("ink", "soft", "link", "deteriorating", "stalled", "watch", "on_track", "improved", "recovered", "too_early")


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def dark_chart(name: str) -> set[str]:
    return set(re.findall(rf'\.chart \[(?:fill|stroke)="{COLOURS[name]}"\] {{ (?:fill|stroke): (#\w{{6}});', CSS))


def test_the_formula_gives_the_published_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(theme: dict[str, str]) -> None:
    for name in TEXT:
        assert min(contrast(theme[name], theme[ground]) for ground in ("page", "card")) >= 4.5, name
    assert contrast(theme["mark-ink"], theme["mark"]) >= 4.5


@pytest.mark.parametrize("name", sorted(COLOURS))
def test_every_chart_colour_has_its_dark_twin(name: str) -> None:
    assert dark_chart(name)


@pytest.mark.parametrize("name", ["score", "clinical", "forecast", "expected", "text"])
def test_lines_stand_out_from_page_and_band(name: str) -> None:
    assert contrast(COLOURS[name], LIGHT["card"]) >= 3
    assert contrast(COLOURS[name], COLOURS["band"]) >= 3
    (band,) = dark_chart("band")
    for colour in dark_chart(name):
        assert contrast(colour, DARK["card"]) >= 3
        assert contrast(colour, band) >= 3


@pytest.mark.parametrize("name", ["first", "latest"])
def test_bars_stand_out_from_the_page(name: str) -> None:
    assert contrast(COLOURS[name], LIGHT["page"]) >= 3
    assert all(contrast(colour, DARK["page"]) >= 3 for colour in dark_chart(name))
