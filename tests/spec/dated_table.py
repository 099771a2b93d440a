"""The rows of `dated.toml`: rules that rooms ask directly, because CASE.json holds no entries in order of time."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("dated.toml")
PACKAGE = "unstuck.guidance"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOTHING = "nothing"

Row = Mapping[str, Any]


def rows() -> list[Row]:
    """Return the rows in the order of the file."""
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return found


def answer(row: Row) -> Any:
    """Return what the rule says now, in the words of the table. Modules are looked up anew: one may be a mutant."""
    said = ASKED[row["asks"]](row)
    return NOTHING if said is None else said


def _module(name: str) -> Any:
    return import_module(f"{PACKAGE}.{name}")


def _limits() -> Any:
    return _module("thresholds").default_thresholds()


def _entries(row: Row) -> Iterator[Any]:
    for one in row["entries"]:
        recorded = (NOON + timedelta(hours=one["hour"]), 1)
        kinds = (one["is"] in ("sign", "both"), one["is"] in ("assessment", "both"))
        yield _module("safety").SafetyEntry(date(2026, 11, one["day"]), recorded, *kinds)


def _referred(row: Row) -> bool:
    case = _module("case")
    hit = {"work": case.LifeArea(rating=0), "money": case.LifeArea(rating=0)}
    ended = None if row["ended"] == NOTHING else row["ended"]
    about = case.Case(case.Progress("stalled"), life_areas=hit, referrals_open=0, referrals_ended=ended)
    lacking = [part.lacking.code for part in _module("ending").alternatives(about, _limits()) if not part.met]
    return "E.1-no-referral" not in lacking


def _missing(row: Row) -> list[str]:
    case = _module("case")
    about = case.Case(case.Progress("stalled"))
    return list(_module("pathway").advise(about, ask=row["ask"]).missing)


ASKED: Mapping[str, Callable[[Row], Any]] = {
    "assessed_since": lambda row: _module("safety").assessed_since(list(_entries(row))),
    "violence_at_home": lambda row: _module("safety").violence_at_home(row["recorded"]),
    "change_of": lambda row: _module("engagement").change_of(row["answers"]),
    "is_fall": lambda row: _module("engagement").is_fall(
        None if row["change"] == NOTHING else row["change"], _limits()
    ),
    "falls": lambda row: [list(fall) for fall in _module("engagement").falls(row["answers"], _limits())],
    "watched": lambda row: list(_module("engagement").WATCHED),
    "lacking_in_words": lambda row: list(_module("ending").lacking_in_words(row["codes"], _limits())),
    "referred": _referred,
    "missing": _missing,
}
