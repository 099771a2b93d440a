"""Found by need, area, place, language, hours, cost and age; each result says why; the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import NOW, Cast
from tests.web.directory.town import CHOIR, FOOD, HALL, RENT, bring, town
from unstuck.web.accounts.models import Person
from unstuck.web.directory.models import TaxonomyTerm
from unstuck.web.directory.search import ServiceQuery, point_named, search

AsPerson = Callable[[Person | None], Browser]
NAMES = {RENT: "rent", FOOD: "food", CHOIR: "choir"}


@pytest.fixture(autouse=True)
def directory(cast: Cast) -> None:
    bring(cast.agency)


def found(cast: Cast, **wanted: Any) -> list[str]:
    return [NAMES[one.service.row] for one in search(cast.agency.pk, ServiceQuery(**wanted)).results]


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("rent", ["rent"]),
        ("my landlord wants his money", ["rent"]),
        ("RENTS", ["rent"]),
        ("renting", ["rent"]),
        ("hungry", ["food"]),
        ("songs", ["choir"]),
        ("eviction", ["rent"]),  # in no text: stands for housing, as "rent" in the name does
        ("breakfast", ["food"]),  # in no text: stands for food, as the Gravity term does
        ("kites", []),
        ("River Hands", ["rent"]),
    ],
)
def test_by_need_in_plain_words(cast: Cast, need: str, expected: list[str]) -> None:
    assert found(cast, need=need) == expected


@pytest.mark.parametrize(
    ("typed", "read"),
    [("landlrod", "landlord"), ("grocereis", "groceries"), ("huosing", "housing"), ("chior", "choir")],
)
def test_typos_are_forgiven_and_said(cast: Cast, typed: str, read: str) -> None:
    results = search(cast.agency.pk, ServiceQuery(need=typed))
    assert results.read_as == {typed: read}
    assert results.total == 1


def test_inactive_services_are_not_found(cast: Cast) -> None:
    assert "Old rent office" not in [
        one.service.name for one in search(cast.agency.pk, ServiceQuery(need="office")).results
    ]
    assert search(cast.agency.pk, ServiceQuery()).total == 3


def test_each_result_says_why(cast: Cast) -> None:
    (one,) = search(cast.agency.pk, ServiceQuery(need="landlord", near=(53.5, 1.2), now=NOW)).results
    assert dict(one.words) == {"landlord": ("description",)}
    assert one.areas == ("housing",)
    assert one.kilometres == pytest.approx(0.0)
    assert one.is_open


def test_by_area_language_cost_age_and_whom(cast: Cast) -> None:
    assert found(cast, areas=("food",)) == ["food"]
    assert found(cast, areas=("leisure",)) == ["choir"]
    assert found(cast, language="polish") == ["rent"]
    assert found(cast, free=True) == ["rent"]
    assert found(cast, age=17) == ["rent", "choir"]
    assert found(cast, age=18) == ["food", "rent", "choir"]
    assert found(cast, whom="veteran") == ["food"]
    assert found(cast, whom="groceries") == [], "stands in the description, not in for whom"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), ["rent", "choir"]),  # fourth Sunday
        (datetime(2026, 11, 22, 13, 0, tzinfo=UTC), ["food", "rent"]),  # the choir closes at 13:00
        (datetime(2026, 11, 22, 8, 59, tzinfo=UTC), []),
        (datetime(2026, 11, 29, 12, 0, tzinfo=UTC), ["rent"]),  # fifth Sunday
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), ["rent"]),  # Monday
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), []),
    ],
)
def test_open_at(cast: Cast, at: datetime, expected: list[str]) -> None:
    assert found(cast, open_at=at) == expected


def test_closed_for_a_holiday(cast: Cast) -> None:
    said = town()
    day = {"valid_from": "2026-11-22", "valid_to": "2026-11-22", "closed": "true"}
    said["schedule"].append({"id": "99999999-0000-4000-8000-000000000000", "service_id": RENT, **day})
    bring(cast.agency, said)
    assert found(cast, open_at=NOW) == ["choir"]


def test_by_distance(cast: Cast) -> None:
    """A tenth of a degree of latitude is 11.12 km on a sphere of 6371 km."""
    assert found(cast, near=(53.5, 1.2), within_km=11.0) == ["rent"]
    assert set(found(cast, near=(53.5, 1.2), within_km=11.2)) == {"rent", "food", "choir"}
    far = {one.service.row: one.kilometres for one in search(cast.agency.pk, ServiceQuery(near=(53.5, 1.2))).results}
    assert far[FOOD] == pytest.approx(11.12, abs=0.01)
    assert found(cast, near=(53.6, 1.2))[-1] == "rent", "the farthest last"


def test_a_place_by_its_name(cast: Cast) -> None:
    assert point_named(cast.agency.pk, "am2") == pytest.approx((53.6, 1.2))
    assert point_named(cast.agency.pk, "River House") == pytest.approx((53.5, 1.2))
    assert point_named(cast.agency.pk, " 51.5, -0.1 ") == (51.5, -0.1)
    assert point_named(cast.agency.pk, "95, 0") is None
    assert point_named(cast.other_agency.pk, "am2") is None
    assert HALL


def test_a_term_of_the_agency_stands_for_areas(cast: Cast) -> None:
    TaxonomyTerm.objects.create(agency=cast.agency, pack="Own", code="food-insecurity", name="Food", areas=["social"])
    bring(cast.agency, town(food={"description": "x"}))
    assert found(cast, areas=("social",)) == ["food"]
    assert found(cast, areas=("food",)) == []


def test_words_that_mean_something_to_the_database_do_no_harm(cast: Cast) -> None:
    for need in (
        '"',
        "a OR b",
        "NEAR(",
        "rent*",
        "-rent",
        "it's",
        "name: x",
        "\x00",
        "'; DROP TABLE",
        "& | !",
        "日本",
        "é" * 300,
    ):
        search(cast.agency.pk, ServiceQuery(need=need, whom=need, language=need))
    assert search(cast.agency.pk, ServiceQuery(need="rent AND NOT landlord")).total == 1


def test_the_page_shows_a_line_with_everything(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.worker).post(reverse("directory:resources"), {"need": "landlord", "near": "Ashmere"})
    page = " ".join(answer.content.decode().split())
    for words in (
        "Rent advice", "River Hands", "Talks to your landlord about arrears.", "Tenants of the town",
        "1 Ferry Lane, Ashmere, AM1",
        "Mon 09:00–17:00; Sun 09:00–17:00", "Free", "Polish", "01632 960001", "Confirmed by the directory 3 weeks ago",
        "matches “landlord” in the description; housing; open now; 7.4 km",
    ):  # fmt: skip
        assert words in page, words


def test_a_service_that_nobody_confirmed_for_long_says_so(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.supervisor).post(reverse("directory:resources"), {"need": "hungry"})
    assert '<strong class="flag">Confirmed by the directory 46 weeks ago</strong>' in answer.content.decode()
    answer = as_person(cast.supervisor).post(reverse("directory:resources"), {"need": "songs"})
    assert "Never confirmed, as far as we know" in answer.content.decode()


def test_a_search_by_area_may_be_linked_to(cast: Cast, as_person: AsPerson) -> None:
    page = as_person(cast.worker).get(reverse("directory:resources"), {"area": "food"}).content.decode()
    assert "Open larder" in page
    assert "Rent advice" not in page


def test_bad_input_is_said(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.worker).post(reverse("directory:resources"), {"age": "-3"})
    assert answer.status_code == 422
    answer = as_person(cast.worker).post(reverse("directory:resources"), {"need": "rent", "near": "Atlantis"})
    assert "The directory has no place called “Atlantis”" in answer.content.decode()


def test_a_page_of_many_asks_no_more_often(
    cast: Cast, as_person: AsPerson, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_person(cast.worker)
    address, wanted = reverse("directory:resources"), {"need": "soup", "near": "Ashmere"}
    browser.post(address, wanted)
    said = town()
    said["service"] += [
        {"id": f"55555555-0000-4000-8000-{n:012d}", "name": f"Soup {n}", "status": "active"} for n in range(1)
    ]
    bring(cast.agency, said)
    counted = _queries(browser, address, wanted)
    said["service"] += [
        {"id": f"55555555-0000-4000-8000-{n:012d}", "name": f"Soup {n}", "status": "active"} for n in range(1, 30)
    ]
    bring(cast.agency, said)
    with django_assert_num_queries(counted):
        page = browser.post(address, wanted).content.decode()
    assert "page 1 of 2" in page
    assert "Soup" in browser.post(address, {**wanted, "page": "2"}).content.decode()


def _queries(browser: Browser, address: str, wanted: dict[str, str]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        browser.post(address, wanted)
    return len(caught)
