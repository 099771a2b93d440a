"""The practice specification: every rule in our own words, and the cases that its code must answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.spec import pathway_table
from tests.spec.pathway_table import Row

from unstuck.guidance import tables

PATH = "reference/practice-specification.md"

_OPENING = """# The practice specification

What `unstuck advise` does with the facts of a case. This page is made from the tables that the tests run
(`tests/spec/pathway`) and from the reviewed tables of the product (`src/unstuck/guidance/knowledge`): the
cases below are tested as they stand. The rules without the cases:
[the practice](../explanation/practice.md). Why some were decided as they were: [guidance](../explanation/guidance.md).

No rule claims that a step is proven. Each says what it rests on, in one of these words: *good practice*,
*ethical standard*, *goes with outcome* (an association, not a cause), *trial evidence, mixed*,
*by definition* (a rule about how this software answers).
"""


def render() -> str:
    """Return the page."""
    parts = [_OPENING, *_thresholds(), *_ordinary(), *_rules(), *_sources()]
    return "\n".join(parts).rstrip() + "\n"


def _rules() -> Iterator[str]:
    """Yield each rule and the cases that name it first."""
    rows = pathway_table.rows()
    for code, rule in tables.rules().items():
        sources = "; ".join(tables.sources()[key].citation for key in rule.sources) or "none"
        yield f"## {code}: {rule.title}\n\n{rule.says}\n"
        yield f"Rests on: {rule.evidence}. {rule.note}".rstrip() + f"\n\nSources: {sources}.\n"
        for row in rows:
            if row.rules[0] == code:
                yield from _row(row)


def _thresholds() -> Iterator[str]:
    yield "## The numbers\n\nAn agency may change them: `advise(case, thresholds=...)`.\n"
    yield "| name | number | rule | decides |\n|---|---|---|---|"
    for name, threshold in tables.thresholds().items():
        yield f"| `{name}` | {threshold.value} | {threshold.rule} | {threshold.says} |"
    yield ""


def _ordinary() -> Iterator[str]:
    yield "## The ordinary case\n"
    yield "Each case below starts from this one, in which everything is known and nothing calls for a step,"
    yield "unless it starts from nothing. Only what differs is shown. Codes in brackets are the reasons.\n"
    yield f"```json\n{json.dumps(pathway_table.ordinary(), indent=1)}\n```\n"


def _row(row: Row) -> Iterator[str]:
    others = f" (also {', '.join(row.rules[1:])})" if row.rules[1:] else ""
    yield f"**{row.says}**{others}\n"
    yield f"- given: {_given(row)}"
    yield f"- steps: {_listed(row.steps)}"
    if row.cautions:
        yield f"- cautions: {_listed(row.cautions)}"
    if row.missing:
        yield f"- missing: {', '.join(f'`{fact}`' for fact in row.missing)}"
    if row.texts:
        yield f"- says: {'; '.join(f'“{text}”' for text in row.texts)}"
    yield ""


def _given(row: Row) -> str:
    facts = [] if row.start == "ordinary" else ["nothing but"]
    facts += list(_differing(row.given))
    facts += [f"`{path}` unknown" for path in row.unknown]
    facts += [f"the agency's `{name}` is {value}" for name, value in row.thresholds.items()]
    return "; ".join(facts) or "the ordinary case"


def _differing(given: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, value in given.items():
        if isinstance(value, dict) and value:
            yield from _differing(value, f"{path}{name}.")
        else:
            yield f"`{path}{name}` = `{json.dumps(value)}`"


def _listed(expected: tuple[str, ...]) -> str:
    shown = []
    for one in expected:
        because = pathway_table.reasons(one)
        shown.append(f"`{pathway_table.code(one)}`" + (f" ({', '.join(because)})" if because else ""))
    return " → ".join(shown)


def _sources() -> Iterator[str]:
    yield "## The sources\n\nThe last column says how much of each was read before it was entered here.\n"
    yield "| source | kind | what it found | read |\n|---|---|---|---|"
    for source in tables.sources().values():
        yield f"| {source.citation} | {source.kind} | {source.note} | {source.checked} |"
