"""The tables of HSDS 3.0: names of columns, their types, and which a row must have.

Written down by hand from the specification (https://docs.openreferral.org); its texts are CC BY-SA and not in here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

KINDS = ("text", "number", "id", "uri", "email", "moment")


@dataclass(frozen=True)
class Column:
    """A column: its kind, the codes it may hold (none: any), the table it points to, and whether a row must have it."""

    kind: str = "text"
    codes: tuple[str, ...] = ()
    target: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A table: the name of its CSV file, its columns, and what is nested in it: key -> table."""

    file: str
    columns: Mapping[str, Column]
    many: Mapping[str, str]
    one: Mapping[str, str]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every row must have."""
        return tuple(name for name, column in self.columns.items() if column.required)


PLACE = ("physical", "postal", "virtual")
TARGETS = {
    "organization_id": "organization", "parent_organization_id": "organization", "service_id": "service",
    "location_id": "location", "service_at_location_id": "service_at_location", "contact_id": "contact",
    "phone_id": "phone", "program_id": "program", "taxonomy_id": "taxonomy", "taxonomy_term_id": "taxonomy_term",
    "parent_id": "taxonomy_term", "link_id": "*", "resource_id": "*",
}  # fmt: skip
"""Columns that point to a row; `*`: of any table."""

CODES = {
    "status": ("active", "inactive", "defunct", "temporarily closed"),
    "location_type": PLACE,
    "address_type": PLACE,
    "wkst": ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    "freq": ("WEEKLY", "MONTHLY"),
}
FILLED = {
    ("service", "status"): "active",
    ("location", "location_type"): "physical",
    ("address", "address_type"): "physical",
}
"""What an export says where the source says nothing, as 3.0 asks for it; the extension lists each such cell."""

NUMBERS = {
    "latitude", "longitude", "year_incorporated", "extension", "minimum_age", "maximum_age", "amount", "timezone",
    "count", "interval",
}  # fmt: skip
EMAILS = {"email", "assurer_email"}
ADDRESSES = {
    ("organization", "website"), ("organization", "uri"), ("service", "url"), ("location", "url"),
    ("accessibility", "url"), ("schedule", "schedule_link"), ("required_document", "uri"), ("taxonomy", "uri"),
    ("taxonomy_term", "term_uri"),
}  # fmt: skip

_PLAIN = """
organization organizations id! name! alternate_name description! email website tax_status tax_id year_incorporated legal_status logo uri parent_organization_id
program programs id! organization_id name! alternate_name description!
service services id! organization_id program_id name! alternate_name description url email status! interpretation_services application_process fees_description wait_time fees accreditations eligibility_description minimum_age maximum_age assured_date assurer_email licenses alert last_modified
attribute attributes id! link_id taxonomy_term_id link_type link_entity value
service_at_location service_at_location id! service_id location_id description
location locations id! location_type! url organization_id name alternate_name description transportation latitude longitude external_identifier external_identifier_type
phone phones id! location_id service_id organization_id contact_id service_at_location_id number! extension type description
contact contacts id! organization_id service_id service_at_location_id location_id name title department email
address addresses id! location_id attention address_1! address_2 city! region state_province! postal_code! country! address_type!
schedule schedules id! service_id location_id service_at_location_id valid_from valid_to dtstart timezone until count wkst freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link attending_type notes
funding funding id! organization_id service_id source
service_area service_areas id! service_id name description extent extent_type uri
required_document required_documents id! service_id document uri
language languages id! service_id location_id phone_id name code note
accessibility accessibility id! location_id description details url
taxonomy taxonomies id! name! description! uri version
taxonomy_term taxonomy_terms id! code name! description! parent_id taxonomy language taxonomy_id term_uri
metadata metadata id! resource_id resource_type last_action_date! last_action_type! field_name! previous_value! replacement_value! updated_by!
meta_table_description meta_table_descriptions id! name language character_set
cost_option cost_options id! service_id valid_from valid_to option currency amount amount_description
organization_identifier organization_identifiers id! organization_id identifier_scheme identifier_type! identifier!
"""  # noqa: E501  (a table)

_EVERYWHERE = {"attributes": "attribute", "metadata": "metadata"}
_MANY: dict[str, dict[str, str]] = {
    "organization": {
        "funding": "funding", "contacts": "contact", "phones": "phone", "locations": "location", "programs": "program",
        "organization_identifiers": "organization_identifier", "services": "service",
    },
    "service": {
        "phones": "phone", "schedules": "schedule", "service_areas": "service_area", "languages": "language",
        "service_at_locations": "service_at_location", "funding": "funding", "cost_options": "cost_option",
        "required_documents": "required_document", "contacts": "contact",
    },
    "service_at_location": {"contacts": "contact", "phones": "phone", "schedules": "schedule"},
    "location": {
        "languages": "language", "addresses": "address", "contacts": "contact", "accessibility": "accessibility",
        "phones": "phone", "schedules": "schedule",
    },
    "contact": {"phones": "phone"},
    "phone": {"languages": "language"},
}  # fmt: skip
_ONE: dict[str, dict[str, str]] = {
    "service": {"organization": "organization", "program": "program"},
    "service_at_location": {"location": "location", "service": "service"},
    "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy_detail": "taxonomy"},
}
BEYOND = {("organization", "services"), ("service_at_location", "service")}
"""Keys of later versions that are understood when they are read, and not part of a strict 3.0 export."""

_WITHOUT_ATTRIBUTES = ("metadata", "taxonomy", "taxonomy_term", "attribute")


def _column(table: str, given: str) -> Column:
    name = given.rstrip("!")
    if name == "id" or name in TARGETS:
        kind = "id"
    elif name in NUMBERS:
        kind = "number"
    elif name in EMAILS:
        kind = "email"
    elif (table, name) in ADDRESSES:
        kind = "uri"
    else:
        kind = "moment" if name == "last_modified" else "text"
    return Column(kind, CODES.get(name, ()), TARGETS.get(name, ""), given.endswith("!"))


def _table(name: str, file: str, columns: list[str]) -> Table:
    many = dict(_MANY.get(name, {}))
    if name not in _WITHOUT_ATTRIBUTES:
        many |= _EVERYWHERE
    elif name != "metadata":
        many["metadata"] = "metadata"
    found = {given.rstrip("!"): _column(name, given) for given in columns}
    return Table(f"{file}.csv", MappingProxyType(found), MappingProxyType(many), MappingProxyType(_ONE.get(name, {})))


def _tables() -> dict[str, Table]:
    lines = [line.split() for line in _PLAIN.strip().splitlines()]
    return {name: _table(name, file, columns) for name, file, *columns in lines}


TABLES: Mapping[str, Table] = MappingProxyType(_tables())

OF_FILE: Mapping[str, str] = MappingProxyType(
    {table.file.removesuffix(".csv"): name for name, table in TABLES.items()}
    | {name: name for name in TABLES}
    | {"service_at_locations": "service_at_location", "services_at_location": "service_at_location"}
    | {"services_at_locations": "service_at_location", "fundings": "funding"}
)
"""What a file or a key is called -> its table."""

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
PATTERNS = {"id": UUID, "uri": URI, "email": EMAIL, "moment": MOMENT}
EXPECTED = {
    "text": "text",
    "number": "a number",
    "id": "a UUID",
    "uri": "an address such as https://example.org",
    "email": "an e-mail address",
    "moment": "a date with a time, such as 2026-11-22T12:00:00Z",
}


def fits(column: Column, value: object) -> bool:
    """Tell whether 3.0 allows a value in a column.

    >>> fits(Column("number"), "12"), fits(Column("number"), 12), fits(Column("text", ("active",)), "closed")
    (False, True, False)
    """
    if column.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) or (column.codes and value not in column.codes):
        return False
    pattern = PATTERNS.get(column.kind)
    return pattern is None or pattern.fullmatch(value) is not None


def expected(column: Column) -> str:
    """Say what a column may hold."""
    return " or ".join(column.codes) if column.codes else EXPECTED[column.kind]


def parent_column(child: str, parent: str) -> str:
    """Return the column by which a row points to the row that it is nested in; empty where it has none."""
    columns = TABLES[child].columns
    for name in (f"{parent}_id", "link_id", "resource_id"):
        if name in columns:
            return name
    return ""
