"""Cells of a workbook that look empty and are not: formulas without a value, errors, a workbook with a password."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.unit.cli.command import Answer, unstuck
from tests.workbook import workbook

DAYS = ("2026-08-03", "2026-08-17")


def book(*cells: str) -> bytes:
    """A workbook with two scores of K1; the cells, as XML, stand in the place of the second one's."""
    made = workbook([["client", "date", "score"], ["K1", DAYS[0], 19], ["K1", DAYS[1], 777]])
    source, packed = zipfile.ZipFile(io.BytesIO(made)), io.BytesIO()
    with source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            target.writestr(name, content.replace('<c r="C3"><v>777</v></c>', "".join(cells)))
    return packed.getvalue()


def analysed(tmp_path: Path, content: bytes, *options: str) -> Answer:
    path = tmp_path / "scores.xlsx"
    path.write_bytes(content)
    return unstuck("analyse", path, "--instrument", "PHQ-9", "--today", "2026-11-29", "--format", "json", *options)


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>", "<v />"])
@pytest.mark.parametrize("formula", ["<f>9+9</f>", '<f t="shared" si="0"/>', '<f aca="false">9+9</f>'])
def test_a_formula_without_its_value_is_no_empty_cell(tmp_path: Path, formula: str, value: str) -> None:
    answer = analysed(tmp_path, book(f'<c r="C3" s="1">{formula}{value}</c>'))
    assert answer.status == 2
    assert "row 3, column 'score'" in answer.err
    assert "a formula without its value: open the file in a spreadsheet" in answer.err


@pytest.mark.parametrize(
    ("cell", "scores"),
    [('<c r="C3"><f>9+9</f><v>18</v></c>', 2), ('<c r="C3" t="str"><f>IF(A3="","",1)</f><v></v></c>', 1), ("", 1)],
)
def test_values_of_formulas_are_read_and_empty_ones_are_empty(tmp_path: Path, cell: str, scores: int) -> None:
    answer = analysed(tmp_path, book(cell))
    assert [one["scores"] for one in answer.records] == [scores], answer.err


@pytest.mark.parametrize("formula", ["", "<f>1/0</f>"])
def test_an_error_of_a_spreadsheet_is_asked_about(tmp_path: Path, formula: str) -> None:
    content = book(f'<c r="C3" t="e">{formula}<v>#DIV/0!</v></c>')
    answer = analysed(tmp_path, content)
    assert answer.status == 2
    assert "there is no value where it says '#DIV/0!' (row 3)" in answer.err
    assert [one["scores"] for one in analysed(tmp_path, content, "--accept").records] == [1]


@pytest.mark.parametrize(("place", "column"), [("A3", "client"), ("B3", "date")])
def test_neither_clients_nor_days_are_formulas(tmp_path: Path, place: str, column: str) -> None:
    made = workbook([["client", "date", "score"], ["K1", DAYS[0], 19], ["K1", DAYS[1], 18]])
    before = {"A3": "K1", "B3": DAYS[1]}[place]
    source, packed = zipfile.ZipFile(io.BytesIO(made)), io.BytesIO()
    with source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            old = f'<c r="{place}" t="inlineStr"><is><t>{before}</t></is></c>'
            target.writestr(name, source.read(name).decode().replace(old, f'<c r="{place}"><f>Z9</f></c>'))
    answer = analysed(tmp_path, packed.getvalue())
    assert answer.status == 2
    assert f"row 3, column '{column}'" in answer.err
    assert "a formula without its value" in answer.err


def test_a_workbook_with_a_password_is_named_as_one(tmp_path: Path) -> None:
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900
    answer = analysed(tmp_path, encrypted)
    assert answer.status == 2
    assert "expected a workbook that opens without a password" in answer.err
