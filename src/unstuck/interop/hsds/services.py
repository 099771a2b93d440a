"""A service as somebody reads it: what, for whom, where, when, cost, language, how to reach it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from unstuck.interop.hsds.checking import day_of, plain_text
from unstuck.interop.hsds.costs import FREE, PAID, cost_in_words
from unstuck.interop.hsds.directory import Directory, Row
from unstuck.interop.hsds.hours import Opening, in_given_words, openings
from unstuck.interop.hsds.statuses import status_of
from unstuck.interop.hsds.tables import TABLES, parent_column

READ_AS = 5
"""Changes with how a directory is read, so that the next import renews services whose rows stayed the same."""
ELIGIBILITY, PAYMENT = "eligibility", "payment"


@dataclass(frozen=True)
class Place:
    """Where a service is given."""

    id: str
    name: str
    address: str
    city: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    access: str
    transport: str


@dataclass(frozen=True)
class Described:
    """A service with everything that belongs to it, in plain text. `digest` changes when anything of it does."""

    id: str
    organisation_id: str
    organisation: str
    name: str
    alternate_name: str
    description: str
    status: str
    whom: str
    minimum_age: float | None
    maximum_age: float | None
    cost: str
    cost_words: str
    apply: str
    waiting: str
    url: str
    email: str
    alert: str
    interpretation: str
    confirmed_on: date | None
    places: tuple[Place, ...]
    openings: tuple[Opening, ...]
    hours_words: tuple[str, ...]
    languages: tuple[str, ...]
    phones: tuple[tuple[str, str], ...]
    """Numbers, each with what it is."""
    contacts: tuple[str, ...]
    documents: tuple[str, ...]
    covers: tuple[str, ...]
    """The areas on the map that it serves."""
    terms: tuple[tuple[str, str], ...]
    """Codes and names of the taxonomy terms, and the source's own keywords."""
    payments: tuple[str, ...]
    """The ways in which it can be paid for."""
    digest: str = field(default="", compare=False)


def described(found: Directory) -> Iterator[Described]:
    """Yield every service that has a name, in the order of the file."""
    below = _Below(found)
    for row in found.rows("service"):
        if _text(row, "name"):
            yield below.described(row)


