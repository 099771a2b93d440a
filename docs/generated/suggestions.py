"""What words suggest: how often it is wrong and what it misses, counted on lines of intake notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.spec.suggestions_table import lines

from unstuck.guidance import tables
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.issue_suggester import suggest

PATH = "reference/suggestions.md"
PARTS = {
    "tuned": "written first; the phrases were tuned on them",
    "held": "written at the same time by the same author, put aside and only counted",
    "later": "written afterwards, in words as different as could be thought of; nothing was changed because of them",
}

_OPENING = """# What words suggest, and how often it is wrong

Words in free text never decide what a case is about: they only name codes that a person confirms
([decision 40](../adr/0040-issues-are-codes.md), [decision 41](../adr/0041-phrases-suggest.md)).
This page counts what they name, on made-up lines of intake notes with the codes that a social worker would confirm from
that line alone (`tests/spec/intake_phrases.toml`). It is made by `make docs`: it says what this version does.

*Wrong*: a code that was named and would not be confirmed, of all that were named. *Missed*: one that would be confirmed
and was not named, of all that would be. The first two sets share their author with the phrases and flatter them. The
third is the honest one: plain speech is mostly missed. A page on which nothing is named
says nothing about the client: all codes stand there to be ticked.
"""


@dataclass(frozen=True)
class Line:
    """One line with what was asked for and what was found."""

    text: str
    asked: frozenset[str]
    found: frozenset[str]


def render() -> str:
    """Return the page."""
    counted = {part: [_line(text, codes) for text, codes in lines(part)] for part in PARTS}
    return "\n".join([_OPENING, *_shares(counted), *_each(counted), *_phrases()]).rstrip() + "\n"


def _line(text: str, codes: list[str]) -> Line:
    return Line(text, frozenset(codes), frozenset(one.issue for one in suggest([text])))


def _shares(counted: dict[str, list[Line]]) -> Iterator[str]:
    yield "| lines | how they came about | wrong | missed | lines wholly right |\n|---|---|---|---|---|"
    for part, said in PARTS.items():
        rows = counted[part]
        wrong, named = sum(len(one.found - one.asked) for one in rows), sum(len(one.found) for one in rows)
        missed, asked = sum(len(one.asked - one.found) for one in rows), sum(len(one.asked) for one in rows)
        right = sum(one.asked == one.found for one in rows)
        shares = f"{_share(wrong, named)} | {_share(missed, asked)} | {_share(right, len(rows))}"
        yield f"| {part}, {len(rows)} | {said} | {shares} |"
    yield ""


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)"


def _each(counted: dict[str, list[Line]]) -> Iterator[str]:
    yield "## Each line that is not wholly right\n\n| line | wrong | missed |\n|---|---|---|"
    for rows in counted.values():
        for one in rows:
            if one.asked != one.found:
                yield f"| {one.text} | {_names(one.found - one.asked)} | {_names(one.asked - one.found)} |"
    yield ""


def _names(codes: frozenset[str]) -> str:
    return "; ".join(issue.name for code, issue in catalogue().issues.items() if code in codes) or "–"


def _phrases() -> Iterator[str]:
    known = tables.issue_phrases()["issues"]
    yield "## The codes\n\n| code | what it says | phrases | also from |\n|---|---|---|---|"
    for code, issue in catalogue().issues.items():
        phrases = len(known[code]["phrases"]) if code in known else 0
        areas = ", ".join(tables.words().areas[area] for area in issue.areas)
        facts = issue.from_facts.replace("_", " ")
        also = ", ".join(one for one in (areas, facts) if one)
        yield f"| `{code}` | {issue.name} | {phrases or '–'} | {also or '–'} |"
