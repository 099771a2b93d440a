"""`unstuck directory`: validate, convert, import, export, taxonomy; bad input in one line, and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.command import unstuck
from tests.web.cast import Cast
from tests.web.directory.town import FOOD, RENT, as_json, bring, known, town
from unstuck.interop.hsds import read_directory
from unstuck.web.directory.models import Service
from unstuck.web.directory.search import ServiceQuery, search
from unstuck.web.operations import startup

RIVERSIDE = ("--agency", "Riverside")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are there already."""
    monkeypatch.setattr(startup, "set_up", lambda: None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "town.json"
    path.write_bytes(as_json(town(rent={"colour": "blue"})))
    return path


def test_validate_lists_what_was_noticed(file: Path) -> None:
    answer = unstuck("directory", "validate", file)
    assert answer.status == 0
    assert "kept\tunknown_field\ttown.json: row 1, field 'service.colour'" in answer.out
    assert answer.out.splitlines()[-1].startswith("4 services in ")
    assert "beside 3.0: field 'service.colour'" in answer.err


def test_errors_are_listed_and_end_with_status_2(tmp_path: Path) -> None:
    path = tmp_path / "services.csv"
    path.write_text('id,name,status\n1,"Rent,active\n', encoding="utf-8")
    answer = unstuck("directory", "validate", path)
    assert answer.status == 2
    assert "services.csv: row 2: expected a row of CSV" in answer.err.splitlines()[-1]


@pytest.mark.parametrize("name", ["out.zip", "out"])
@pytest.mark.parametrize("form", ["csv", "json", "api"])
def test_convert_writes_what_reads_alike(file: Path, tmp_path: Path, name: str, form: str) -> None:
    assert unstuck("directory", "convert", file, tmp_path / name, "--format", form).status == 0
    assert read_directory(tmp_path / name).tables == read_directory(file).tables


def test_convert_does_not_write_over_a_folder(file: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    answer = unstuck("directory", "convert", file, tmp_path / "there")
    assert answer.status == 2
    assert "expected a folder that is not there yet" in answer.err
    assert [one.name for one in tmp_path.iterdir() if one.name not in ("there", "town.json")] == []


def test_preview_then_import_then_export(cast: Cast, file: Path, tmp_path: Path) -> None:
    preview = unstuck("directory", "import", file, *RIVERSIDE, "--preview")
    assert preview.out == "4 new\t0 changed\t0 gone\t0 same\n"
    assert Service.objects.count() == 0
    assert unstuck("directory", "import", file, *RIVERSIDE).out == preview.out
    assert unstuck("directory", "import", file, *RIVERSIDE).out == "0 new\t0 changed\t0 gone\t4 same\n"
    out = tmp_path / "out.zip"
    assert unstuck("directory", "export", out, *RIVERSIDE, "--format", "json").status == 0
    assert read_directory(out).tables == read_directory(file).tables


def test_which_agency_and_source_must_be_clear(cast: Cast, file: Path, tmp_path: Path) -> None:
    answer = unstuck("directory", "import", file)
    assert (answer.status, "--agency: expected one of Hillside, Riverside" in answer.err) == (2, True)
    assert unstuck("directory", "export", tmp_path / "x.zip", *RIVERSIDE).status == 2
    bring(cast.agency)
    bring(cast.agency, {"service": [{"id": FOOD, "name": "Other", "status": "active"}]}, source="County")
    answer = unstuck("directory", "export", tmp_path / "x.zip", *RIVERSIDE)
    assert "--source: expected one of County, Directory" in answer.err
    assert not (tmp_path / "x.zip").exists()


def test_a_broken_file_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    bring(cast.agency)
    path = tmp_path / "services.json"
    path.write_text('[{"id": "1", "name"', encoding="utf-8")
    answer = unstuck("directory", "import", path, *RIVERSIDE)
    assert (answer.status, answer.out) == (2, "")
    assert "services.json: expected JSON" in answer.err
    assert known(cast, RENT).name == "Rent advice"


def test_most_services_go_only_where_their_directory_is_named(cast: Cast, tmp_path: Path) -> None:
    bring(cast.agency)
    path = tmp_path / "services.json"
    path.write_text(json.dumps([{"id": RENT, "name": "Rent advice", "status": "active"}]), encoding="utf-8")
    answer = unstuck("directory", "import", path, *RIVERSIDE)
    assert (answer.status, answer.out) == (2, "")
    assert "3 of the 4 services" in answer.err
    assert "--replace 'Directory'" in answer.err
    assert Service.objects.filter(gone_at=None).count() == 4
    assert unstuck("directory", "import", path, "--replace", "Directory", *RIVERSIDE).status == 0
    assert Service.objects.filter(gone_at=None).count() == 1


def test_a_taxonomy_gives_areas_to_services(cast: Cast, tmp_path: Path) -> None:
    bring(cast.agency)
    path = tmp_path / "own.csv"
    path.write_text("code,name,areas\nfood-insecurity,Food,leisure social\n", encoding="utf-8")
    assert unstuck("directory", "taxonomy", path, "--name", "Own", *RIVERSIDE).out == "1 terms\n"
    assert [one.service.row for one in search(cast.agency.pk, ServiceQuery(areas=("social",))).results] == [FOOD]
    path.write_text("code,name,areas\nx,Food,kites\n", encoding="utf-8")
    answer = unstuck("directory", "taxonomy", path, "--name", "Own", *RIVERSIDE)
    assert "row 2, column 'areas': expected codes of areas of life" in answer.err
