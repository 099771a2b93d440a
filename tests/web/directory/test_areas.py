"""The built-in taxonomies: the caseload's areas of life, Gravity's categories, and what a service is for."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from unstuck.guidance.life_areas import area_codes
from unstuck.web.directory.areas import ServiceDescription, areas_of, built_in

GRAVITY = Path(__file__).parents[3] / "../shared/reference/gravity/sdoh-categories.csv"


def test_the_areas_are_those_of_the_caseload() -> None:
    assert {area for codes in (*built_in().words.values(), *built_in().terms.values()) for area in codes} == set(
        area_codes()
    )


@pytest.mark.reference_data
def test_every_category_of_gravity_is_known() -> None:
    with GRAVITY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 25
    assert [row["code"] for row in rows if row["code"] not in built_in().terms] == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (ServiceDescription("Rent advice", "", "", ()), {"housing": "name", "money": "name"}),
        (ServiceDescription("The Bridge", "", "", [("food-insecurity", "x")]), {"food": "term"}),
        (ServiceDescription("The Bridge", "", "", [("", "Meal Sites/Home-delivered Meals")]), {"food": "term"}),
        (ServiceDescription("The Bridge", "", "A meal, and another meal.", ()), {"food": "description"}),
        (ServiceDescription("The Bridge", "", "Once a meal was served here.", ()), {}),
    ],
)
def test_what_a_service_is_for(said: ServiceDescription, expected: dict[str, str]) -> None:
    assert areas_of(said, built_in()) == expected
