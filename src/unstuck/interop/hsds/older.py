"""What HSDS 1.x and Ohana call things, and what 3.0 makes of them. What they wrote stays, word by word, beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from unstuck.interop.hsds.directory import CHANGED, KEPT, Directory, Row, id_for
from unstuck.interop.hsds.weekdays import ALL_DAY, clock, unclear_half, weekdays

FILES: dict[str, tuple[str, dict[str, Any]]] = {
    "addresses": ("address", {}),
    "physical_addresses": ("address", {"address_type": "physical"}),
    "postal_addresses": ("address", {"address_type": "postal"}),
    "mail_addresses": ("address", {"address_type": "postal"}),
    "regular_schedules": ("schedule", {}),
    "holiday_schedules": ("schedule", {}),
    "taxonomy": ("taxonomy_term", {}),
    "service_taxonomy": ("attribute", {"link_entity": "service"}),
    "services_taxonomy": ("attribute", {"link_entity": "service"}),
    "service_taxonomies": ("attribute", {"link_entity": "service"}),
    "services_taxonomies": ("attribute", {"link_entity": "service"}),
    "other_attributes": ("attribute", {}),
    "eligibility": ("attribute", {"link_entity": "service", "link_type": "eligibility"}),
    "payments_accepted": ("attribute", {"link_entity": "service", "link_type": "payment"}),
    "accessibility_for_disabilities": ("accessibility", {}),
    "fundings": ("funding", {}),
}
"""A file of an older version -> its table in 3.0, and what its name alone says about each row."""

RENAMED: dict[str, dict[str, str]] = {
    "service": {"website": "url", "eligibility": "eligibility_description"},
    "location": {"website": "url"},
    "phone": {"number_type": "type"},
    "language": {"language": "name"},
    "service_area": {"service_area": "name"},
    "attribute": {"service_id": "link_id", "taxonomy_id": "taxonomy_term_id", "eligibility": "value"}
    | {"payment": "value"},
    "accessibility": {"accessibility": "description"},
    "schedule": {"start_date": "valid_from", "end_date": "valid_to"},
    "taxonomy_term": {"vocabulary": "taxonomy"},
}  # fmt: skip
"""Columns of older versions -> columns of 3.0 that mean the same."""

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
LONG_DATE = re.compile(r"([A-Za-z]+) (\d{1,2}), (\d{4})")
US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")


def complete(found: Directory) -> None:
    """Give rows of older versions what 3.0 asks for: types, days of the week, rows for lists in one cell.

    Times are read in every version and form of file, as people write them in all.
    """
    counted_from_0 = {row.file for row in found.rows("schedule") if str(row.extra.get("weekday", "")).strip() == "0"}
    for table, step in STEPS.items():
        for row in list(found.rows(table)):
            if row.file.endswith(".csv") or table == "schedule":
                step(found, row)
    for row in found.rows("schedule"):
        if row.file.endswith(".csv"):
            _weekday(found, row, numbered=row.file not in counted_from_0)


def iso_date(text: str) -> str | None:
    """Return a date as YYYY-MM-DD, None where it is none or in year 1, which stands for no year.

    >>> iso_date("January 01, 1970"), iso_date("12/24/15"), iso_date("January 01, 0001")
    ('1970-01-01', '2015-12-24', None)
    """
    if (match := LONG_DATE.fullmatch(text.strip())) and match[1].lower() in MONTHS:
        year, month, day = int(match[3]), MONTHS.index(match[1].lower()) + 1, int(match[2])
    elif match := US_DATE.fullmatch(text.strip()):
        year, month, day = int(match[3]) + (2000 if len(match[3]) == 2 else 0), int(match[1]), int(match[2])
    else:
        return None
    return f"{year:04}-{month:02}-{day:02}" if year > 1 and 1 <= month <= 12 and 1 <= day <= 31 else None


def _service(found: Directory, row: Row) -> None:
    place = row.extra.get("location_id")
    if place:
        location = id_for("location", str(place))
        known = found.tables["location"].get(location)
        if "organization_id" not in row.fields and known and known.fields.get("organization_id"):
            row.fields["organization_id"] = known.fields["organization_id"]
        _derive(found, row, "service_at_location", "at", {"service_id": row.id, "location_id": location})
    for name in _listed(row, "languages"):
        _derive(found, row, "language", name, {"service_id": row.id, "name": name})
    for name in _listed(row, "service_areas"):
        _derive(found, row, "service_area", name, {"service_id": row.id, "name": name})
    for name in _listed(row, "funding_sources"):
        _derive(found, row, "funding", name, {"service_id": row.id, "source": name})
    if row.extra.get("required_documents"):
        document = row.extra["required_documents"]
        _derive(found, row, "required_document", "document", {"service_id": row.id, "document": document})
    for code in _listed(row, "taxonomy_ids"):
        term = {"link_id": row.id, "link_entity": "service", "taxonomy_term_id": id_for("taxonomy_term", code)}
        _derive(found, row, "attribute", code, term)


def _organization(found: Directory, row: Row) -> None:
    if isinstance(row.extra.get("date_incorporated"), str) and (day := iso_date(row.extra["date_incorporated"])):
        row.fields.setdefault("year_incorporated", int(day[:4]))
    for name in _listed(row, "funding_sources"):
        _derive(found, row, "funding", name, {"organization_id": row.id, "source": name})


def _location(found: Directory, row: Row) -> None:
    if "location_type" not in row.fields:
        virtual = str(row.extra.get("virtual", "")).lower() == "true"
        row.fields["location_type"] = "virtual" if virtual else "physical"
        found.notice(CHANGED, "location_type", row, "location_type", f"not said: read as {row.fields['location_type']}")
    for name in _listed(row, "languages"):
        _derive(found, row, "language", name, {"location_id": row.id, "name": name})
    for name in _listed(row, "accessibility"):
        _derive(found, row, "accessibility", name, {"location_id": row.id, "description": name.replace("_", " ")})


def _address(found: Directory, row: Row) -> None:
    if "address_type" not in row.fields:
        row.fields["address_type"] = "physical"
        found.notice(CHANGED, "address_type", row, "address_type", "not said: read as physical")


def _schedule(found: Directory, row: Row) -> None:
    written = [str(row.fields.get(name) or "").strip() for name in ("opens_at", "closes_at")]
    if ALL_DAY.fullmatch(written[0]) and (not written[1] or ALL_DAY.fullmatch(written[1])):
        row.extra["opens_at"] = written[0]
        row.fields |= {"opens_at": "00:00", "closes_at": "24:00"}
        found.notice(CHANGED, "rewritten", row, "opens_at", f"“{written[0]}” was read as all day, 00:00 to 24:00")
        return
    if all(written) and unclear_half(*written):
        for name, text in zip(("opens_at", "closes_at"), written, strict=True):
            row.extra[name] = text
            row.fields.pop(name, None)
        text = f"“{written[0]}” to “{written[1]}”: morning or afternoon is not clear, so it is shown as it is"
        found.notice(KEPT, "unclear_hours", row, "closes_at", text)
    for name in ("opens_at", "closes_at"):
        _readable(found, row, name, clock)
    if row.file.endswith("holiday_schedules.csv"):
        for name, column in (("valid_from", "start_date"), ("valid_to", "end_date")):
            _readable(found, row, name, iso_date, column)


def _weekday(found: Directory, row: Row, *, numbered: bool) -> None:
    """Read the day of the week; what cannot be followed is shown as it was given."""
    given = str(row.extra.get("weekday") or "").strip()
    if not given:
        return
    if days := weekdays(given, numbered=numbered):
        row.fields |= {"freq": "WEEKLY", "byday": days}
    else:
        text = f"“{given[:40]}” names no day for certain: shown as it is, and not followed"
        found.notice(KEPT, "unclear_weekday", row, "weekday", text)


def _readable(
    found: Directory, row: Row, name: str, reader: Callable[[str], str | None], written: str | None = None
) -> None:
    text = row.fields.get(name)
    if not isinstance(text, str) or re.fullmatch(r"\d{4}-\d\d-\d\d|\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", text):
        return
    value = reader(text)
    row.extra[written or name] = text
    if value is None:
        del row.fields[name]
        found.notice(KEPT, "unreadable", row, written or name, f"“{text[:40]}” is no date or time: kept beside")
    else:
        row.fields[name] = value
        found.notice(CHANGED, "rewritten", row, written or name, f"“{text[:40]}” was read as {value}")


def _term(found: Directory, row: Row) -> None:
    row.fields.setdefault("description", row.fields.get("name", ""))
    if not row.fields["description"]:
        del row.fields["description"]
    if row.file.endswith("taxonomy.csv"):
        row.fields.setdefault("code", row.extra.get("id", row.id))


STEPS: dict[str, Callable[[Directory, Row], None]] = {
    "location": _location,
    "organization": _organization,
    "service": _service,
    "address": _address,
    "schedule": _schedule,
    "taxonomy_term": _term,
}


def _listed(row: Row, name: str) -> Iterator[str]:
    """Yield the names in a cell that holds several; commas inside brackets do not divide.

    >>> list(_listed(Row("", {}, {"languages": "Chinese (Mandarin, Min), Spanish"}), "languages"))
    ['Chinese (Mandarin, Min)', 'Spanish']
    """
    text = row.extra.get(name)
    if isinstance(text, str):
        yield from dict.fromkeys(part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip())


def _derive(found: Directory, row: Row, table: str, what: str, fields: dict[str, Any]) -> None:
    """Add a row that an older version writes into a cell of another one; always under the same id."""
    made = Row(id_for(table, f"{row.id}:{what}"), fields, {}, row.file, row.line)
    found.put(table, made)
