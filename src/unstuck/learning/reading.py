"""Reading a file of vignettes: what cannot be used is named by its file, its vignette and its field."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from unstuck.errors import BadInput, SeveralFaults
from unstuck.guidance import Case
from unstuck.interop.case import case_from_json
from unstuck.interop.schema_faults import problems
from unstuck.interop.small_files import beginning_of
from unstuck.learning.agreement import disagreements
from unstuck.learning.vignette import Vignette, VignetteOption

LARGEST_BYTES = 2_000_000
OPTIONS = 4


def read_vignettes(path: Path) -> tuple[Vignette, ...]:
    """Return the vignettes of a file that agree with the rules. BadInput or SeveralFaults name what does not."""
    return vignettes_from(beginning_of(path, LARGEST_BYTES), file=str(path))


def vignettes_from(content: bytes, *, file: str) -> tuple[Vignette, ...]:
    """Return the vignettes in TOML; `file` names it in errors."""
    data = parsed(content, file=file)
    faults = [BadInput(text) for text in _shape(data)]
    if faults:
        raise SeveralFaults(faults, file=file)
    read = {code: _vignette(code, data["topic"], row, faults) for code, row in data.items() if code != "topic"}
    vignettes = tuple(one for one in read.values() if one is not None)
    for one in vignettes:
        faults += [BadInput(f"{one.code}.{field}: {text}") for field, text in disagreements(one)]
    if not read:
        faults = [BadInput("expected at least one vignette, found none (a table such as [nine-weeks-level])")]
    if faults:
        raise SeveralFaults(faults, file=file)
    return vignettes


def parsed(content: bytes, *, file: str) -> dict[str, Any]:
    """Return what TOML text holds. BadInput names the line of a mistake."""
    if len(content) > LARGEST_BYTES:
        raise BadInput(f"expected a file of at most {LARGEST_BYTES} bytes, found more", file=file)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problem = f"expected UTF-8 text, found byte {content[error.start]:#04x} at {error.start}"
        raise BadInput(problem, file=file) from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"expected TOML, found a mistake: {error}", file=file) from error


def _shape(data: Mapping[str, Any]) -> list[str]:
    errors = sorted(_validator().iter_errors(data), key=lambda error: [str(part) for part in error.absolute_path])
    return [problem for error in errors for problem in problems(error, "the file", "field")]


@cache
def _validator() -> Draft202012Validator:
    path = resources.files("unstuck.learning") / "schemas" / "vignettes.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def _vignette(code: str, topic: str, row: Mapping[str, Any], faults: list[BadInput]) -> Vignette | None:
    """Return one vignette, with the faults of its options added; None where its facts cannot be used."""
    faults += [BadInput(f"{code}.{field}: {text}") for field, text in _options_told(row)]
    try:
        case = _case(code, row["facts"])
    except SeveralFaults as several:
        faults += several.faults
        return None
    return Vignette(
        code=code,
        topic=topic,
        title=row["title"],
        story=" ".join(row["story"].split()),
        facts=row["facts"],
        case=case,
        best=row["best"],
        rule=row["rule"],
        why=row["why"],
        options=tuple(VignetteOption(name, **option) for name, option in row["options"].items()),
        in_hand=tuple(row.get("in_hand", ())),
        also=tuple(row.get("also", ())),
    )


def _case(code: str, facts: object) -> Case:
    """Return the case. Raises SeveralFaults naming each fact by its path below the vignette."""
    try:
        return case_from_json(facts)
    except BadInput as problem:
        found = problem.faults if isinstance(problem, SeveralFaults) else (problem,)
        raise SeveralFaults([BadInput(f"{code}.facts{below(one.problem)}") for one in found]) from None


def below(problem: str) -> str:
    """Return `: expected …` for the facts as a whole, and `.progress.state: expected …` for one of them."""
    return problem.removeprefix("the case") if problem.startswith("the case: ") else f".{problem}"


def _options_told(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the options: their number, the best one, a reason that is lacking."""
    options, best = row["options"], row["best"]
    if len(options) != OPTIONS:
        yield "options", f"expected {OPTIONS}, found {len(options)}"
    if best not in options:
        yield "best", f"expected one of the options ({', '.join(options)}), found {best}"
    for code, option in options.items():
        if code != best and "leads_to" not in option:
            yield f"options.{code}.leads_to", "expected what it would have led to, found nothing"
        if code == best and "leads_to" in option:
            yield f"options.{code}.leads_to", "expected nothing beside the best answer (leave it out: `why` says it)"
