"""Writing a directory as HSDS 3.0: JSON by table, JSON nested as the API has it, or CSV with its datapackage."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from unstuck.interop.hsds.directory import KEPT, Directory, Problem
from unstuck.interop.hsds.extension import EXTENSION, Extension, encoded
from unstuck.interop.hsds.strict import Strict, strictly
from unstuck.interop.hsds.tables import BEYOND, TABLES, Table, parent_column

DIRECTORY = "directory.json"
TYPES = {"number": "number"}
FORMATS = {"id": "uuid", "uri": "uri", "email": "email"}


class Form(StrEnum):
    """How an export is written."""

    json = "json"
    csv = "csv"
    api = "api"


def files_of(found: Directory, form: Form) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files of a strict export with the extension beside them, and the list of what was left out."""
    strict = strictly(found, tabular=form is Form.csv)
    files = dict({Form.json: _by_table, Form.csv: _as_csv, Form.api: _nested}[form](strict))
    if _holds_anything(strict.extension):
        files[EXTENSION] = encoded(strict.extension)
    return files, strict.left_out


def _holds_anything(extension: Extension) -> bool:
    return any(
        getattr(extension, name) for name in ("fields", "values", "rows", "links", "conflicts", "about", "filled")
    )


def _by_table(strict: Strict) -> Iterator[tuple[str, bytes]]:
    yield DIRECTORY, _json({table: rows for table, rows in strict.tables.items() if rows})


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _as_csv(strict: Strict) -> Iterator[tuple[str, bytes]]:
    written = {table: rows for table, rows in strict.tables.items() if rows}
    for table, rows in written.items():
        out = io.StringIO(newline="")
        lines = csv.writer(out, lineterminator="\r\n")
        columns = list(TABLES[table].columns)
        lines.writerow(columns)
        lines.writerows([row.get(name, "") for name in columns] for row in rows)
        yield TABLES[table].file, out.getvalue().encode()
    package = {
        "name": "human_services_data",
        "profile": "tabular-data-package",
        "resources": [_resource(table, TABLES[table]) for table in written],
    }
    yield "datapackage.json", _json(package)


def _resource(name: str, table: Table) -> dict[str, Any]:
    fields = []
    for column_name, column in table.columns.items():
        field: dict[str, Any] = {"name": column_name, "type": TYPES.get(column.kind, "string")}
        if column.kind in FORMATS:
            field["format"] = FORMATS[column.kind]
        constraints: dict[str, Any] = {"required": True} if column.required else {}
        if column_name == "id":
            constraints["unique"] = True
        if column.codes:
            constraints["enum"] = list(column.codes)
        fields.append(field | ({"constraints": constraints} if constraints else {}))
    schema = {"fields": fields, "primaryKey": "id"}
    return {"name": name, "path": table.file, "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}


API_FILES = {"service": "services.json", "organization": "organizations.json", "taxonomy_term": "taxonomy_terms.json"}


def _nested(strict: Strict) -> Iterator[tuple[str, bytes]]:
    """Yield pages of nested objects; rows that no page reaches travel beside."""
    nesting = _Nesting(strict)
    pages = {table: [nesting.object(table, row["id"], ()) for row in strict.tables[table]] for table in API_FILES}
    pages["taxonomy"] = [nesting.object("taxonomy", row["id"], ()) for row in strict.tables["taxonomy"]]
    for table, contents in pages.items():
        page = {
            "total_items": len(contents), "total_pages": 1, "page_number": 1, "size": len(contents),
            "first_page": True, "last_page": True, "empty": not contents, "contents": contents,
        }  # fmt: skip
        yield API_FILES.get(table, "taxonomies.json"), _json(page)
    for table, rows in strict.tables.items():
        missed = [row for row in rows if (table, row["id"]) not in nesting.reached]
        if missed:
            strict.extension.rows.setdefault(table, []).extend(missed)
            text = "a row that belongs to no service and no organization"
            strict.left_out.append(Problem(KEPT, "row", "", None, table, text, len(missed)))


class _Nesting:
    """Puts rows into the rows that they belong to. A row never holds itself, however the references run."""

    def __init__(self, strict: Strict) -> None:
        self.rows = {(table, row["id"]): row for table, rows in strict.tables.items() for row in rows}
        self.reached: set[tuple[str, str]] = set()
        self._below: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for table, rows in strict.tables.items():
            for row in rows:
                for name, column in TABLES[table].columns.items():
                    if column.target and isinstance(row.get(name), str):
                        self._below[(table, name, row[name])].append(row["id"])

    def object(self, table: str, row_id: str, above: tuple[tuple[str, str], ...]) -> dict[str, Any]:
        """Return a row with everything nested in it."""
        key = table, row_id
        self.reached.add(key)
        row = self.rows[key]
        made = dict(row)
        above = (*above, key)
        for name, child in TABLES[table].many.items():
            column = parent_column(child, table)
            if (table, name) in BEYOND or not column:
                continue
            ids = [one for one in self._below[(child, column, row_id)] if (child, one) not in above]
            if ids:
                made[name] = [self.object(child, one, above) for one in ids]
        for name, target in TABLES[table].one.items():
            pointed = row.get({"taxonomy_detail": "taxonomy_id"}.get(name, f"{name}_id"))
            if (table, name) not in BEYOND and (target, pointed) in self.rows and (target, pointed) not in above:
                made[name] = self.object(target, str(pointed), above)
        return made
