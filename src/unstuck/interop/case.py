"""`CASE.json` in, as in the contract `case.schema.json`; advice out, as in `advice.schema.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from jsonschema import Draft202012Validator

from unstuck.errors import BadInput, SeveralFaults
from unstuck.guidance.advice import Advice, Consideration
from unstuck.guidance.case import (
    Approach,
    Case,
    Client,
    ClientWishes,
    Concern,
    Consultation,
    Contact,
    Engagement,
    LifeArea,
    Progress,
    Safety,
    Treatment,
    Worker,
)
from unstuck.guidance.catalogue import catalogue
from unstuck.interop.schema_faults import cut, one_of, problems, shown
from unstuck.interop.small_files import beginning_of

Row = TypeVar("Row")

LARGEST_BYTES = 1_000_000
"""A case is a page of facts; anything larger is some other file."""

LONGEST_NUMBER = 15
"""Digits of a whole number that a double still holds exactly."""


def read_case(path: Path) -> Case:
    """Return the case in a file. Raises BadInput naming the file and the path of what cannot be used."""
    return case_from_bytes(beginning_of(path, LARGEST_BYTES), file=str(path))


def case_from_bytes(content: bytes, *, file: str) -> Case:
    """Return the case in UTF-8 JSON text; `file` names it in errors."""
    try:
        data = _parsed(_decoded(content))
    except BadInput as problem:
        raise BadInput(problem.problem, file=file) from problem
    return case_from_json(data, file=file)


def case_from_json(data: object, *, file: str | None = None) -> Case:
    """Return the case in a parsed JSON value. BadInput or SeveralFaults name what cannot be used."""
    if isinstance(data, list):
        raise BadInput(_of_a_list(data), file=file)
    errors = sorted(_validator().iter_errors(data), key=lambda error: [str(part) for part in error.absolute_path])
    faults = [BadInput(problem) for error in errors for problem in problems(error)]
    if not errors:
        case = _case(data)
        known = one_of(catalogue().issues)
        for place, code in enumerate(case.treatment.issues or ()):
            if code not in catalogue().issues:
                faults.append(BadInput(f"treatment.issues[{place}]: expected {known}, found {shown(code)}"))
    if faults:
        raise SeveralFaults(faults, file=file) if len(faults) > 1 else BadInput(faults[0].problem, file=file)
    return case


def _of_a_list(data: Sequence[object]) -> str:
    """Say what a list is that was given for one case."""
    first = data[0] if data and isinstance(data[0], Mapping) else {}
    if {"client", "state"} <= set(first):
        return (
            "the case: expected the facts of one case, found the answer of `unstuck analyse` (put a client's state "
            'into {"progress": {"state": …, "weeks_in_state": …}})'
        )
    return "the case: expected an object, found a list (one case at a time: without the square brackets)"


def case_schema() -> dict[str, Any]:
    """Return the contract's schema of a case."""
    return _schema("case")


def advice_schema() -> dict[str, Any]:
    """Return the published schema of the answer."""
    return _schema("advice")


def advice_to_json(advice: Advice) -> dict[str, Any]:
    """Return the answer as the JSON object of the contract."""
    return {
        "steps": [_consideration(step) for step in advice.steps],
        "cautions": [_consideration(caution) for caution in advice.cautions],
        "missing": list(advice.missing),
    }


def _consideration(one: Consideration) -> dict[str, Any]:
    reasons = [{"code": why.code, "text": why.text, "rule": why.rule} for why in one.reasons]
    return {"code": one.code, "title": one.title, "reasons": reasons, "sources": list(one.sources)}


@cache
def _schema(name: str) -> dict[str, Any]:
    path = resources.files("unstuck.interop") / "schemas" / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(case_schema())


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise BadInput(f"expected a case of at most {LARGEST_BYTES} bytes, found more")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"expected UTF-8 text, found byte {content[error.start]:#04x} at {error.start}") from error
    if not text.strip():
        raise BadInput("expected JSON, found an empty file")
    return text


def _parsed(text: str) -> object:
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_not_a_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        problem = f"expected JSON, found a mistake at line {error.lineno}, column {error.colno}: {error.msg}"
        raise BadInput(problem) from error
    except RecursionError as error:
        raise BadInput("expected facts about a case, found JSON nested too deeply") from error


def _without_duplicates(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"expected each fact once, found {shown(twice)} twice")
    return found


def _not_a_number(text: str) -> NoReturn:
    raise BadInput(f"expected a number, found {text}")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadInput(f"expected a number, found {cut(text)}, which is too large")
    return value


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > LONGEST_NUMBER:
        raise BadInput(f"expected a number of at most {LONGEST_NUMBER} digits, found {cut(text)}")
    return int(text)


def _case(data: Any) -> Case:
    areas = data.get("life_areas")
    return Case(
        progress=Progress(**data["progress"]),
        treatment=_treatment(data.get("treatment", {})),
        safety=_safety(data.get("safety", {})),
        engagement=Engagement(**_lists_as_tuples(data.get("engagement", {}))),
        life_areas=None if areas is None else {code: LifeArea(**area) for code, area in areas.items()},
        consultations=_each(Consultation, data.get("consultations")),
        approaches=_each(Approach, data.get("approaches")),
        referrals_open=data.get("referrals_open"),
        client_wishes=ClientWishes(**_lists_as_tuples(data.get("client_wishes", {}))),
        considering=tuple(data.get("considering", ())),
        life_areas_asked_weeks_ago=data.get("life_areas_asked_weeks_ago"),
        client=Client(**data.get("client", {})),
        contact=Contact(**data.get("contact", {})),
        worker=Worker(**data.get("worker", {})),
    )


def _treatment(facts: Mapping[str, Any]) -> Treatment:
    """Return the treatment; `for` is a word of Python's own."""
    known = _lists_as_tuples(facts)
    return Treatment(**{"worked_with" if name == "for" else name: value for name, value in known.items()})


def _safety(facts: Mapping[str, Any]) -> Safety:
    older = {name: value for name, value in facts.items() if name != "concerns"}
    return Safety(**older, concerns=_each(Concern, facts.get("concerns")))


def _lists_as_tuples(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


def _each(kind: Callable[..., Row], rows: Sequence[Mapping[str, Any]] | None) -> tuple[Row, ...] | None:
    return None if rows is None else tuple(kind(**row) for row in rows)
