"""An agency's own sheet of resources, one row a service, read by the names of its columns; and a template for one."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping

from unstuck.interop.hsds.csv_rows import column_name, lines_of, top_of
from unstuck.interop.hsds.directory import CHANGED, LEFT_OUT, Directory, Problem, Row, id_for

COLUMNS: dict[str, tuple[str, ...]] = {
    "organisation": (
        "organization", "agency", "provider", "charity", "organisation name", "organization name", "agency name",
        "provider name", "organización", "entidad", "agencia", "proveedor", "nombre de la organización",
    ),
    "service": (
        "service name", "program", "programme", "program name", "programme name", "project", "name", "resource",
        "title", "resource name", "servicio", "nombre del servicio", "programa", "nombre del programa", "recurso",
        "nombre",
    ),
    "description": (
        "what it does", "about", "details", "summary", "service description", "services offered", "descripción",
        "qué hace", "qué ofrece", "servicios ofrecidos",
    ),
    "for whom": (
        "eligibility", "who it is for", "who for", "who is it for", "target group", "audience", "criteria",
        "para quién", "a quién va dirigido", "requisitos", "elegibilidad",
    ),
    "how to apply": (
        "referral", "how to refer", "how to access", "application process", "intake", "access", "cómo solicitar",
        "cómo acceder", "derivación",
    ),
    "address": (
        "street", "street address", "address 1", "location", "where", "dirección", "domicilio", "calle",
        "ubicación",
    ),
    "town": ("city", "town/city", "place", "ciudad", "localidad", "municipio"),
    "postcode": ("zip", "zip code", "postal code", "post code", "zipcode", "código postal"),
    "latitude": ("lat", "latitud"),
    "longitude": ("long", "lon", "lng", "longitud"),
    "phone": (
        "telephone", "tel", "phone number", "phone no", "contact number", "number", "phone 1", "telephone 1",
        "tel 1", "main phone", "primary phone", "office phone", "teléfono", "número de teléfono", "teléfono 1",
    ),
    "e-mail": ("email", "e-mail address", "email address", "mail", "correo", "correo electrónico"),
    "website": ("web", "url", "web site", "link", "webpage", "web page", "sitio web", "página web", "enlace"),
    "opening hours": (
        "hours", "opening times", "open", "when", "times", "hours of operation", "horario", "horarios",
        "horario de atención",
    ),
    "cost": ("fee", "fees", "price", "charge", "charges", "costo", "coste", "precio", "tarifa"),
    "languages": ("language", "languages spoken", "idioma", "idiomas"),
    "topics": (
        "category", "categories", "topic", "type", "type of service", "service type", "keywords", "tags",
        "categoría", "categorías", "tema", "temas", "tipo de servicio",
    ),
    "status": (),
    "notes": ("note", "comments", "comment", "other", "remarks", "notas", "comentarios", "observaciones"),
}  # fmt: skip
"""The columns of the template -> other names that people give them."""
EXAMPLE = {
    "organisation": "Harbour Trust", "service": "Debt advice", "description": "Help with rent arrears and debts",
    "for whom": "Adults who live in the county", "how to apply": "Phone first", "address": "1 Quay Street",
    "town": "Harbourtown", "postcode": "HB1 2CD", "phone": "01632 960001", "e-mail": "advice@example.org",
    "website": "https://example.org", "opening hours": "Mon-Fri 9:00-17:00", "cost": "Free",
    "languages": "English, Welsh", "topics": "Debt, Money",
}  # fmt: skip
NEEDED = {"organisation", "service"}
BESIDES = {"description", "address", "phone", "e-mail", "website", "opening hours", "topics", "town", "postcode"}
_SPLIT = re.compile(r"[,;/]")
_FURTHER_PHONE = re.compile(
    r"(phone|telephone|telefono|tel|mobile|movil|celular|helpline)(number|no)?[2-9]?"
    r"|(second|secondary|other|alternative|mobile)phone"
)
_CUT_SHORT = re.compile(r"\d([.,]\d+)?[eE][+]\d{1,2}")
"""A long number as a spreadsheet shows it: its last digits are gone."""
_AS_ABOVE = {"", '"', "''", "”", "″", "〃", "ditto", "do", "as above", "same", "same as above", "ídem"}
_SUMS = {"total", "totals", "grand total", "count", "sum", "subtotal"}


def template() -> str:
    """Return a sheet to fill in: a header and one example."""
    out = io.StringIO(newline="")
    lines = csv.DictWriter(out, list(COLUMNS), lineterminator="\r\n")
    lines.writeheader()
    lines.writerow(EXAMPLE)
    return out.getvalue()


LOOKED_AT = 12
"""How many rows at the top are searched for the names of the columns."""


def columns_in(header: list[str]) -> dict[str, str]:
    """Return which column of a sheet holds what: a name of the template -> its column; empty where it is no such sheet.

    >>> columns_in(["Agency", "Program", "Phone"])
    {'organisation': 'Agency', 'service': 'Program', 'phone': 'Phone'}
    """
    by_key = {_key(name): name for name in header}
    held: dict[str, str] = {}
    for column, others in COLUMNS.items():
        for name in (column, *others):
            if _key(name) in by_key and by_key[_key(name)] not in held.values():
                held[column] = by_key[_key(name)]
                break
    return held if NEEDED & set(held) and BESIDES & set(held) else {}


def _key(name: str) -> str:
    """Return a name without what people write differently: capitals, spaces, accents."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", name.lower()))


