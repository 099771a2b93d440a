"""HSDS in memory: what is wrong is named by file, row and field; nothing is dropped; limits hold before reading."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.broken_directories import BROKEN, ORGANIZATION, SERVICE, outcome
from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, Form, files_of, read_directory, read_files, reading

SERVICES = "id,organization_id,name,description,status\n"
ONE = "ac148810-d857-441c-9679-408f346de14b"
TWO = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"


def services(*rows: str, header: str = SERVICES) -> Directory:
    return read_files({"services.csv": (header + "\n".join(rows)).encode()}, name="x")


def said(found: Directory, level: str) -> list[str]:
    return [str(one) for one in found.problems if one.level == level]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(BROKEN)
def test_a_broken_directory_is_refused_noted_or_read_whole(files: dict[str, bytes]) -> None:
    assert outcome(files) in ("refused", "errors", "read")


def test_a_column_of_another_table_is_kept_beside_once() -> None:
    """Found by the test above: the row held it twice, and came back from a file as another one."""
    found = read_files({"locations.csv": b"id,resource_type,name\nl-1,physical,Hall\n"}, name="x")
    (row,) = found.tables["location"].values()
    assert ("resource_type" in row.fields, row.extra["resource_type"]) == (False, "physical")


def test_a_time_with_a_blank_behind_it_is_followed_in_every_form() -> None:
    """Found by `make drill`: in JSON the hours were kept and not used, and came back from a table as others."""
    schedule = {"id": TWO, "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00 ", "closes_at": "17:00"}
    service = {"id": ONE, "name": "Rent advice", "status": "active", "schedules": [schedule]}
    found = read_files({"services.json": json.dumps([service]).encode()}, name="x")
    (row,) = found.tables["schedule"].values()
    assert (row.fields["opens_at"], row.extra["opens_at"]) == ("09:00", "09:00 ")
    assert any("“09:00 ” was read as 09:00" in one for one in said(found, "changed"))
    for form in Form:
        written, _left_out = files_of(found, form)
        assert read_files(written, name="again").tables == found.tables


@pytest.mark.parametrize(
    ("written", "read"), [("9am", "09:00"), ("24 hours", "00:00"), ("0900", "09:00"), ("by appointment", None)]
)
def test_json_reads_a_time_as_a_table_does_and_keeps_what_it_cannot_read(written: str, read: str | None) -> None:
    schedule = {"id": TWO, "freq": "WEEKLY", "byday": "MO", "opens_at": written}
    service = {"id": ONE, "name": "Rent advice", "status": "active", "schedules": [schedule]}
    found = read_files({"services.json": json.dumps([service]).encode()}, name="x")
    (row,) = found.tables["schedule"].values()
    assert (row.fields.get("opens_at"), row.extra["opens_at"]) == (read, written)


def test_a_row_of_too_many_cells_is_named() -> None:
    found = services(f"{ONE},,Rent advice,,active,more")
    assert said(found, "left_out") == ["services.csv: row 2: expected 5 cells, found 6: the row is left out"]


def test_an_unclosed_quote_is_named() -> None:
    found = services(f'{ONE},,Rent advice,"open,active')
    assert said(found, "error")[0].startswith("services.csv: row 2: expected a row of CSV")


def test_a_missing_reference_is_named_and_kept() -> None:
    found = services(f"{ONE},{TWO},Rent advice,,active")
    expected = f"services.csv: row 2, field 'service.organization_id': points to “{TWO}”, which is not in the file"
    assert expected in said(found, "kept")[0]
    assert found.tables["service"][ONE].fields["organization_id"] == TWO


def test_a_duplicate_id_is_named_and_what_differs_is_kept() -> None:
    found = services(f"{ONE},,Rent advice,,active", f"{ONE},,Rent help,,active")
    assert "services.csv: row 3, field 'name': the id" in said(found, "kept")[0]
    assert found.tables["service"][ONE].fields["name"] == "Rent advice"
    files, left_out = files_of(found, Form.csv)
    assert json.loads(files["unstuck-extension.json"])["conflicts"] == [
        {"table": "service", "id": ONE, "fields": {"name": "Rent help"}}
    ]
    assert [one.code for one in left_out if one.code == "conflict"]


def test_identical_duplicates_count_once_and_say_nothing() -> None:
    found = services(f"{ONE},,Rent advice,,active", f"{ONE},,Rent advice,,active")
    assert len(found.tables["service"]) == 1
    assert [one for one in found.problems if one.code == "duplicate_id"] == []


def test_markup_is_named_and_kept_as_it_was() -> None:
    found = services(f'{ONE},,Rent advice,"<p>Advice <script>x()</script></p>",active')
    (problem,) = [one for one in found.problems if one.code == "html"]
    assert (problem.file, problem.line, problem.column) == ("services.csv", 2, "service.description")
    assert "p, script" in problem.text
    assert "<script>" in found.tables["service"][ONE].fields["description"]


def test_a_value_that_the_specification_does_not_allow_travels_beside() -> None:
    found = services(f"{ONE},,Rent advice,,open")
    assert "expected active or inactive or defunct or temporarily closed, found “open”" in said(found, "kept")[0]
    files, left_out = files_of(found, Form.json)
    assert json.loads(files["directory.json"]) == {}, "a service must have a status"
    assert [(one.code, one.column) for one in left_out] == [("row", "service"), ("no_services", "service")]
    assert read_files(files, name="x").tables == found.tables


def test_an_unknown_file_is_named_and_the_rest_comes_in() -> None:
    found = read_files({"services.csv": f"{SERVICES}{ONE},,A,,active\n".encode(), "kites.csv": b"id\n1\n"}, name="x")
    assert found.errors == []
    assert said(found, "left_out") == ["kites.csv: is no table of HSDS: none of its rows were read"]


def test_an_unknown_file_alone_is_an_error_that_names_the_way_out() -> None:
    found = read_files({"kites.csv": b"id\n1\n"}, name="x")
    assert any("unstuck directory template" in text for text in said(found, "error"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(BadInput, match="at most 40 MB in one file, found more; nothing was read"):
        read_directory(path)
    with pytest.raises(BadInput, match="at most 40 MB"):
        read_directory(tmp_path)


def test_a_zip_that_lies_about_its_size_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_BYTES", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", SERVICES + " " * 100_000)
    with pytest.raises(BadInput, match="nothing was read"):
        read_files({"x.zip": packed.getvalue()}, name="x.zip")


def test_an_object_nested_in_two_places_keeps_both_parents() -> None:
    phone = {"id": TWO, "number": "1"}
    both = [{"id": ONE, "name": "a", "status": "active", "phones": [phone]}]
    both.append({"id": str(SERVICE["id"]).replace("ac", "bd", 1), "name": "b", "status": "active", "phones": [phone]})
    found = read_files({"services.json": json.dumps(both).encode()}, name="x")
    assert list(found.links) == [("phone", TWO, "service_id", both[1]["id"])]
    for form in Form:
        assert read_files(files_of(found, form)[0], name="y").links == found.links


def test_ids_that_are_no_uuids_are_replaced_always_alike_and_kept() -> None:
    first, again = services("7,,Rent advice,,active"), services("7,,Rent advice,,active")
    (row,) = first.rows("service")
    assert first.tables == again.tables
    assert row.extra["id"] == "7"


def test_a_page_of_the_api_and_a_list_are_read_alike() -> None:
    page = {"total_items": 1, "contents": [SERVICE]}
    found = read_files({"services.json": json.dumps(page).encode()}, name="x")
    plain = read_files({"anything.json": json.dumps([SERVICE]).encode()}, name="x")
    assert found.tables == plain.tables
    assert found.tables["organization"][str(ORGANIZATION["id"])].fields["name"] == "Riverside Help"


def test_nothing_that_a_directory_holds_is_refused() -> None:
    with pytest.raises(BadInput, match="expected HSDS as JSON or CSV"):
        read_files({"readme.txt": b"hello"}, name="x")
