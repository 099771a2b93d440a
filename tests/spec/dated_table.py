"""The rows of `dated.toml`: rules that rooms ask directly, because CASE.json holds no entries in order of time."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from unstuck.interop.case import case_from_json

FILE = Path(__file__).with_name("dated.toml")
PACKAGE = "unstuck.guidance"
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


def _placed(row: Row) -> list[Any]:
    """Return a case's place in the safe order, as a number and by name, and the words of its row."""
    agencys_own = replace(_limits(), **row["thresholds"]) if "thresholds" in row else None
    place = _module("safe_order").safe_place(_case(row), agencys_own)
    return [place.rank, place.code, place.words]


def _why_again(row: Row) -> list[str]:
    """Return why an assessed concern asks for a response, by code."""
    return [reason.code for reason in _module("safety").respond(_case(row))]


def _why_medical(row: Row) -> list[str]:
    """Return why to get medical help, by code."""
    return [reason.code for reason in _module("safety").medical(_case(row))]


def _case(row: Row) -> Any:
    """Return the case of a row, with what only a site knows: `look_again`, `helped` and `own_words`."""
    about = case_from_json({"progress": {"state": row.get("state", "recovered")}, **row["facts"]})
    about = replace(about, own_words=tuple(row.get("own_words", ())))
    known: dict[str, Any] = {name: True for name in ("look_again", "helped") if row.get(name)}
    if not known:
        return about
    *others, last = about.safety.concerns or ()
    return replace(about, safety=replace(about.safety, concerns=(*others, replace(last, **known))))


def _referred(row: Row) -> bool:
    case = _module("case")
    hit = {"work": case.LifeArea(rating=0), "money": case.LifeArea(rating=0)}
    ended = None if row["ended"] == NOTHING else row["ended"]
    about = case.Case(case.Progress("stalled"), life_areas=hit, referrals_open=0, referrals_ended=ended)
    lacking = [part.lacking.code for part in _module("ending").alternatives(about, _limits()) if not part.met]
    return "E.1-no-referral" not in lacking


def _advocating(row: Row) -> list[str]:
    """Return why to speak up for the client, by sentence: what a site knows of its tasks stands in `advocacy`."""
    case = _module("case")
    about = replace(_case(row), advocacy=case.Advocacy(**row["advocacy"]))
    steps = {step.code: step for step in _module("pathway").advise(about).steps}
    return [reason.text for reason in steps["advocate"].reasons] if "advocate" in steps else []


def _missing(row: Row) -> list[str]:
    case = _module("case")
    about = case.Case(case.Progress("stalled"))
    asked = {"ask": row["ask"]} if "ask" in row else {}
    return list(_module("pathway").advise(about, **asked).missing)


def _cannot_wait(_row: Row) -> list[str]:
    """Return the steps that are never set aside or put off, of all that there are, in the order of their table."""
    return [code for code in _module("tables").step_titles() if code in _module("order").CANNOT_WAIT]


def _after_an_end(row: Row) -> list[str]:
    """Return all that is shown once the work has ended, by code: steps, cautions and what is missing."""
    shown = _module("pathway").advise_after_an_end(_case(row))
    return [*(one.code for one in (*shown.steps, *shown.cautions)), *shown.missing]


ASKED: Mapping[str, Callable[[Row], Any]] = {
    "safe_place": _placed,
    "respond": _why_again,
    "medical": _why_medical,
    "suspended": lambda row: _module("safety").suspended(_case(row)),
    "advocate": _advocating,
    "conflicts": lambda row: list(_module("concerns").conflicts(_case(row).safety)),
    "change_of": lambda row: _module("engagement").change_of(row["answers"]),
    "is_fall": lambda row: _module("engagement").is_fall(
        None if row["change"] == NOTHING else row["change"], _limits()
    ),
    "falls": lambda row: [list(fall) for fall in _module("engagement").falls(row["answers"], _limits())],
    "watched": lambda row: list(_module("engagement").WATCHED),
    "lacking_in_words": lambda row: list(_module("ending").lacking_in_words(row["codes"], _limits())),
    "referred": _referred,
    "missing": _missing,
    "cannot_wait": _cannot_wait,
    "after_an_end": _after_an_end,
    "signs_in": lambda row: list(_module("own_words").signs_in(row["texts"])),
    "questions_in": lambda row: list(_module("own_words").questions_in(row["texts"])),
}
