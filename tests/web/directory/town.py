"""A small invented town for the tests of the directory, as HSDS 3.0 by table."""

from __future__ import annotations

import json
from typing import Any

from tests.web.cast import NOW, Cast
from unstuck.interop.hsds import read_files
from unstuck.web.accounts.models import Agency
from unstuck.web.directory.actions.imports import take_in
from unstuck.web.directory.actions.loading import ImportCounts
from unstuck.web.directory.models import Service

RENT = "11111111-1111-4111-8111-111111111111"
FOOD = "22222222-2222-4222-8222-222222222222"
CHOIR = "33333333-3333-4333-8333-333333333333"
CLOSED = "44444444-4444-4444-8444-444444444444"
HANDS = "aaaaaaaa-1111-4111-8111-111111111111"
TABLE = "aaaaaaaa-2222-4222-8222-222222222222"
HOUSE = "bbbbbbbb-1111-4111-8111-111111111111"
HALL = "bbbbbbbb-2222-4222-8222-222222222222"


def _id(kind: int, number: int) -> str:
    return f"{kind:08d}-0000-4000-8000-{number:012d}"


def _hours(number: int, service: str, freq: str, days: str, opens: str, closes: str) -> dict[str, Any]:
    at = {"opens_at": opens, "closes_at": closes}
    return {"id": _id(3, number), "service_id": service, "freq": freq, "byday": days, **at}


def town(**changed: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the town; `changed` services (by `rent`, `food`, `choir`) get these fields, or go where it is empty."""
    services: dict[str, dict[str, Any]] = {
        "rent": {
            "id": RENT, "organization_id": HANDS, "name": "Rent advice", "status": "active",
            "assured_date": "2026-11-01",
            "description": "Talks to your landlord about arrears.", "fees_description": "Free",
            "eligibility_description": "Tenants of the town",
        },
        "food": {
            "id": FOOD, "organization_id": TABLE, "name": "Open larder", "status": "active", "minimum_age": 18,
            "description": "Groceries for three days. Nobody has to be hungry.", "fees_description": "2 a visit",
            "assured_date": "2026-01-02", "eligibility_description": "Households with veterans",
        },
        "choir": {
            "id": CHOIR, "organization_id": TABLE, "name": "Town choir", "status": "active",
            "description": "<b>Songs</b>.",
        },
        "closed": {"id": CLOSED, "name": "Old rent office", "status": "inactive"},
    }  # fmt: skip
    for name, fields in changed.items():
        if fields:
            services[name] |= fields
        else:
            del services[name]
    known = {one["id"] for one in services.values()}
    at = [(1, RENT, HOUSE), (2, FOOD, HALL), (3, CHOIR, HALL)]
    return {
        "organization": [
            {"id": HANDS, "name": "River Hands", "description": "Helps."},
            {"id": TABLE, "name": "Open Table", "description": "Eats."},
        ],
        "service": list(services.values()),
        "location": [
            {"id": HOUSE, "location_type": "physical", "name": "River House", "latitude": 53.5, "longitude": 1.2},
            {"id": HALL, "location_type": "physical", "name": "Hall", "latitude": 53.6, "longitude": 1.2},
        ],
        "address": [
            {
                "id": _id(1, number), "location_id": place, "address_1": street, "city": "Ashmere", "postal_code": code,
                "state_province": "E", "country": "GB", "address_type": "physical",
            }
            for number, place, street, code in ((1, HOUSE, "1 Ferry Lane", "AM1"), (2, HALL, "2 Mill Hill", "AM2"))
        ],
        "service_at_location": [
            {"id": _id(2, number), "service_id": service, "location_id": place}
            for number, service, place in at
            if service in known
        ],
        "schedule": [
            # The cast's day, 22 November 2026, is the fourth Sunday of the month; noon UTC.
            _hours(1, RENT, "WEEKLY", "SU,MO", "09:00", "17:00"),
            _hours(2, FOOD, "WEEKLY", "SU", "13:00", "14:00"),
            _hours(3, CHOIR, "MONTHLY", "4SU", "11:00", "13:00"),
        ],
        "language": [{"id": _id(4, 1), "service_id": RENT, "name": "Polish", "code": "pl"}],
        "phone": [{"id": _id(5, 1), "service_id": RENT, "number": "01632 960001"}],
        "attribute": [{"id": _id(6, 1), "link_id": FOOD, "link_entity": "service", "taxonomy_term_id": _id(7, 1)}],
        "taxonomy_term": [
            {"id": _id(7, 1), "code": "food-insecurity", "name": "Food Insecurity", "description": "Gravity"}
        ],
    }  # fmt: skip


def as_json(said: dict[str, list[dict[str, Any]]]) -> bytes:
    return json.dumps(said).encode()


def bring(
    agency: Agency, said: dict[str, list[dict[str, Any]]] | None = None, source: str = "Directory"
) -> ImportCounts:
    """Bring a directory in, as the command line does, whatever it takes away."""
    content = as_json(said if said is not None else town())
    found = read_files({"town.json": content}, name="town.json")
    return take_in(agency, source, found, NOW, {"file_name": "town.json", "sha256": "0" * 64}, agreed=source)


def known(cast: Cast, row: str) -> Service:
    return Service.objects.get(agency=cast.agency, row=row)
