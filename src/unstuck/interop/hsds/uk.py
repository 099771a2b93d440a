"""What Open Referral UK 1.0 and other APIs before 3.0 call things in JSON, turned into the names of 3.0."""

from __future__ import annotations

from typing import Any

PAGES = ("contents", "content")
"""Keys under which an API answers a page of objects."""
ABOUT_A_PAGE = (
    "totalElements", "totalPages", "number", "size", "first", "last", "empty", "numberOfElements", "pageable", "sort",
    "total_items", "total_pages", "page_number", "first_page", "last_page",
)  # fmt: skip
"""What a page says of itself: nothing about services."""

KEYS: dict[str, dict[str, str]] = {
    "service": {
        "regular_schedules": "schedules", "regular_schedule": "schedules", "holiday_schedules": "schedules",
        "holiday_schedule": "schedules", "service_taxonomys": "attributes", "service_taxonomies": "attributes",
        "fundings": "funding", "service_at_location": "service_at_locations",
    },
    "service_at_location": {
        "regular_schedules": "schedules", "regular_schedule": "schedules", "holiday_schedules": "schedules",
        "holiday_schedule": "schedules",
    },
    "location": {
        "physical_addresses": "addresses", "physical_address": "addresses", "postal_addresses": "addresses",
        "accessibility_for_disabilities": "accessibility", "regular_schedule": "schedules",
        "regular_schedules": "schedules",
    },
    "attribute": {"taxonomy": "taxonomy_term"},
}  # fmt: skip
"""Keys of older versions, where they are nested -> the key of 3.0."""
COLUMNS: dict[str, dict[str, str]] = {
    "language": {"language": "name"},
    "service_area": {"service_area": "name"},
    "accessibility": {"accessibility": "description"},
    "taxonomy_term": {"vocabulary": "taxonomy"},
}


def of_3_0(table: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return an object with the names of 3.0; what it has under those names already stays as it is.

    >>> of_3_0("location", {"physical_addresses": [{"city": "Hull"}]})
    {'addresses': [{'city': 'Hull', 'address_type': 'physical'}]}
    """
    if table == "taxonomy_term" and "code" not in said and not isinstance(said.get("id"), dict | list):
        known = {"code": said.get("id"), "description": said.get("name")}
        said = {name: value for name, value in known.items() if value} | said
    renamed = {**KEYS.get(table, {}), **COLUMNS.get(table, {})}
    if not (renamed.keys() & said.keys()) and not (table == "service" and _eligible(said)):
        return said
    read: dict[str, Any] = {}
    for key, value in said.items():
        name = renamed.get(key, key)
        if name == key or (name in said and not isinstance(value, list)):
            read[key] = value
        else:
            objects = _marked(key, value)
            read[name] = [*_listed(said.get(name)), *_listed(read.get(name)), *objects] if name in read else objects
    if table == "service":
        _read_eligibility(read)
    return read


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _marked(key: str, value: Any) -> Any:
    """Say of each object what the key alone said."""
    kind = {"physical_addresses": "physical", "physical_address": "physical", "postal_addresses": "postal"}.get(key)
    if key in ("vocabulary", "language", "service_area", "accessibility", "taxonomy"):
        return value
    return [
        {**one, "address_type": one.get("address_type", kind)} if kind and isinstance(one, dict) else one
        for one in _listed(value)
    ]


def _eligible(said: dict[str, Any]) -> Any:
    return said.get("eligibilitys") or said.get("eligibilities") or said.get("eligibility")


def _read_eligibility(read: dict[str, Any]) -> None:
    """Move who a service is for into the service, as 3.0 has it; ages as wide as any of several says."""
    given = _eligible(read)
    if isinstance(given, str):
        read.setdefault("eligibility_description", given)
        return
    each = [one for one in _listed(given) if isinstance(one, dict)]
    words = [str(one["eligibility"]) for one in each if one.get("eligibility")]
    if words:
        read.setdefault("eligibility_description", "; ".join(dict.fromkeys(words)))
    for name, widest in (("minimum_age", min), ("maximum_age", max)):
        ages = [age for one in each if isinstance(age := one.get(name), int | float)]
        if ages and len(ages) == len(each):
            read.setdefault(name, widest(ages))