def is_sheet(name: str, content: bytes) -> bool:
    """Tell whether a file is a plain sheet: it names services and who gives them, and has no ids as HSDS has."""
    return header_row(name, content) > 0


def header_row(name: str, content: bytes) -> int:
    """Return in which row of a plain sheet the names of the columns stand, also below a title; 0 where it is none."""
    rows = top_of(name, content, LOOKED_AT)
    if {"id", "organization_id"} & set(map(column_name, rows[0])):
        return 0
    return next((at for at, cells in enumerate(rows, start=1) if columns_in(cells)), 0)


def read_sheet(found: Directory, name: str, content: bytes) -> None:
    """Add the services of a plain sheet; its other columns travel beside."""
    row = header_row(name, content)
    held = columns_in(top_of(name, content, row)[row - 1])
    read = ", ".join(f"{column} from “{given}”" for column, given in held.items())
    found.note(Problem(CHANGED, "plain_sheet", name, row, "", f"read as one row a service: {read}"))
    above = ""
    for line, cells in lines_of(found, name, content, row):
        above = _take(found, held, Row("", cells, {}, name, line), above)


def _take(found: Directory, held: dict[str, str], row: Row, above: str) -> str:
    """Add the service of a row; return its organisation, empty where the row is none.

    `above`: the organisation of the row above. It stands once over several services where cells were merged.
    """
    cells = {column: row.fields[given].strip() for column, given in held.items() if given in row.fields}
    service = cells.get("service") or cells.get("organisation")
    if not service:
        if cells:
            found.notice(LEFT_OUT, "no_name", row, held.get("service", ""), "expected a name of the service: left out")
        return above
    if _is_no_service(held, row, cells):
        found.notice(LEFT_OUT, "no_service", row, "", f"“{service[:40]}” is a heading, a note or a sum: left out")
        return ""
    organisation = _organisation(found, held, row, cells.get("organisation", ""), above)
    _give(found, held, row, cells, organisation or service)
    return organisation


def _organisation(found: Directory, held: dict[str, str], row: Row, given: str, above: str) -> str:
    if "organisation" not in held or not above or given.casefold().strip(" .") not in _AS_ABOVE:
        return given
    text = f"nothing there: taken from the row above, “{above[:40]}”"
    found.notice(CHANGED, "as_above", row, held["organisation"], text)
    return above


def _give(found: Directory, held: dict[str, str], row: Row, cells: dict[str, str], organisation: str) -> None:
    service = cells.get("service") or organisation
    place = ", ".join(cells.get(one, "") for one in ("address", "town", "postcode"))
    service_id = id_for("service", f"{organisation}|{service}|{place}".lower())
    organisation_id = id_for("organization", organisation.lower())
    _put(found, row, "organization", organisation_id, {"name": organisation, "description": organisation})
    _put(found, row, "service", service_id, _service(cells, service, organisation_id))
    used = set(held.values())
    found.tables["service"][service_id].extra |= {name: cell for name, cell in row.fields.items() if name not in used}
    _where(found, row, cells, service_id)
    _more(found, row, cells, service_id, _phones(found, held, row, cells))