class _Below:
    def __init__(self, found: Directory) -> None:
        self.found = found
        self._index: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for table, rows in found.tables.items():
            columns = [name for name, column in TABLES[table].columns.items() if column.target]
            for row in rows.values():
                for name in columns:
                    if isinstance(target := row.fields.get(name), str):
                        self._index[(table, name, target)].append(row.id)
        for table, row_id, column, target in found.links:
            self._index[(table, column, target)].append(row_id)

    def of(self, table: str, parent: str, parent_id: str) -> list[Row]:
        """Return the rows of a table that belong to a row."""
        ids = self._index.get((table, parent_column(table, parent), parent_id), [])
        rows = self.found.tables[table]
        return [rows[one] for one in ids if one in rows]

    def one(self, table: str, row: Row, column: str) -> Row | None:
        """Return the row that a column points to."""
        return self.found.tables[table].get(str(row.fields.get(column, "")))

    def described(self, row: Row) -> Described:
        """Return a service with all that belongs to it."""
        used: list[Row] = [row]
        links = {one.id for one in self.of("service_at_location", "service", row.id)}

        def rows(table: str, parent: str, parent_id: str) -> list[Row]:
            got = self.of(table, parent, parent_id)
            if parent in ("location", "organization"):
                got = [one for one in got if not _of_another(one, row.id, links)]
            used.extend(got)
            return got

        organisation = self.one("organization", row, "organization_id")
        at = rows("service_at_location", "service", row.id)
        locations = [one for link in at if (one := self.one("location", link, "location_id"))]
        attributes = rows("attribute", "service", row.id)
        terms = [term for one in attributes if (term := self.one("taxonomy_term", one, "taxonomy_term_id"))]
        used += [*([organisation] if organisation else []), *locations, *terms]
        near = [("service", row.id), *(("service_at_location", one.id) for one in at)]
        far = [("location", one.id) for one in locations]
        last = [("organization", organisation.id)] if organisation else []
        schedules = _each_once(self._all(rows, "schedule", near)) or _each_once(self._all(rows, "schedule", far))
        costs = rows("cost_option", "service", row.id)
        said = {
            **_own(row, _values(attributes, ELIGIBILITY)),
            "cost": _cost(row, costs),
            "cost_words": _cost_words(row, costs),
            "confirmed_on": self._confirmed(row),
            "places": tuple(_place(one, rows) for one in locations),
            **_hours([(one, self._where(one, locations)) for one in schedules]),
            "languages": _languages(rows("language", "service", row.id) or self._all(rows, "language", far)),
            "phones": _phones(self._first(rows, "phone", [*near, *far, *last])),
            "contacts": _distinct(_contact(one) for one in self._first(rows, "contact", [*near, *far, *last])),
            "documents": _distinct(_text(one, "document") for one in rows("required_document", "service", row.id)),
            "covers": _distinct(_text(one, "name") for one in rows("service_area", "service", row.id)),
            "terms": _terms(row, terms),
            "payments": _distinct(iter([*_listed(_extra(row, "accepted_payments")), *_values(attributes, PAYMENT)])),
        }
        name = _text(organisation, "name") if organisation else ""
        return Described(row.id, organisation.id if organisation else "", name, digest=_digest(used), **said)

    def _where(self, schedule: Row, locations: list[Row]) -> str:
        """Return the name of the place where a schedule holds; empty where the service has no other."""
        at = self.one("service_at_location", schedule, "service_at_location_id")
        link = self.one("location", at, "location_id") if at else None
        location = self.one("location", schedule, "location_id") or link
        if location is None or [one.id for one in locations] == [location.id]:
            return ""
        addresses = self.of("address", "location", location.id)
        address = next((text for one in addresses if (text := _text(one, "address_1"))), "")
        return _text(location, "name") or address or str(location.extra.get("id", location.id))

    @staticmethod
    def _all(rows: Any, table: str, parents: list[tuple[str, str]]) -> list[Row]:
        return [one for parent in parents for one in rows(table, *parent)]

    @staticmethod
    def _first(rows: Any, table: str, nearest: list[tuple[str, str]]) -> list[Row]:
        return next((got for parent, parent_id in nearest if (got := rows(table, parent, parent_id))), [])

    def _confirmed(self, row: Row) -> date | None:
        said = day_of(row.fields.get("assured_date"))
        if said:
            return said
        changes = [day_of(one.fields.get("last_action_date")) for one in self.of("metadata", "service", row.id)]
        days = [day for day in (day_of(row.fields.get("last_modified")), *changes) if day]
        return max(days, default=None)


def _of_another(row: Row, service: str, links: set[str]) -> bool:
    """True for a row that names another service: what holds for one service at a place holds for no other there."""
    whose, where = row.fields.get("service_id"), row.fields.get("service_at_location_id")
    return (whose is not None and whose != service) or (whose is None and where is not None and where not in links)


def _each_once(rows: list[Row]) -> list[Row]:
    return list({row.id: row for row in rows}.values())


def _hours(schedules: list[tuple[Row, str]]) -> dict[str, Any]:
    """Return the openings that can be followed, and all that is said in words: nothing is dropped."""
    found: dict[Opening, None] = {}
    words: list[str] = []
    for row, place in schedules:
        followed = list(openings(row.fields, row.extra))
        found |= dict.fromkeys(replace(one, place=place) for one in followed)
        texts = [_text(row, "description"), "" if followed else plain_text(in_given_words(row.fields, row.extra))]
        if text := ": ".join(part for part in texts if part):
            words.append(f"{place}: {text}" if place else text)
    return {"openings": tuple(found), "hours_words": _distinct(iter(words))}


def _values(attributes: list[Row], kind: str) -> list[str]:
    return [text for one in attributes if one.fields.get("link_type") == kind and (text := _text(one, "value"))]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _languages(rows: list[Row]) -> tuple[str, ...]:
    """Return each language once; commas inside brackets do not divide."""
    named = (_text(one, "name") or _text(one, "code") for one in rows)
    return _distinct(part.strip() for name in named for part in re.split(r"[,;](?![^()]*\))", name))


