"""A taxonomy as a file: CSV with code, name and areas (codes of life areas, separated by spaces or ;)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.guidance.life_areas import area_names

LARGEST_BYTES = 5 * 1024 * 1024
COLUMNS = ("code", "name", "areas")


@dataclass(frozen=True)
class PackTerm:
    """One term."""

    code: str
    name: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class TaxonomyPack:
    """A taxonomy by its name."""

    name: str
    terms: tuple[PackTerm, ...]


def read_pack(path: Path, name: str) -> TaxonomyPack:
    """Return the taxonomy in a file. Raises BadInput naming the row and column of what cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"expected a file that can be read, found: {error.strerror}", file=path) from error
    if len(content) > LARGEST_BYTES:
        raise BadInput("expected at most 5 MB, found more; nothing was read", file=path)
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"expected CSV in UTF-8: {error}", file=path) from error
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise BadInput(f"expected columns {', '.join(COLUMNS)}", file=path, row=1)
    terms = [_term(path, number, dict(zip(rows[0], row, strict=False))) for number, row in enumerate(rows[1:], start=2)]
    codes = [term.code for term in terms]
    for number, code in enumerate(codes, start=2):
        if codes.index(code) + 2 < number:
            raise BadInput(f"expected each code once, found '{code}' again", file=path, row=number, column="code")
    return TaxonomyPack(name[:60], tuple(terms))


def _term(path: Path, number: int, row: dict[str, str]) -> PackTerm:
    areas = tuple(row.get("areas", "").replace(";", " ").replace(",", " ").split())
    unknown = [area for area in areas if area not in area_names()]
    if unknown:
        problem = f"expected codes of areas of life ({', '.join(area_names())}), found '{unknown[0]}'"
        raise BadInput(problem, file=path, row=number, column="areas")
    code, name = row.get("code", "").strip(), row.get("name", "").strip()
    if not code or not name or len(code) > 60 or len(name) > 200:
        raise BadInput("expected a code of up to 60 letters and a name of up to 200", file=path, row=number)
    return PackTerm(code, name, areas)
