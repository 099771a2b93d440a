"""Both public HSDS data sets there and back, field by field, and strict exports against the specification's schemas."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from unstuck.interop.hsds import Directory, Form, files_of, read_directory, read_files
from unstuck.interop.hsds.tables import TABLES

SHARED = Path(__file__).parents[2] / "../shared"
SPECIFICATION = SHARED / "reference/hsds-3.0"
SETS = {"ohana": SHARED / "data/hsds/ohana", "mock-api-3.0": SHARED / "data/hsds/mock-api-3.0/data"}

pytestmark = pytest.mark.reference_data


def forbidding(schema: Any) -> Any:
    """Return a schema that allows nothing which it does not name."""
    if isinstance(schema, list):
        return [forbidding(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: forbidding(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type", "object") == "object":
        closed["additionalProperties"] = False
    return closed


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SPECIFICATION / "compiled" / name).read_text(encoding="utf-8"))
    return Draft202012Validator(forbidding(schema), format_checker=FormatChecker())


def cells(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield every cell that says something: file, id, column, text."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = "taxonomy_id" if path.stem == "taxonomy" else "id"
                yield from ((path.stem, row[key], name, text) for name, text in row.items() if text.strip())


def leaves(said: Any, key: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield id, field and value of every leaf of nested objects; what has no id belongs to the object around it."""

    def walk(one: Any, owner: str, name: str) -> Iterator[tuple[str, str, Any]]:
        if isinstance(one, dict):
            owner = str(one.get("id", owner))
            for field, value in one.items():
                yield from walk(value, owner, field)
        elif isinstance(one, list):
            for value in one:
                yield from walk(value, owner, name)
        elif name != "id":
            yield owner, name, one

    yield from walk(said, "", key)


def exported(found: Directory, form: Form) -> tuple[dict[str, bytes], Directory]:
    files, _left = files_of(found, form)
    return files, read_files(files, name="export")


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("name", SETS)
def test_import_export_and_import_again_is_the_same(name: str, form: Form) -> None:
    found = read_directory(SETS[name])
    assert found.errors == []
    _files, again = exported(found, form)
    assert again.errors == []
    for table in TABLES:
        assert again.tables[table] == found.tables[table], table
    assert (again.links, again.conflicts, again.about) == (found.links, found.conflicts, found.about)


@pytest.mark.parametrize("form", list(Form))
def test_every_cell_of_ohana_is_still_there_after_the_round_trip(form: Form) -> None:
    """Asked of the files themselves: each text stands, as it was written, in the export or its extension."""
    files, again = exported(read_directory(SETS["ohana"]), form)
    held: dict[str, set[str]] = {}
    for rows in again.tables.values():
        for row in rows.values():
            # What was made of a cell's list stands in rows of its own; the cell itself, in the row's extension.
            held.setdefault(str(row.extra.get("id", "")), set()).update(
                str(value) for value in (*row.fields.values(), *row.extra.values())
            )
    asked = list(cells(SETS["ohana"]))
    lost = [
        (file, key, name, text)
        for file, key, name, text in asked
        if name not in ("id", "taxonomy_id") and text not in held[key]
        if not (name in ("latitude", "longitude") and str(float(text)) in held[key])
    ]
    assert lost == []
    assert len(asked) > 1500
    assert sum(table.count(b"January 01, 0001") for table in files.values()) >= 4


@pytest.mark.parametrize("form", [Form.json, Form.api])
def test_every_leaf_of_the_mock_api_is_still_there_after_the_round_trip(form: Form) -> None:
    source = {
        leaf
        for path in SETS["mock-api-3.0"].rglob("*.json")
        if path.name != "root.json"
        for leaf in leaves(json.loads(path.read_text(encoding="utf-8")))
    }
    files, _again = exported(read_directory(SETS["mock-api-3.0"]), form)
    written: set[tuple[str, str, Any]] = set()
    for name, content in files.items():
        if name != "unstuck-extension.json":
            written |= set(leaves(json.loads(content)))
    beside = json.loads(files["unstuck-extension.json"])
    for rows in (*beside["fields"].values(), *beside["values"].values()):
        for row_id, fields in rows.items():
            written |= set(leaves({"id": row_id, **fields}))
    assert source - written == set()
    assert len(source) > 130
    assert ("8896b788-7b3e-11ef-8db9-7f3d040352b3", "available", 12) in source, "a field of 3.1"


@pytest.mark.parametrize("name", SETS)
def test_strict_json_by_table_is_valid_with_additional_properties_forbidden(name: str) -> None:
    files, left_out = files_of(read_directory(SETS[name]), Form.json)
    assert list(validator("tabular.json").iter_errors(json.loads(files["directory.json"]))) == []
    assert left_out, "both hold more than 3.0 has a place for"


@pytest.mark.parametrize("name", SETS)
def test_strict_nested_json_is_valid_with_additional_properties_forbidden(name: str) -> None:
    files, _left = files_of(read_directory(SETS[name]), Form.api)
    services = json.loads(files["services.json"])["contents"]
    assert services
    check = validator("service_with_definitions.json")
    assert [error.message for one in services for error in check.iter_errors(one)] == []


def test_the_validator_would_see_an_additional_property() -> None:
    """Guards the guard."""
    check = validator("tabular.json")
    known = {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "a", "description": "b"}
    assert list(check.iter_errors({"organization": [known]})) == []
    assert list(check.iter_errors({"organization": [known | {"additional_websites": []}]}))


def test_tables_are_those_of_the_specification() -> None:
    """Names, required columns, codes and kinds, read from the specification's own files."""
    for path in SPECIFICATION.glob("*.json"):
        said = json.loads(path.read_text(encoding="utf-8"))
        if "properties" not in said:
            continue
        table = TABLES[said["name"]]
        plain = {name: one for name, one in said["properties"].items() if one.get("type") in ("string", "number")}
        assert set(table.columns) == set(plain), said["name"]
        assert {"id", *table.required} == set(said["required"])
        assert table.file == said["path"]
        kinds = {"uuid": "id", "uri": "uri", "email": "email", "date-time": "moment"}
        for name, column in table.columns.items():
            stated = "number" if plain[name]["type"] == "number" else kinds.get(plain[name].get("format", ""), "text")
            assert column.kind == stated, (said["name"], name)
            assert list(column.codes) == plain[name].get("enum", []), (said["name"], name)


def test_the_specifications_own_examples_are_read() -> None:
    found = read_directory(SPECIFICATION / "examples/csv")
    assert found.errors == []
    assert {table for table in TABLES if not found.tables[table]} == set()