def _own(row: Row, eligible: list[str]) -> dict[str, Any]:
    whom = (_text(row, "eligibility_description"), _extra(row, "audience"), *eligible)
    return {
        "name": _text(row, "name"),
        "alternate_name": _text(row, "alternate_name"),
        "description": _text(row, "description"),
        "status": status_of(row),
        "whom": " ".join(dict.fromkeys(part for part in whom if part)),
        "minimum_age": _number(row, "minimum_age"),
        "maximum_age": _number(row, "maximum_age"),
        "apply": _text(row, "application_process"),
        "waiting": _text(row, "wait_time"),
        "url": _text(row, "url"),
        "email": _text(row, "email"),
        "alert": _text(row, "alert"),
        "interpretation": _text(row, "interpretation_services"),
    }


def _text(row: Row, name: str) -> str:
    value = row.fields.get(name)
    return "" if value is None or isinstance(value, list | dict | bool) else plain_text(str(value)).strip()


def _extra(row: Row, name: str) -> str:
    value = row.extra.get(name)
    return plain_text(value).strip() if isinstance(value, str) else ""


def _number(row: Row, name: str, most: float = 1e6) -> float | None:
    value = row.fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        return None
    return float(value)


def _distinct(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _place(row: Row, rows: Any) -> Place:
    addresses = rows("address", "location", row.id)
    address = next((one for one in addresses if one.fields.get("address_type") == "physical"), None)
    address = address or next(iter(addresses), None)
    parts = ("address_1", "address_2", "city", "postal_code")
    latitude, longitude = _number(row, "latitude", 90), _number(row, "longitude", 180)
    known = latitude is not None and longitude is not None
    access = _distinct(_text(one, "description") for one in rows("accessibility", "location", row.id))
    return Place(
        id=row.id,
        name=_text(row, "name"),
        address=", ".join(text for name in parts if address and (text := _text(address, name))),
        city=_text(address, "city") if address else "",
        postal_code=_text(address, "postal_code") if address else "",
        latitude=latitude if known else None,
        longitude=longitude if known else None,
        access=", ".join(access),
        transport=_text(row, "transportation"),
    )


def _cost(row: Row, costs: list[Row]) -> str:
    amounts = [amount for one in costs if (amount := _number(one, "amount", 1e12)) is not None]
    if amounts:
        return PAID if any(amounts) else FREE
    words = _text(row, "fees_description") or _text(row, "fees")
    return cost_in_words(words)


def _cost_words(row: Row, costs: list[Row]) -> str:
    said = [_text(row, "fees_description") or _text(row, "fees")]
    for one in costs:
        amount, currency = _text(one, "amount"), _text(one, "currency").upper()
        price = f"{amount} {currency}".strip() if amount else ""
        said.append(" ".join(part for part in (_text(one, "option"), price, _text(one, "amount_description")) if part))
    return "; ".join(dict.fromkeys(part for part in said if part))


def _phones(rows: list[Row]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda one: _text(one, "type").lower() == "fax"):
        number, extension = _text(row, "number"), _text(row, "extension")
        kind = _text(row, "type")
        what = ", ".join(part for part in ("" if kind.lower() == "voice" else kind, _extra(row, "department")) if part)
        if number:
            found.setdefault(f"{number} ext. {extension}" if extension else number, what)
    return tuple(found.items())


def _contact(row: Row) -> str:
    return ", ".join(text for name in ("name", "title", "email") if (text := _text(row, name)))


def _terms(row: Row, terms: list[Row]) -> tuple[tuple[str, str], ...]:
    found = {(_text(one, "code"), _text(one, "name")): None for one in terms}
    for word in _extra(row, "keywords").split(","):
        if word.strip():
            found.setdefault(("", word.strip()), None)
    return tuple(found)


def _digest(rows: list[Row]) -> str:
    said = [READ_AS, *([row.id, row.fields, row.extra] for row in rows)]
    return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
