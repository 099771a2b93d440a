"""Every shipped instrument: what it asks, how it scores, what is known of its totals and how surely."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.instruments import Instrument, Norm, Source, available, load, wording

PATH = "reference/instruments.md"

HEAD = """# Instruments

Generated from `src/unstuck/instruments/definitions/`; change those files, then run `make docs`. The format is
described in [instrument-format.md](instrument-format.md). `unstuck instruments show ID` prints the same.

A figure marked **not checked in a primary source** was not read by us where it was first published; its note
says where it was quoted. `--norms sample` puts the file's own first scores in the place of shipped norms.
Conventions and computed values stand apart: the one used by default is marked, the others are alternatives.
"""


def render() -> str:
    """Return the page."""
    shipped = [load(name) for name in available()]
    parts = [HEAD, _overview(shipped), *("\n".join(_instrument(one)) for one in shipped)]
    return "\n".join(parts) + "\n"


def _overview(shipped: list[Instrument]) -> str:
    rows = ["| id | name | items | direction | text | norms |", "|---|---|---|---|---|---|"]
    rows += [
        f"| [{one.id}](#{_anchor(one)}) | {one.name} | {wording.items(one)} | {wording.better(one)} "
        f"| {wording.text_terms(one)} | {wording.unchecked(one)} |"
        for one in shipped
    ]
    return "\n".join([*rows, ""])


def _anchor(one: Instrument) -> str:
    return "-".join(one.id.lower().split())


def _instrument(one: Instrument) -> Iterator[str]:
    yield f"## {one.id}\n"
    yield (
        f"{one.name}. Total {one.minimum:g} to {one.maximum:g}, {wording.better(one)}. "
        f"Definition {one.version}, sources looked at on {one.source_checked_on}.\n"
    )
    yield f"- Licence: {one.licence}"
    yield f"- Attribution: {one.attribution}"
    if one.citation:
        yield f"- Citation: {one.citation}"
    if not one.validated:
        yield "- Not validated: our own wording, with no cut-offs and no norms"
    if one.text_sources:
        yield f"- Text compared with: {'; '.join(one.text_sources)}"
    if one.loinc:
        yield f"- LOINC: panel {one.loinc}, total {one.loinc_total}"
    yield from _questions(one)
    yield from _scoring(one)
    yield from _bands(one)
    yield from _norms(one)


def _questions(one: Instrument) -> Iterator[str]:
    if not one.items:
        yield "\nOnly total scores are used; no questions are shipped."
        return
    if not one.has_text:
        yield f"\n{len(one.items)} items. {wording.empty_slots()}"
        return
    yield f"\n### Questions of {one.id}\n\n{one.prompt}\n"
    yield "| code | question | LOINC |\n|---|---|---|"
    for item in one.items:
        mark = f" **({wording.safety_mark()})**" if item.safety else ""
        yield f"| `{item.code}` | {item.text}{mark} | {item.loinc} |"
    yield "\nAnswers: " + ", ".join(f"{option.value} = {option.text}" for option in one.options) + "."
    if one.follow_up:
        answers = ", ".join(f"{option.value} = {option.text}" for option in one.follow_up.options)
        yield f"\nThen, never part of the total: `{one.follow_up.code}` {one.follow_up.text} ({answers})"


def _scoring(one: Instrument) -> Iterator[str]:
    if one.scoring.missing_rule and one.scoring.source:
        yield f"\n### Scoring of {one.id}\n"
        method = wording.method(one)
        yield f"{method[:1].upper()}{method[1:]}. {one.scoring.missing_rule} Source: {_source(one.scoring.source)}"


def _bands(one: Instrument) -> Iterator[str]:
    if one.bands:
        yield "\n| total | band |\n|---|---|"
        yield from (f"| {wording.band_range(band)} | {band.label} |" for band in one.bands)


def _norms(one: Instrument) -> Iterator[str]:
    if not one.norms:
        yield ""
        return
    yield f"\n### Norms of {one.id}\n"
    yield "| norm | value | population | source |\n|---|---|---|---|"
    for norm in one.norms:
        yield _norm(norm, among=sum(other.name == norm.name for other in one.norms))
    yield ""


def _norm(norm: Norm, *, among: int) -> str:
    cells = (
        wording.norm_name(norm),
        wording.norm_value(norm, among=among),
        norm.population,
        _source(norm.source),
    )
    return f"| {' | '.join(cells)} |"


def _source(source: Source) -> str:
    cited = source.cited.replace("[", "**").replace("]", "**")
    return f"{cited}. {source.note}" if source.note else f"{cited}."
