"""Workbooks are read apart: whatever is in one, it takes so much memory and no more, and whoever asked is told."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.unit.cli.command import unstuck
from tests.workbook import with_cell, workbook
from unstuck.errors import BadInput
from unstuck.interop.hsds.workbooks import sheets_of
from unstuck.workbooks import LARGEST, read_workbook

ROWS: list[list[object]] = [["client", "date", "score"], ["K1", "2026-08-03", 19]]
TOO_LARGE = "at most 20 million cells and 1 GB once unpacked"
TABLE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
CELL = '<table:table-cell office:value-type="string"{more}><text:p>x</text:p></table:table-cell>'


def with_a_gigabyte(claimed: int | None) -> bytes:
    """A workbook with more than a gigabyte of blanks in its sheet; the archive claims less where told to."""
    source, packed = zipfile.ZipFile(io.BytesIO(workbook(ROWS))), io.BytesIO()
    with source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            head, mark, tail = source.read(name).partition(b"</sheetData>")
            with target.open(name, "w") as part:
                part.write(head)
                for _time in range((LARGEST >> 24) + 1 if mark else 0):
                    part.write(b" " * (1 << 24))
                part.write(mark + tail)
    content = bytearray(packed.getvalue())
    if claimed is not None:
        at = content.rfind(b"PK\x01\x02")
        while at >= 0:
            if struct.unpack_from("<I", content, at + 24)[0] > claimed:
                struct.pack_into("<I", content, at + 24, claimed)
            at = content.rfind(b"PK\x01\x02", 0, at)
    return bytes(content)


def open_document(rows: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", MANIFEST)
        target.writestr("content.xml", TABLE.format(rows=rows))
    return packed.getvalue()


def refusals(tmp_path: Path, content: bytes) -> list[str]:
    """What is said of a workbook as a file of scores, and as one of services."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    answer = unstuck("analyse", path, "--instrument", "PHQ-9", "--today", "2026-11-29")
    assert answer.status == 2
    with pytest.raises(BadInput) as refused:
        list(sheets_of(content, "book.xlsx"))
    return [answer.err, str(refused.value)]


def test_a_small_file_with_billions_of_cells_is_refused_and_ends_nothing(tmp_path: Path) -> None:
    for said in refusals(tmp_path, with_cell(ROWS, "XFD1048576")):
        assert TOO_LARGE in said
        assert "book.xlsx" in said


def test_a_row_that_is_repeated_a_million_times_ends_nothing(tmp_path: Path) -> None:
    """The library takes it for no workbook at all."""
    row = CELL.format(more=' table:number-columns-repeated="1000"')
    content = open_document(f'<table:table-row table:number-rows-repeated="1000000">{row}</table:table-row>')
    for said in refusals(tmp_path, content):
        assert "expected a workbook" in said
        assert "book.xlsx" in said


def test_a_small_file_with_gigabytes_is_refused() -> None:
    with pytest.raises(BadInput, match=TOO_LARGE):
        read_workbook(with_a_gigabyte(None))


def test_an_archive_that_claims_to_hold_less_is_never_read_as_if_it_were_whole() -> None:
    found = None
    with suppress(BadInput):
        found = read_workbook(with_a_gigabyte(1000))
    assert found is None


def test_a_reader_that_cannot_be_started_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is called damaged for it."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(subprocess.CalledProcessError):
        read_workbook(workbook(ROWS))


def test_a_cell_far_below_the_table_is_no_harm() -> None:
    found = read_workbook(with_cell(ROWS, "C1048576"))
    assert found is not None
    (sheet,) = found[1]
    assert (len(sheet.rows), sheet.rows[1], sheet.rows[-1][2]) == (1048576, ["K1", "2026-08-03", 19], 1)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 no archive", workbook(ROWS)[:-40]])
def test_what_is_no_workbook_is_none(content: bytes) -> None:
    assert read_workbook(content) is None
