"""Directories broken in every way that hypothesis thinks of: no traceback, and nothing lost on the way out.

    python -m tests.broken_directories [--count 10000]

Each is a small directory as CSV, JSON by table or nested JSON, with cells, keys, rows, ids and bytes changed. It is
either refused as bad input, or noted as holding errors, or read; what is read is exported in all forms, and each
export, read again, is the same directory. The suite runs a small sample; this module runs as many as asked.
"""

from __future__ import annotations

import argparse
import copy
import csv
import io
import json
import sys
import zipfile
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from unstuck.errors import BadInput
from unstuck.interop.hsds import Form, files_of, read_files
from unstuck.interop.hsds.tables import TABLES

Files = dict[str, bytes]

ORGANIZATION: dict[str, Any] = {
    "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
    "name": "Riverside Help",
    "description": "Helps.",
}
LOCATION: dict[str, Any] = {
    "id": "3a19ff88-4620-4d17-9830-ac1d859eb5d5",
    "location_type": "physical",
    "latitude": 51.5,
    "longitude": -0.1,
}
PHONE: dict[str, Any] = {"id": "1554f2e2-a373-45db-a3fa-9fc48a61c15e", "number": "01632 960001", "extension": 12}
SCHEDULE: dict[str, Any] = {
    "id": "48102e86-bb50-41c4-8f1e-e269368c41d1",
    "freq": "WEEKLY",
    "byday": "MO,TU",
    "opens_at": "09:00",
}
AT: dict[str, Any] = {"id": "e94c9f38-1e8f-4564-91d4-d53501ab1765", "location": LOCATION}
SERVICE: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Rent advice",
    "status": "active",
    "minimum_age": 18,
    "description": "Advice on <b>rent</b>.",
    "organization": ORGANIZATION,
    "phones": [PHONE],
    "schedules": [SCHEDULE],
    "service_at_locations": [AT],
}
BY_TABLE: dict[str, list[dict[str, Any]]] = {
    "organization": [ORGANIZATION],
    "service": [
        {key: value for key, value in SERVICE.items() if not isinstance(value, list | dict)}
        | {"organization_id": ORGANIZATION["id"]}
    ],
    "location": [LOCATION],
    "service_at_location": [{"id": AT["id"], "service_id": SERVICE["id"], "location_id": LOCATION["id"]}],
    "phone": [PHONE | {"service_id": SERVICE["id"]}],
    "schedule": [SCHEDULE | {"service_id": SERVICE["id"]}],
}

KEYS = sorted({name for table in TABLES.values() for name in (*table.columns, *table.many, *table.one)})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["January 01, 0001", "<script>x</script>", "=1+1", "\x00", " ", "12", "0012", "active", "25:99"]),
    st.sampled_from([str(ORGANIZATION["id"]), str(SERVICE["id"]), "1", "99"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
)


@st.composite
def broken_json(draw: st.DrawFn) -> Files:
    """A nested or a tabular file with some of its values, keys and rows changed."""
    nested = draw(st.booleans())
    said: Any = copy.deepcopy([SERVICE] if nested else BY_TABLE)
    for _change in range(draw(st.integers(1, 4))):
        holder = draw(st.sampled_from(list(_holders(said))))
        if isinstance(holder, dict):
            key = draw(st.sampled_from(KEYS) | st.text(max_size=8))
            if draw(st.booleans()) and holder:
                key = draw(st.sampled_from(sorted(holder)))
            holder[key] = draw(VALUES)
        else:
            holder.append(draw(VALUES | st.sampled_from(copy.deepcopy(holder or [None]))))
    if nested and draw(st.booleans()):
        said = {"total_items": 1, "contents": said}
    text = json.dumps(said)
    return {draw(st.sampled_from(["services.json", "x.json"])): _damaged(draw, text.encode())}


def _holders(said: Any) -> list[Any]:
    below = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    return ([said] if isinstance(said, dict | list) else []) + [one for inner in below for one in _holders(inner)]


@st.composite
def broken_csv(draw: st.DrawFn) -> Files:
    """Files of CSV with some cells, headers and rows changed; sometimes in a zip."""
    files: Files = {}
    broken = draw(st.sets(st.sampled_from(sorted(BY_TABLE)), min_size=1))
    for table, rows in BY_TABLE.items():
        header = list(rows[0])
        lines = [header, *([str(row.get(name, "")) for name in header] for row in rows)]
        if table in broken:
            for _change in range(draw(st.integers(1, 3))):
                _change_a_line(draw, lines)
        out = io.StringIO(newline="")
        csv.writer(out).writerows(lines)
        content = out.getvalue().encode("utf-8", "replace")
        files[TABLES[table].file] = _damaged(draw, content) if table in broken else content
    if not draw(st.booleans()):
        return files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return {"x.zip": _damaged(draw, packed.getvalue())}


def _change_a_line(draw: st.DrawFn, lines: list[list[str]]) -> None:
    line = draw(st.integers(0, len(lines) - 1))
    cell = draw(st.text(max_size=12) | st.sampled_from(["", "1", '"', "a,b", "January 01, 0001", *KEYS]))
    what = draw(st.sampled_from(["cell", "more", "less", "again"]))
    if what == "cell" and lines[line]:
        lines[line][draw(st.integers(0, len(lines[line]) - 1))] = cell
    elif what == "more":
        lines[line].append(cell)
    elif what == "less" and lines[line]:
        lines[line].pop()
    else:
        lines.append(list(lines[line]))


def _damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Return the bytes, mostly as they are; else cut, or with bytes put in."""
    how = draw(st.sampled_from(["", "", "", "cut", "put"]))
    if not how or not content:
        return content
    place = draw(st.integers(0, len(content)))
    return content[:place] if how == "cut" else content[:place] + draw(st.binary(max_size=4)) + content[place:]


BROKEN = broken_json() | broken_csv()


def outcome(files: Files) -> str:
    """Return what became of a directory: refused, errors or read. Raises AssertionError where something was lost."""
    try:
        found = read_files(files, name="broken")
    except BadInput:
        return "refused"
    for problem in found.problems:
        assert problem.text, "a problem has words"
    if found.errors:
        return "errors"
    for form in Form:
        written, _left_out = files_of(found, form)
        again = read_files(written, name="again")
        assert again.errors == [], form
        assert again.tables == found.tables, form
        assert (again.links, again.conflicts) == (found.links, found.conflicts), form
    return "read"


def main(arguments: list[str]) -> int:
    """Run as many as asked, print what became of them."""
    asked = argparse.ArgumentParser(prog="python -m tests.broken_directories", description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    count = asked.parse_args(arguments).count
    seen: Counter[str] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(BROKEN)
    def every(files: Files) -> None:
        seen[outcome(files)] += 1

    every()
    sys.stdout.write(", ".join(f"{name}: {number}" for name, number in sorted(seen.items())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
