"""`python -m tests.upgrade.compare_versions OLD`: does every page still show the same facts after an upgrade?

OLD is a checkout of the version before, with its own `.venv`; the new one is this checkout, or `--new`. The old version
makes a demo. It looks at one copy; another is brought up to date, and the new version looks at that: both at the pages
that each person can reach by clicking, on the same day. Compared are the facts of the pages (tests/upgrade/facts.py),
every row of the database, the record of changes, and the triggers. Differences that are meant stand in allowed.toml,
each with its reason; any other one ends the script with status 1.
"""

# ruff: noqa: T201  (what it finds is for whoever runs it)

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.upgrade.before import lost
from tests.upgrade.facts import Facts, facts_of, typed_texts

HERE = Path(__file__).parent
ALLOWED = HERE / "allowed.toml"
PROGRAMS_OWN = ("audit_", "account_", "mfa_", "triggers", "directory_term", "directory_word", "consultation_brief")
"""Tables whose texts are the program's own words, which may be reworded, or that no page shows."""

SHOWN = 400
"""Characters of a value in the report."""


@dataclass(frozen=True, order=True)
class Difference:
    """One thing that one side shows and the other does not, on pages of one route."""

    route: str
    side: str
    kind: str
    value: str


@dataclass(frozen=True)
class Version:
    """A checkout, and the installation that it works on."""

    checkout: Path
    home: Path

    def does(self, *words: str) -> Any:
        """Let it do one thing of visitor.py, and return the answer."""
        answer = self._run([str(HERE / "visitor.py"), *words])
        return json.loads(answer) if answer else None

    def verifies(self) -> list[list[str]]:
        """Return what `unstuck audit verify` prints of changes: agency, entries, seal, verdict."""
        answer = self._run(["-c", "from unstuck.cli import run; run()", "audit", "verify"])
        return [row for line in answer.splitlines() if (row := line.split("\t"))[1] != "access"]

    def _run(self, words: list[str]) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UNSTUCK_", "DJANGO_"))}
        environment = kept | {"UNSTUCK_HOME": str(self.home), "UNSTUCK_PLAIN_HTTP": "1"}
        python = str(self.checkout / ".venv/bin/python")
        return subprocess.run(
            [python, *words], cwd=self.checkout, env=environment, stdout=subprocess.PIPE, text=True, check=True
        ).stdout


def main(arguments: list[str]) -> int:
    """Compare two versions and print what differs."""
    asked = argparse.ArgumentParser(prog="python -m tests.upgrade.compare_versions", description=__doc__)
    asked.add_argument("old", type=Path, help="a checkout of the version before, with its .venv")
    asked.add_argument("--new", type=Path, default=HERE.parents[1], help="a checkout of the new version")
    asked.add_argument("--of-each", type=int, default=5, help="pages of each route for each person (0: all)")
    asked.add_argument("--plant", help="SQL to run on the upgraded copy, to see that a loss would be found")
    given = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="unstuck-versions-") as folder:
        faults = list(compared(given.old.resolve(), given.new.resolve(), Path(folder), str(given.of_each), given.plant))
    for fault in faults:
        print(fault)
    print(f"{len(faults)} differences that allowed.toml does not name" if faults else "the same facts on every page")
    return 1 if faults else 0


def compared(old: Path, new: Path, folder: Path, of_each: str, plant: str | None) -> Iterator[str]:
    """Yield every difference, in words."""
    Version(old, folder / "made").does("make")
    before, after = (Version(checkout, folder / name) for checkout, name in ((old, "before"), (new, "after")))
    for version in (before, after):
        shutil.copytree(folder / "made", version.home)
    allowed = tomllib.loads(ALLOWED.read_text(encoding="utf-8"))
    rows, seals = before.does("rows"), before.verifies()
    after.does("migrate")
    if plant:
        after.does("change", plant)
    yield from database_differences(rows, after.does("rows"), allowed.get("tables", {}))
    yield from record_differences(seals, after.verifies())
    pages = before.does("pages", of_each), after.does("pages", of_each)
    yield from page_differences(*pages, rows, allowed)


