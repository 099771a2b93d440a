"""Vignettes as a file: the TOML that `unstuck vignettes validate` reads, and what may stand beside the best answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from unstuck.errors import BadInput, SeveralFaults
from unstuck.guidance import Case, Consideration, advise, tables
from unstuck.learning.agreement import THOUGHTS, Fault, cautions_with
from unstuck.learning.reading import vignettes_from
from unstuck.learning.vignette import Vignette


def as_toml(topic: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a file of vignettes; each row holds the fields of one, as TOML names them.

    >>> print(as_toml("stalls", {"level": {"title": "Level", "facts": {"progress": {"state": "stalled"}}}}), end="")
    topic = "stalls"
    <BLANKLINE>
    [level]
    title = "Level"
    facts = { progress = { state = "stalled" } }
    """
    lines = [f"topic = {_value(topic)}"]
    for code, row in rows.items():
        lines += ["", f"[{_key(code)}]", *(f"{_key(name)} = {_value(value)}" for name, value in row.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("\x7f", "\\u007f")  # the one control character that JSON leaves as it is and TOML does not


def steps_for(case: Case) -> tuple[Consideration, ...]:
    """Return what the rules give for some facts, in order."""
    return tuple(advise(case, ask=False).steps)


def rules_for(step: Consideration) -> tuple[str, ...]:
    """Return the rules that give a step, each once, in order."""
    return tuple(dict.fromkeys(reason.rule for reason in step.reasons))


def options_for(case: Case) -> dict[str, str]:
    """Return what can stand among the four options for some facts, by code: steps, then thoughts to pause on."""
    titles = tables.caution_titles()
    paused = {code: titles[code] for code, thought in THOUGHTS.items() if code in cautions_with(case, thought)}
    return {**tables.step_titles(), **paused}


def checked(topic: str, code: str, row: Mapping[str, Any]) -> tuple[Vignette | None, tuple[Fault, ...]]:
    """Return one vignette as a file of it would be read; None, with each fault by its field, where it does not hold."""
    try:
        (one,) = vignettes_from(as_toml(topic, {code: row}).encode(), file=code)
    except BadInput as problem:
        found = problem.faults if isinstance(problem, SeveralFaults) else (problem,)
        return None, tuple(_fault(code, one.problem) for one in found)
    return one, ()


def _fault(code: str, problem: str) -> Fault:
    field, _colon, text = problem.removeprefix(f"{code}.").partition(": ")
    return field, text
