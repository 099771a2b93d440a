"""The rows of `options.toml`: a case in, where approaches stand in the list of options, why, and what is offered."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from unstuck.guidance import Thresholds, default_thresholds
from unstuck.interop.case import case_from_json

FILE = Path(__file__).with_name("options.toml")
Row = Mapping[str, Any]


def rows() -> list[Row]:
    """Return the rows in the order of the file."""
    found: list[Row] = tomllib.loads(FILE.read_text(encoding="utf-8"))["row"]
    return found


def case_of(row: Row) -> Any:
    """Return the case of a row: stalled, with what is given; `present`: what has been done for 12 weeks."""
    facts = {"progress": {"state": "stalled"}, **row.get("given", {})}
    if "present" in row:
        facts["approaches"] = [*facts.get("approaches", ()), {"code": row["present"], "started_weeks_ago": 12}]
    return case_from_json(facts)


def differences(row: Row) -> list[str]:
    """Return where the answer is not the row's. The module is looked up anew: it may be a mutant."""
    options = import_module("unstuck.guidance.options")
    case, limits = case_of(row), _limits(row)
    found: dict[str, Callable[[], Any]] = {
        "issues": lambda: list(options.issues(case, limits or default_thresholds())),
        "left_out": lambda: list(options.left_out(case, limits or default_thresholds())),
        "free": lambda: [one.code for one in options.not_alone(case, limits) if not one.holds],
        "not_alone": lambda: [one.code for one in options.not_alone(case, limits)],
        "not_alone_rule": lambda: options.NOT_ALONE_RULE,
        "why": lambda: options.not_alone(case, limits)[0].reasons[0],
        "kept_back": lambda: list(options.withheld(row["withheld_of"], case)),
        "suspended": lambda: list(options.suspended(case)),
        "young": lambda: list(options.young(case, limits)),
    }
    ranked = options.rank(case, row.get("came_of"), limits)
    answers: dict[str, Any] = {name: answer() for name, answer in found.items() if name in row}
    answers |= _of_the_list(ranked, row) | _of_one(ranked, row)
    answers["ranks"] = [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    return [f"{name}: {answer}" for name, answer in answers.items() if answer != row.get(name, True)]


def _limits(row: Row) -> Thresholds | None:
    """Return the thresholds of an agency that changed some; None: it did not."""
    return replace(default_thresholds(), **row["thresholds"]) if "thresholds" in row else None


def _of_the_list(ranked: Any, row: Row) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    if "first" in row:
        answers["first"] = [one.approach.code for one in ranked[: len(row["first"])]]
    if "last" in row:
        answers["last"] = ranked[-1].approach.code
    if "ticked" in row:
        answers["ticked"] = [one.approach.code for one in ranked if one.may_be_ticked]
    return answers


def _of_one(ranked: Any, row: Row) -> dict[str, Any]:
    if "option" not in row:
        return {}
    one = next(option for option in ranked if option.approach.code == row["option"])
    found = {
        "reasons": [reason.code for reason in one.reasons],
        "rules": [reason.rule for reason in one.reasons],
        "cautions": [reason.text for reason in one.cautions],
        "withheld": [reason.code for reason in one.withheld],
        "points": one.points,
        "in_use": one.in_use,
        "evidence": one.evidence.evidence,
        "notes": list(one.notes),
        "sources": [citation.split(",")[0] for citation in _sources(one)],
    }
    answers = {name: value for name, value in found.items() if name in row}
    said = [reason.text for reason in (*one.reasons, *one.cautions, *one.withheld)]
    answers |= {"texts": [text for text in row["texts"] if text in said]} if "texts" in row else {}
    return answers


def _sources(one: Any) -> tuple[str, ...]:
    cited: tuple[str, ...] = import_module("unstuck.guidance.options").sources_of(one)
    return cited


def codes_said() -> Iterator[str]:
    """Yield the codes of all reasons that the rows bring up."""
    options = import_module("unstuck.guidance.options")
    for row in rows():
        for one in options.rank(case_of(row), row.get("came_of", {})):
            yield from (reason.code for reason in (*one.reasons, *one.cautions, *one.withheld))
