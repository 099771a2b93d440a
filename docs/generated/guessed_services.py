"""What is guessed of a service's areas and cost: what is wrong and what is missed, on made-up services."""

from __future__ import annotations

from collections.abc import Iterator

from tests.spec.services_table import Guessed, areas, called_free, costs, shares

from unstuck.guidance import tables

PATH = "reference/guessed-services.md"
PARTS = {
    "tuned": "written first; what went wrong in them was mended, by its kind",
    "held": "written at the same time; what went wrong in them was mended, by its kind, at the second widening",
    "later": "written afterwards, in words as different as could be thought of; nothing was changed because of them",
    "apart": "written in the manner of published directories, before the lists were widened again; only counted",
}
LISTED = ("tuned", "held", "later")
"""The fourth is only counted: whoever widens the lists next should not have read what went wrong in it."""

_OPENING = """# What is guessed of a service, and how often it is wrong

A directory may say by its terms what a service is for. Where it does not, Unstuck guesses the life areas from the name,
or from the description where the name says nothing plainly. Where no amount is given, what may be said of the cost
comes from the description of fees: *free* (nobody who may use it pays), *paid* (something of it has a price for
somebody), or nothing. What the directory itself says of fees always stands beside it.

This page counts both on made-up services with what a social worker would say of them from the same words
(`tests/spec/services.toml`). It is made by `make docs`: it says what this version does.

*Wrong*: what was guessed and is not so, of all that was guessed. *Missed*: what is so and was not guessed, of all that
is so. The first two sets share their author with the lists of words and flatter them. The fourth says how it fares on
what directories write, the third how it fares at its worst. Both were written by people who also wrote the lists: a
count on a directory that nobody here has seen would be better still. Before the lists were widened, the fourth had 17
of 114 wrong and 37 of 134 missed, the third 8 of 18 and 45 of 55.

A service whose area is missed is still found by its own words, and a cost that is missed shows what the directory says.
"Free" said of a service that is not would send somebody to a bill, so it is counted by itself.
"""


def render() -> str:
    """Return the page."""
    shown = [_OPENING, *_areas(), *_costs()]
    return "\n".join(shown).rstrip() + "\n"


def _areas() -> Iterator[str]:
    yield "## Life areas\n\n| services | how they came about | wrong | missed | wholly right |\n|---|---|---|---|---|"
    yield from (f"| {part}, {len(areas(part))} | {about} | {_shares(areas(part))} |" for part, about in PARTS.items())
    yield "\n### Each that is not wholly right\n\n| service | wrong | missed |\n|---|---|---|"
    yield from _each(row for part in LISTED for row in areas(part))


def _costs() -> Iterator[str]:
    yield "\n## Cost\n\n| services | wrong | missed | wholly right | called free and not so |\n|---|---|---|---|---|"
    for part in PARTS:
        yield f"| {part}, {len(costs(part))} | {_shares(costs(part))} | {_share(*called_free(costs(part)))} |"
    yield "\n### Each that is not right\n\n| fees | wrong | missed |\n|---|---|---|"
    yield from _each(row for part in LISTED for row in costs(part))


def _shares(rows: list[Guessed]) -> str:
    return " | ".join(_share(*share) for share in shares(rows).values())


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)"


def _each(rows: Iterator[Guessed]) -> Iterator[str]:
    for row in rows:
        if row.wrong or row.missed:
            yield f"| {row.service} | {_names(row.wrong)} | {_names(row.missed)} |"


def _names(codes: frozenset[str]) -> str:
    names = tables.words().areas
    return "; ".join(names.get(code, code) for code in sorted(codes)) or "–"