def _is_no_service(held: dict[str, str], row: Row, cells: dict[str, str]) -> bool:
    """True for a heading or a note between the rows, the names of the columns once more, and a row of sums."""
    names = [cells.get(one, "") for one in ("organisation", "service")]
    again = held != {} and all(
        row.fields.get(given) == given for given in map(held.get, ("organisation", "service")) if given
    )
    return len(row.fields) == 1 or again or any(name.casefold().strip(" :") in _SUMS for name in names)


def _phones(found: Directory, held: dict[str, str], row: Row, cells: dict[str, str]) -> list[str]:
    """Return the numbers of all columns of telephones; one that was cut short is listed and left out."""
    further = [given for given in row.fields if given not in held.values() and _FURTHER_PHONE.fullmatch(_key(given))]
    numbers = [
        (held.get("phone", ""), cells.get("phone", "")),
        *((given, row.fields[given].strip()) for given in further),
    ]
    for column, number in numbers:
        if _CUT_SHORT.fullmatch(number):
            text = f"expected a whole number, found “{number}”, which a spreadsheet cut short: left out"
            found.notice(LEFT_OUT, "cut_short", row, column, text)
    return [number for _column, number in numbers if not _CUT_SHORT.fullmatch(number)]


def _service(cells: dict[str, str], name: str, organisation_id: str) -> dict[str, str]:
    fields = {
        "name": name,
        "organization_id": organisation_id,
        "description": " ".join(cells[one] for one in ("description", "notes") if one in cells),
        "eligibility_description": cells.get("for whom", ""),
        "application_process": cells.get("how to apply", ""),
        "fees_description": cells.get("cost", ""),
        "url": cells.get("website", ""),
        "email": cells.get("e-mail", ""),
        "status": cells.get("status", "active"),
    }
    return {column: value for column, value in fields.items() if value}


def _where(found: Directory, row: Row, cells: dict[str, str], service_id: str) -> None:
    address = {"address_1": "address", "city": "town", "postal_code": "postcode"}
    fields = {column: cells[name] for column, name in address.items() if name in cells}
    if not fields:
        return
    location_id = id_for("location", "|".join(fields.values()).lower())
    point = {name: value for name in ("latitude", "longitude") if (value := _number(cells.get(name, ""))) is not None}
    _put(found, row, "location", location_id, {"location_type": "physical", **point})
    _put(found, row, "address", location_id, {"location_id": location_id, "address_type": "physical", **fields})
    link = {"service_id": service_id, "location_id": location_id}
    _put(found, row, "service_at_location", id_for("service_at_location", f"{service_id}{location_id}"), link)


def _more(found: Directory, row: Row, cells: dict[str, str], service_id: str, phones: list[str]) -> None:
    parts = [
        ("phone", "number", phones),
        ("schedule", "description", [cells.get("opening hours", "")]),
    ]
    parts += [("language", "name", _SPLIT.split(cells.get("languages", "")))]
    for table, column, values in parts:
        for value in filter(None, (one.strip() for one in values)):
            fields = {"service_id": service_id, column: value}
            _put(found, row, table, id_for(table, f"{service_id}:{value}"), fields)
    for topic in filter(None, (one.strip() for one in _SPLIT.split(cells.get("topics", "")))):
        term = id_for("taxonomy_term", f"plain:{topic.lower()}")
        _put(found, row, "taxonomy_term", term, {"code": topic, "name": topic, "description": topic})
        link = {"link_id": service_id, "link_entity": "service", "taxonomy_term_id": term}
        _put(found, row, "attribute", id_for("attribute", f"{service_id}:{topic}"), link)


def _put(found: Directory, row: Row, table: str, row_id: str, fields: Mapping[str, object]) -> None:
    found.put(table, Row(row_id, dict(fields), {}, row.file, row.line))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
