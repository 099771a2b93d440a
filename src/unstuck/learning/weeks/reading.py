"""Reading a file of made-up people: what cannot be used is named by its file, its person and its field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from unstuck.errors import BadInput, SeveralFaults
from unstuck.guidance.catalogue import catalogue
from unstuck.instruments import load
from unstuck.interop.case import case_from_json
from unstuck.interop.schema_faults import one_of, problems
from unstuck.interop.small_files import beginning_of
from unstuck.learning.reading import LARGEST_BYTES, below, parsed
from unstuck.learning.rules import every_rule
from unstuck.learning.weeks.agreement import disagreements
from unstuck.learning.weeks.course import RECENT
from unstuck.learning.weeks.passing import laid_over
from unstuck.learning.weeks.person import Event, Hold, MadeUpPerson, Told

KIND = "client-over-weeks"


def is_over_weeks(path: Path) -> bool:
    """Tell whether a file says that it holds made-up people and no vignettes."""
    return parsed(beginning_of(path, LARGEST_BYTES), file=str(path)).get("kind") == KIND


def read_people(path: Path) -> tuple[MadeUpPerson, ...]:
    """Return the made-up people of a file that agree with the rules. BadInput or SeveralFaults name what does not."""
    people = people_from(beginning_of(path, LARGEST_BYTES), file=str(path))
    faults = [BadInput(f"{one.code}.{field}: {text}") for one in people for field, text in disagreements(one)]
    if faults:
        raise SeveralFaults(faults, file=str(path))
    return people


def people_from(content: bytes, *, file: str) -> tuple[MadeUpPerson, ...]:
    """Return the made-up people in TOML, their shape and facts checked; `file` names it in errors."""
    data = parsed(content, file=file)
    faults = [BadInput(text) for text in _shape(data)]
    rows = {code: row for code, row in data.items() if code != "kind"}
    if not faults:
        faults = [BadInput(f"{code}.{text}") for code, row in rows.items() for text in _faults(row)]
    if not faults and not rows:
        faults = [BadInput("expected at least one person, found none (a table such as [the-quiet-chair])")]
    if faults:
        raise SeveralFaults(faults, file=file)
    return tuple(_person(code, row) for code, row in rows.items())


def _shape(data: Mapping[str, Any]) -> list[str]:
    errors = sorted(_validator().iter_errors(data), key=lambda error: [str(part) for part in error.absolute_path])
    return [problem for error in errors for problem in problems(error, "the file", "field")]


@cache
def _validator() -> Draft202012Validator:
    path = resources.files("unstuck.learning") / "schemas" / "weeks.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one person beyond the shape: facts, names of holds, of rules, of approaches."""
    holds = row["holds"]
    if not holds:
        yield "holds: expected at least one thing that keeps the person where they are, found none"
    yield from _names(row)
    yield from _scores(row)
    yield from _facts(row["facts"], "facts")
    for code, hold in holds.items():
        yield from _facts(laid_over(row["facts"], hold.get("facts", {})), f"holds.{code}.facts")
        if hold["rule"] not in every_rule():
            yield f"holds.{code}.rule: expected {one_of(every_rule())}, found {hold['rule']}"
        if not hold.get("eased_by") and "by_itself" not in hold:
            yield f"holds.{code}: expected what eases it (eased_by, or by_itself), found neither"
    for place, event in enumerate(row.get("events", ())):
        yield from _facts(laid_over(row["facts"], event.get("facts", {})), f"events[{place}].facts")
        if event.get("unless") and event["unless"] not in holds:
            yield f"events[{place}].unless: expected {one_of(holds)}, found {event['unless']}"


def _names(row: Mapping[str, Any]) -> Iterator[str]:
    if "progress" in row["facts"]:
        yield "facts.progress: expected nothing (leave it out: the scores say it)"
    known = catalogue().approaches
    named = {f"approaches[{place}]": code for place, code in enumerate(row["approaches"])}
    named |= {"fits": row["fits"]} if "fits" in row else {}
    for field, code in named.items():
        if code not in known:
            yield f"{field}: expected {one_of(known)}, found {code}"


def _scores(row: Mapping[str, Any]) -> Iterator[str]:
    instrument = load(row["instrument"])
    if len(row["scores"]) < RECENT:
        yield f"scores: expected at least {RECENT} scores, found {len(row['scores'])}"
    for place, score in enumerate(row["scores"]):
        if not instrument.minimum <= score <= instrument.maximum:
            yield f"scores[{place}]: expected {instrument.minimum:g} to {instrument.maximum:g}, found {score}"


def _facts(facts: Mapping[str, Any], field: str) -> Iterator[str]:
    """Yield what the contract refuses of some facts, each by its path below the person."""
    known = {name: value for name, value in facts.items() if name != "progress"}
    try:
        case_from_json({**known, "progress": {"state": "watch"}})
    except BadInput as problem:
        found = problem.faults if isinstance(problem, SeveralFaults) else (problem,)
        yield from (f"{field}{below(one.problem)}" for one in found)


def _person(code: str, row: Mapping[str, Any]) -> MadeUpPerson:
    return MadeUpPerson(
        code=code,
        title=row["title"],
        name=row["name"],
        story=" ".join(row["story"].split()),
        really=" ".join(row["really"].split()),
        instrument=row["instrument"],
        scores=tuple(row["scores"]),
        facts=row["facts"],
        approaches=tuple(row["approaches"]),
        fits=row.get("fits", ""),
        held=row["held"],
        eased=row["eased"],
        holds={name: _hold(name, hold) for name, hold in row["holds"].items()},
        choices={choice: Told(**told) for choice, told in row["choices"].items()},
        events=tuple(Event(**event) for event in row.get("events", ())),
        endings=row["endings"],
    )


def _hold(code: str, row: Mapping[str, Any]) -> Hold:
    return Hold(
        code=code,
        says=row["says"],
        rule=row["rule"],
        eased_by=tuple(row.get("eased_by", ())),
        needs=tuple(row.get("needs", ())),
        by_itself=row.get("by_itself"),
        disturbed_by=tuple(row.get("disturbed_by", ())),
        facts=row.get("facts", {}),
    )
