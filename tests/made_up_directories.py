"""Directories made up by hypothesis, as counties and agencies write them: no traceback, and nothing dropped unsaid.

    python -m tests.made_up_directories [--count 10000]

Each is a small county of HSDS 1.x whose services, hours, languages and telephone numbers are known. Every service is
there afterwards or was listed; all hours are followed or shown as they were given, and only for their own service.
`tests.broken_directories` breaks one in every other way. The suite runs a small sample of both.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, read_files
from unstuck.interop.hsds.directory import LEFT_OUT
from unstuck.interop.hsds.services import Described, described

WEEKDAYS = ("Monday", "1", "Tue", "wed", "Mon-Fri", "Weekends", "T", "alternate Fridays", "0", "", "Mon, Thu", "daily")
OPENS = ("09:00", "9am", "9", "9:30 AM", "24 hours", "by appointment", "closed", "0900", "noon", "18:00", "")
CLOSES = ("17:00", "5pm", "5", "5:00", "midnight", "00:00", "12:00am", "24:00", "", "late", "02:00")
STATUSES = ("active", "Active", "inactive", "CLOSED", "", "paused", "open")
LANGUAGES = ("English", "Welsh", "English, Polish", "Chinese (Mandarin, Min)", "pl")


@dataclass
class County:
    """A county as it was made up: its files, and what stands in them of each service."""

    files: dict[str, bytes] = field(default_factory=dict)
    rows: int = 0
    hours: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)


@st.composite
def counties(draw: st.DrawFn) -> County:
    """Draw a county."""
    county, ids = County(), draw(st.sampled_from(["plain", "spaces", "decimals"]))
    names = [f"Service {letter}" for letter in "ABCDE"[: draw(st.integers(1, 5))]]
    keys = {name: str(10 + at) for at, name in enumerate(names)}

    def given_id(key: str) -> str:
        return {"spaces": f" {key} ", "decimals": f"{key}.0"}.get(ids, key)

    services = [[given_id(key), "1", name, "Helps", draw(st.sampled_from(STATUSES))] for name, key in keys.items()]
    for what in draw(st.lists(st.sampled_from(["nameless", "wide", "blank"]), max_size=2, unique=True)):
        services.append(
            {"nameless": ["90", "1", "", "x", ""], "wide": ["91", "1", "Wide", "x", "active", "y"]}.get(what, [])
        )
    county.rows = sum(bool(row) for row in services)
    hours: list[list[str]] = []
    phones: list[list[str]] = []
    languages: list[list[str]] = []
    for name, key in keys.items():
        for _row in range(draw(st.integers(0, 3))):
            told = (draw(st.sampled_from(WEEKDAYS)), draw(st.sampled_from(OPENS)), draw(st.sampled_from(CLOSES)))
            hours.append([str(len(hours)), given_id(key), *told])
            county.hours.setdefault(name, []).append(told)
        for _row in range(draw(st.integers(0, 2))):
            number = f"01632 {960000 + len(phones)}"
            phones.append([draw(st.sampled_from(["", str(len(phones))])), given_id(key), number])
            county.numbers.setdefault(name, []).append(number)
        languages += [["7", given_id(key), one] for one in draw(st.lists(st.sampled_from(LANGUAGES), max_size=2))]
    tables = {
        "organizations": [["id", "name", "description"], ["1", "Mill Trust", "Advice"]],
        "services": [["id", "organization_id", "name", "description", "status"], *services],
        "regular_schedules": [["id", "service_id", "weekday", "opens_at", "closes_at"], *hours],
        "phones": [["id", "service_id", "number"], *phones],
        "languages": [["id", "service_id", "language"], *languages],
    }
    delimiter, encoding = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    for name, rows in tables.items():
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows(rows)
        county.files[f"{name}.csv"] = text.getvalue().encode(encoding)
    return county


def outcome(county: County) -> str:
    """Read a county; return what became of it. AssertionError where something of it is nowhere."""
    try:
        found = read_files(county.files, name="county")
    except BadInput:
        return "refused"
    if found.errors:
        return "errors"
    there = {one.name: one for one in described(found)}
    assert len(there) + _left_out(found) == county.rows, (sorted(there), found.problems)
    for name, one in there.items():
        _check_hours(one, county.hours.get(name, []))
        assert sorted(number for number, _kind in one.phones) == sorted(set(county.numbers.get(name, []))), name
    return "read"


def _left_out(found: Directory) -> int:
    return sum(one.times for one in found.problems if one.level == LEFT_OUT and one.file == "services.csv")


def _check_hours(one: Described, told: list[tuple[str, str, str]]) -> None:
    """Every row of hours is followed, or stands in the words that are shown; none comes from another service."""
    words = " | ".join(one.hours_words)
    unfollowed = 0
    for _weekday, opens, closes in told:
        shown = all(part in words for part in (opens, closes) if part and not part.replace(":", "").isdigit())
        unfollowed += not shown
    assert unfollowed == 0 or one.openings or one.hours_words, (told, one.openings, one.hours_words)
    if not [row for row in told if any(row)]:
        assert (one.openings, one.hours_words) == ((), ())
    elif not one.openings:
        # "24 hours" until "24:00" and "24 hours" alone say the same.
        different = {(day, opens, "" if opens == "24 hours" else closes) for day, opens, closes in told}
        least, most = len(different - {("", "", "")}), len({row for row in told if any(row)})
        assert least <= len(one.hours_words) <= most, (told, one.hours_words)


def tried(count: int, *, derandomize: bool = False) -> Counter[str]:
    """Try so many counties; return how many ended how."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(counties())
    def every(county: County) -> None:
        seen[outcome(county)] += 1

    every()
    return seen


def main(arguments: list[str]) -> int:
    """Run as many as asked, print what became of them."""
    asked = argparse.ArgumentParser(prog="python -m tests.made_up_directories", description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    found = tried(asked.parse_args(arguments).count)
    sys.stdout.write("directories: " + ", ".join(f"{name}: {number}" for name, number in sorted(found.items())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