def database_differences(before: Any, after: Any, accounted_for: Mapping[str, str]) -> Iterator[str]:
    """Yield what is no longer in the database, and triggers that are gone."""
    old, new = ({table: by_key(rows) for table, rows in side.items()} for side in (before, after))
    print(f"{sum(map(len, old.values()))} rows of {len(old)} tables")
    yield from (f"database: {loss}" for loss in lost(old, new, accounted_for))


def by_key(rows: Iterable[dict[str, Any]]) -> dict[object, dict[str, Any]]:
    """Return rows by their key, which is their first column, or `id`."""
    return {row["id"] if "id" in row else next(iter(row.values())): row for row in rows}


def record_differences(before: list[list[str]], after: list[list[str]]) -> Iterator[str]:
    """Yield each agency whose record no longer verifies, or ends elsewhere."""
    yield from (f"record: {' '.join(line)}" for line in (*before, *after) if line[-1] != "intact")
    yield from (f"record: {' '.join(line)} is not what it was" for line in before if line not in after)


def page_differences(old: Any, new: Any, rows: Any, allowed: Mapping[str, Any]) -> Iterator[str]:
    """Yield pages that only one side has and facts that only one side shows, alike ones of a route in one line."""
    still = {page["route"] for page in new}
    renamed = {was: now for was, now in allowed.get("routes", {}).items() if was not in still}
    sides = {(page["who"], renamed.get(page["route"], page["route"]), page["subject"]): page for page in old}
    others = {(page["who"], page["route"], page["subject"]): page for page in new}
    typed = typed_texts(value for value in texts(rows))
    print(f"{len(sides)} pages of {len({route for _who, route, _subject in sides})} routes")
    found: dict[Difference, list[str]] = defaultdict(list)
    for key in sides.keys() | others.keys():
        for difference in differences(key[1], sides.get(key), others.get(key), typed):
            found[difference].append(" ".join(key))
    for difference, where in sorted(found.items()):
        if not any(is_allowed(difference, entry) for entry in allowed.get("facts", ())):
            value = difference.value[:SHOWN]
            yield f"{difference.route}: {difference.side} {difference.kind} {value!r} on {len(where)}, as {min(where)}"


def texts(rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[object]:
    """Yield the values in which somebody's words may stand, with what is written as JSON read."""
    for table, lines in rows.items():
        for value in (value for line in lines for value in line.values() if not table.startswith(PROGRAMS_OWN)):
            if isinstance(value, str):
                yield json.loads(value) if value[:1] in ("{", "[") and value[-1:] in ("}", "]") else value


def differences(route: str, old: Any, new: Any, typed: Mapping[str, list[str]]) -> Iterator[Difference]:
    """Yield what differs between a page and the same page of the other version."""
    if old is None or new is None:
        yield Difference(route, "only new" if old is None else "only old", "page", "")
        return
    if (old["status"], old["kind"]) != (new["status"], new["kind"]):
        yield Difference(
            route, "changed", "answer", f"{old['status']} {old['kind']}, now {new['status']} {new['kind']}"
        )
    before, after = (facts_of(main_part(page["text"]), typed) for page in (old, new))
    for side, facts in (("lost", before - after), ("added", after - before)):
        yield from (Difference(route, side, kind, value) for kind, value in Facts.elements(facts))


def main_part(html: str) -> str:
    """Return what is between the tags of the page's main part; all of it where there is none."""
    match = re.search(r"<main\b.*?</main>", html, re.DOTALL)
    return match[0] if match else html


def is_allowed(difference: Difference, entry: Mapping[str, str]) -> bool:
    """Return whether an entry of allowed.toml is about this difference; what it leaves out may be anything."""
    if not entry["reason"]:
        raise ValueError(f"expected a reason for {entry}")
    parts = {"route": difference.route, "side": difference.side, "kind": difference.kind, "value": difference.value}
    return all(re.fullmatch(entry.get(name, ".*"), value, re.DOTALL) for name, value in parts.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
