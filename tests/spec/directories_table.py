"""The rows of `directories.toml`: files of a directory in, and what happens."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.workbook import workbook_of
from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, read_files
from unstuck.interop.hsds.directory import LEFT_OUT
from unstuck.interop.hsds.services import Described, described

FILE = Path(__file__).with_name("directories.toml")
OUTCOMES = ("whole", "said", "in part", "refused")
BASE = {
    "organizations.csv": "id,name,description\n1,Mill Trust,Advice in the valley\n",
    "locations.csv": "id,organization_id,name,location_type\n20,1,Mill House,physical\n21,1,Chapel,physical\n",
    "services.csv": "id,organization_id,name,description,status\n"
    "10,1,Rent help,Help with rent,active\n11,1,Warm room,A room,active\n",
    "services_at_location.csv": "id,service_id,location_id\n30,10,20\n31,10,21\n32,11,21\n",
}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Row = Mapping[str, Any]


def rows() -> list[Row]:
    """Return the rows in the order of the file."""
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return found


def files_of(row: Row) -> dict[str, bytes]:
    """Return the files of a row."""
    if "book" in row:
        return {"county.xlsx": workbook_of(row["book"])}
    texts = ({} if row.get("alone") else BASE) | row.get("files", {})
    return {name: text.encode(row.get("encoding", "utf-8")) for name, text in texts.items()}


def read(row: Row) -> tuple[str, Directory | None, list[str]]:
    """Return what became of a row, the directory, and all that was said."""
    try:
        found = read_files(files_of(row), name="county")
    except BadInput as refused:
        return "refused", None, [str(refused)]
    said = [str(problem) for problem in found.problems]
    if found.errors:
        return "refused", found, said
    levels = {problem.level for problem in found.problems}
    return ("in part" if LEFT_OUT in levels else "said" if levels else "whole"), found, said


def shown(found: Directory, name: str = "Rent help") -> dict[str, Any]:
    """Return what stands on the page of a service: of the one that most rows have, or of the one that a row names."""
    one = next(each for each in described(found) if each.name == name)
    return {
        "organisation": one.organisation, "status": one.status, "description": one.description, "whom": one.whom,
        "cost": one.cost, "cost_words": one.cost_words, "payments": list(one.payments),
        "languages": list(one.languages), "terms": [name for _code, name in one.terms],
        "phones": [number for number, _kind in one.phones], "hours": _hours(one),
        "places": [place.address or place.name for place in one.places],
    }  # fmt: skip


def _hours(one: Described) -> list[str]:
    followed = []
    for day in one.openings:
        place = f", {day.place}" if day.place else ""
        if day.closed:
            followed.append(f"closed from {day.since} to {day.until}{place}")
        else:
            followed.append(f"{DAYS[day.weekday or 0]} {_time(day.opens)}–{_time(day.closes)}{place}")
    return [*followed, *one.hours_words]


def _time(minutes: int | None) -> str:
    return "?" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
