"""What is guessed of a service's areas and cost, counted on made-up services."""

from __future__ import annotations

import time

import pytest

from tests.spec import services_table
from unstuck.guidance.life_areas import area_codes
from unstuck.interop.hsds.costs import cost_in_words
from unstuck.web.directory.areas import ServiceDescription, areas_of, built_in

PARTS = ("tuned", "held", "later", "apart")


def test_there_are_three_hundred_services_and_forty_all_different() -> None:
    rows = [row for part in PARTS for row in services_table.services(part)]
    assert [len(services_table.services(part)) for part in PARTS] == [100, 100, 40, 100]
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    assert {cost for *_texts, cost in rows} == {"free", "paid", "unknown"}
    assert frozenset().union(*(row.right for part in PARTS for row in services_table.areas(part))) == set(area_codes())


@pytest.mark.parametrize(
    ("part", "wrong", "missed"), [("tuned", 0, 22), ("held", 5, 36), ("later", 7, 43), ("apart", 14, 31)]
)  # fmt: skip
def test_areas_are_guessed_no_worse_than_measured(part: str, wrong: int, missed: int) -> None:
    shares = services_table.shares(services_table.areas(part))
    assert (shares["wrong"][0] <= wrong, shares["missed"][0] <= missed) == (True, True), shares


@pytest.mark.parametrize(
    ("part", "wrong", "missed"), [("tuned", 0, 7), ("held", 1, 12), ("later", 0, 13), ("apart", 1, 9)]
)  # fmt: skip
def test_costs_are_guessed_no_worse_than_measured(part: str, wrong: int, missed: int) -> None:
    shares = services_table.shares(services_table.costs(part))
    assert (shares["wrong"][0] <= wrong, shares["missed"][0] <= missed) == (True, True), shares


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_called_free_that_is_not(part: str) -> None:
    assert services_table.called_free(services_table.costs(part))[0] == 0


@pytest.mark.parametrize(
    ("name", "description", "areas"),
    [
        ("Volunteer Desk", "", set()),
        ("Care Desk", "", set()),
        ("Tenants' Hotline", "", {"housing"}),
        ("Legal Aid", "", {"legal"}),
        ("Lunch for Seniors", "", {"food"}),
        ("Seniors", "", {"daily_activities"}),
        ("The Bridge", "We began in a church. We find flats.", {"housing"}),
        ("The Bridge", "Ask at the desk. Bring proof of rent.", set()),
        ("The Bridge", "Ask at the desk. A food bank is there, and a pantry.", {"food"}),
    ],
)
def test_stray_words_name_no_area(name: str, description: str, areas: set[str]) -> None:
    assert set(areas_of(ServiceDescription(name, "", description, ()), built_in())) == areas


@pytest.mark.parametrize(
    "more", [" for people in need", " and confidential", " to all who ask", " no one is", " income"]
)
def test_long_words_of_fees_are_read_in_no_time(more: str) -> None:
    start = time.process_time()
    assert cost_in_words("free" + more * 1_000 + " ?") == "unknown"
    assert time.process_time() - start < 1
