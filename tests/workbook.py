"""The smallest .xlsx that spreadsheets open, for tests and measurements."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EXCEL_ZERO = datetime.date(1899, 12, 30)

Rows = Iterable[Sequence[object]]


def workbook(rows: Rows, merged: str = "") -> bytes:
    """Return a workbook with one sheet; `merged`: a range such as A3:A8."""
    return workbook_of({"Scores": rows}, merged)


def workbook_of(sheets: Mapping[str, Rows], merged: str = "") -> bytes:
    """Return a workbook; `merged` is a range of its first sheet."""
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(sheets, start=1)
    )
    ties = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="'
        f'application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="'
        f'{_KIND}.sheet.main+xml"/>{parts}<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{ties}<Relationship Id="style" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" '
        'applyNumberFormat="1"/></cellXfs></styleSheet>',
    }  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        for at, rows in enumerate(sheets.values(), start=1):
            merges = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged and at == 1 else ""
            sheet = f"<worksheet {_MAIN}><sheetData>{_lines(rows)}</sheetData>{merges}</worksheet>"
            archive.writestr(f"xl/worksheets/sheet{at}.xml", sheet)
    return packed.getvalue()


def with_cell(rows: Rows, place: str) -> bytes:
    """Return a workbook with one cell more at a place such as XFD1048576, which holds the number 1."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    extra = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'
    source, packed = zipfile.ZipFile(io.BytesIO(workbook(rows))), io.BytesIO()
    with source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).decode().replace("</sheetData>", extra))
    return packed.getvalue()


def _lines(rows: Rows) -> str:
    return "".join(
        f'<row r="{at}">'
        + "".join(_cell(f"{chr(65 + column)}{at}", value) for column, value in enumerate(row))
        + "</row>"
        for at, row in enumerate(rows, start=1)
    )


def _cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return f'<c r="{place}" s="1"><v>{(value - _EXCEL_ZERO).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
