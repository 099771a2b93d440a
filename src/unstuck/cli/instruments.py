"""`unstuck instruments list | show | score`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import typer

from unstuck.cli.output import notice
from unstuck.errors import BadInput, SeveralFaults
from unstuck.instruments import Instrument, Norm, Option, Score, available, load, wording
from unstuck.instruments import score as score_answers
from unstuck.interop.answer_sets import answers_of
from unstuck.interop.questionnaires import fhir_questionnaire
from unstuck.language import gettext as _

app = typer.Typer(help="The questionnaire library.", no_args_is_help=True)

ID = typer.Argument(metavar="ID", help="An instrument such as PHQ-9, or your own definition file (own.toml).")
ANSWERS = typer.Argument(
    metavar="ANSWERS.json", help='A JSON object of item codes and answers: {"phq9_1": 2, "phq9_2": null, …}.'
)
FORMAT = typer.Option("text", "--format", help="How to print the score.")


@app.command("list")
def list_() -> None:
    """List the questionnaires that come with Unstuck, and how their text and norms may be used.

    Example: unstuck instruments list
    """
    rows = [(_("id"), _("name"), _("items"), _("better"), _("text"), _("norms"))]
    for one in map(load, available()):
        better = wording.better(one).split()[0]
        rows.append((one.id, one.name, wording.items(one), better, wording.text_terms(one), wording.unchecked(one)))
    _print(_columns(rows))
    _print(["", wording.unchecked_footnote()])


@app.command()
def show(instrument_id: str = ID) -> None:
    """Show everything about one questionnaire: items, scoring, bands, norms with their sources, licence.

    Example: unstuck instruments show PHQ-9
    """
    one = load(instrument_id)
    for section in (_about(one), _questions(one), _scoring(one), _bands(one), _norms(one)):
        _print([*section, ""])


@app.command()
def score(instrument_id: str = ID, answers: str = ANSWERS, output: Literal["text", "json"] = FORMAT) -> None:
    """Score one set of answers. A safety item answered above zero comes first.

    Example: unstuck instruments score PHQ-9 answers.json --format json
    """
    one = load(instrument_id)
    read = _read_answers(answers)
    try:
        given, notices = answers_of(read, one)
        result = score_answers(one, given)
    except SeveralFaults as several:
        raise SeveralFaults(several.faults, file=answers if one.items else None) from None
    except BadInput as problem:
        raise BadInput(problem.problem, file=answers if one.items else None) from None
    for text in notices:
        notice(text)
    if output == "json":
        typer.echo(json.dumps(_as_json(one, result), indent=2, ensure_ascii=False))
    else:
        _print(_as_text(one, result))


@app.command()
def export(instrument_id: str = ID) -> None:
    """Print one questionnaire as a FHIR R4 Questionnaire. Refused where its text may not be passed on.

    Example: unstuck instruments export PHQ-9
    """
    typer.echo(json.dumps(fhir_questionnaire(load(instrument_id)), indent=2, ensure_ascii=False))


def _about(instrument: Instrument) -> Iterator[str]:
    yield f"{instrument.id}: {instrument.name}"
    yield _("Total {low:g} to {high:g}, {better}. Definition {version}, sources looked at on {day}.").format(
        low=instrument.minimum,
        high=instrument.maximum,
        better=wording.better(instrument),
        version=instrument.version,
        day=instrument.source_checked_on,
    )
    facts = {
        _("Licence"): instrument.licence,
        _("Attribution"): instrument.attribution,
        _("Citation"): instrument.citation,
        _("LOINC panel"): instrument.loinc,
        _("LOINC total"): instrument.loinc_total,
    }
    yield from (f"{name}: {fact}" for name, fact in facts.items() if fact)


def _questions(instrument: Instrument) -> Iterator[str]:
    if not instrument.items:
        yield _("Only total scores are used; no questions are shipped.")
        return
    if not instrument.has_text:
        yield wording.empty_slots()
    yield instrument.prompt
    for item in instrument.items:
        loinc = f" (LOINC {item.loinc})" if item.loinc else ""
        yield f"  {item.code}  {item.text}{loinc}"
        if item.safety:
            yield f"    {wording.safety_mark()}"
        if item.options:
            yield "    " + ", ".join(str(option.value) for option in item.options)
    yield from _options(instrument.options)
    if instrument.follow_up:
        yield _("Then, not scored: {code}  {text}").format(
            code=instrument.follow_up.code, text=instrument.follow_up.text
        )
        yield from _options(instrument.follow_up.options)


def _options(options: Iterable[Option]) -> Iterator[str]:
    yield from (f"  {option.value} = {option.text}" for option in options)


def _scoring(instrument: Instrument) -> Iterator[str]:
    yield _("Score: {method}.").format(method=wording.method(instrument))
    if instrument.scoring.missing_rule:
        yield instrument.scoring.missing_rule
    if instrument.scoring.source:
        yield _("Source: {source}").format(source=instrument.scoring.source.cited)
        if instrument.scoring.source.note:
            yield instrument.scoring.source.note


def _bands(instrument: Instrument) -> Iterator[str]:
    yield _("Bands") if instrument.bands else _("No bands.")
    yield from _columns([(f"  {wording.band_range(band)}", band.label) for band in instrument.bands])


def _norms(instrument: Instrument) -> Iterator[str]:
    if not instrument.validated:
        yield _("Not validated: no cut-offs and no norms.")
        return
    yield _("Norms")
    for norm in instrument.norms:
        yield from _norm(norm, among=sum(other.name == norm.name for other in instrument.norms))


def _norm(norm: Norm, *, among: int) -> Iterator[str]:
    yield f"  {wording.norm_name(norm)}: {wording.norm_value(norm, among=among)}"
    yield f"    {norm.population}"
    yield f"    {norm.source.cited}"
    if norm.source.note:
        yield f"    {norm.source.note}"


def _read_answers(file: str) -> dict[str, Any]:
    expected = 'expected a JSON object such as {"phq9_1": 2, "phq9_2": null}'
    try:
        answers = json.loads(Path(file).read_text(encoding="utf-8-sig"), object_pairs_hook=_once_each)
    except json.JSONDecodeError as problem:
        raise BadInput(f"{expected}; {problem.msg}", file=file, row=problem.lineno) from None
    except UnicodeDecodeError:
        raise BadInput(f"{expected} in UTF-8", file=file) from None
    except OSError as problem:
        raise BadInput(f"expected a file to read; {problem.strerror}", file=file) from None
    except BadInput as problem:
        raise BadInput(problem.problem, file=file) from None
    if not isinstance(answers, dict):
        raise BadInput(f"{expected}, found {type(answers).__name__} (for many rows: unstuck analyse)", file=file)
    return answers


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON allows a key twice and would keep the last; two answers to one item must not pass unseen."""
    answers = dict(pairs)
    if len(answers) < len(pairs):
        twice = next(key for number, (key, _value) in enumerate(pairs) if key in dict(pairs[:number]))
        raise BadInput(f"item '{twice}': expected one answer, found two")
    return answers


def _as_json(instrument: Instrument, result: Score) -> dict[str, Any]:
    return {"instrument": instrument.id, "minimum": instrument.minimum, "maximum": instrument.maximum, **asdict(result)}


def _as_text(instrument: Instrument, result: Score) -> Iterator[str]:
    for item in instrument.items:
        if item.code in result.safety:
            yield _("Safety first: {text}").format(text=item.text)
    if result.total is None:
        yield _("{id}: no total").format(id=instrument.id)
    else:
        band = f", {result.band}" if result.band else ""
        yield _("{id}: {total:.4g} of {most:g}{band} ({better})").format(
            id=instrument.id, total=result.total, most=instrument.maximum, band=band, better=wording.better(instrument)
        )
    yield _("{answered} of {items} items answered.").format(answered=result.answered, items=len(instrument.items))
    if result.note:
        yield result.note


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
