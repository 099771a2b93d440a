"""`unstuck advise`: facts about a case in, ordered next steps out."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import typer

from unstuck.guidance import Advice, Case, Consideration, tables
from unstuck.guidance import advise as pathway
from unstuck.guidance.concerns import conflicts
from unstuck.interop.case import LARGEST_BYTES, advice_to_json, case_from_bytes, read_case
from unstuck.language import gettext as _

WIDTH = 100


class Format(StrEnum):
    """How the advice is written."""

    text = "text"
    json = "json"


def advise(
    case: str = typer.Argument(..., metavar="CASE.json", help="Facts about a case; - reads standard input."),
    form: Format = typer.Option(Format.text, "--format", help="For people, or for programs."),
) -> None:
    """Suggest what to consider next for a case, with reasons, cautions and sources.

    What is unknown is left out of CASE.json and never guessed. You decide.

    Example: echo '{"progress": {"state": "stalled", "weeks_in_state": 9}}' | unstuck advise -
    """
    facts = _read(case)
    disagrees = _("{path} disagrees with the older facts under $.safety: the more careful answer holds.")
    for path in conflicts(facts.safety):
        typer.echo(disagrees.format(path=path), err=True)
    advice = pathway(facts)
    if form is Format.json:
        typer.echo(json.dumps(advice_to_json(advice), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_page(advice)))


def _read(case: str) -> Case:
    if case == "-":
        return case_from_bytes(sys.stdin.buffer.read(LARGEST_BYTES + 1), file=_("standard input"))
    return read_case(Path(case))


def _page(advice: Advice) -> Iterator[str]:
    sources = dict.fromkeys(s for one in (*advice.steps, *advice.cautions) for s in one.sources)
    numbers = {source: number for number, source in enumerate(sources, start=1)}
    yield _("What to consider next")
    for place, step in enumerate(advice.steps, start=1):
        yield from _consideration(f"{place}. ", step, numbers)
    if advice.cautions:
        yield from ("", _("Worth pausing on"))
        for caution in advice.cautions:
            yield from _consideration("- ", caution, numbers)
    if advice.missing:
        yield from ("", _("Not known, and it would change this answer"), "")
        for fact in advice.missing:
            yield from _wrapped("- ", f"{tables.words().facts[fact]} ({fact})")
    yield from ("", _("Sources"), "")
    for source, number in numbers.items():
        yield from _wrapped(f"[{number}] ".rjust(5), source)
    yield from ("", _("These are things to consider. You and the client decide."))


def _consideration(mark: str, one: Consideration, numbers: Mapping[str, int]) -> Iterator[str]:
    inset = " " * len(mark)
    yield from ("", f"{mark}{one.title} [{one.code}]")
    for reason in one.reasons:
        yield from _wrapped(f"{inset}- ", f"{reason.text} ({reason.rule})")
    cited = ", ".join(str(numbers[source]) for source in one.sources)
    yield from _wrapped(inset, _("Sources: {numbers}").format(numbers=cited))


def _wrapped(mark: str, text: str) -> list[str]:
    inset = " " * len(mark)
    return textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=inset, break_on_hyphens=False)
