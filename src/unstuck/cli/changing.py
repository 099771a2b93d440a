"""What `unstuck change` does: read, find out what the method rests on, judge, write."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from unstuck.cli.change_answers import ChangeAnswer, write_answer
from unstuck.cli.flat_rows import TableFormat
from unstuck.cli.progress_bar import progress_bar
from unstuck.cli.reading import UNNAMED, Source, open_source_of
from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.instruments.definition import Direction, Instrument, Scoring
from unstuck.population.analysis import as_days
from unstuck.population.change import (
    Changes,
    ClientScores,
    changes,
    growth_norms,
    hierarchical_changes,
    pairs_of,
)
from unstuck.population.change_norms import RELIABILITY_KINDS, Basis, Figure, NormsFrom, Wish, basis_of
from unstuck.population.engines.scores import Piece, ScoreFile
from unstuck.progress.change_methods import ALIASES, FIGURES, GROWTH_FIGURES, METHODS, ChangeMethod
from unstuck.progress.hierarchical_change import FEWEST_SCORES, GrowthNorms

ANY_SCORE = 1e9
"""A score of a measure of which nothing is known lies between this and its negative."""


@dataclass(frozen=True)
class ChangeJob:
    """What was asked for, as the command line had it."""

    source: Source
    method: ChangeMethod
    measure: Instrument
    first: str | None
    last: str | None
    cutoff: str | float | None
    norms: NormsFrom
    given: Mapping[str, float]
    reliability_kind: str | None
    confidence: float
    group: str | None
    reference: str | None
    by_group: bool
    format: TableFormat
    out: Path | None


def run(job: ChangeJob) -> tuple[str, ...]:
    """Do the job; return what to say beside the answer."""
    check_fits(job)
    attributes = (job.group,) if job.group else ()
    with open_source_of(job.source, job.measure, attributes) as file:
        scores = gather(file)
        try:
            found, basis = judged(job, file, scores)
        except BadInput as problem:
            raise BadInput(problem.problem, file=job.source.file) from None
        answer = ChangeAnswer(
            job.method, job.measure, scores, found, basis, file.unit, job.confidence, job.group is not None
        )
        write_answer(answer, by_group=job.by_group, reference=job.reference, form=job.format, out=job.out)
        return (*file.notices, *said_of(job, found))


def check_fits(job: ChangeJob) -> None:
    """Raise BadInput for options that do not go together."""
    if job.reference is not None and not (job.by_group and job.group and job.method.name == "anchor"):
        raise BadInput("--reference: expected --method anchor, --level group and --group COLUMN beside it")
    if job.method.name == "hierarchical" and (job.first or job.last):
        raise BadInput("--from and --to: expected another method; hierarchical reads all scores of a client")


def judged(job: ChangeJob, file: ScoreFile, scores: ClientScores) -> tuple[Changes, Basis]:
    """Return who changed and what that rests on."""
    pairs = pairs_of(scores, moment(job.first, file.unit, "--from"), moment(job.last, file.unit, "--to"))
    wish = Wish(job.norms, job.given, job.reliability_kind, job.cutoff, job.measure)
    basis = basis_of(job.method, wish, pairs)
    cutoff = basis.cutoff.value if basis.cutoff else None
    direction = job.measure.direction
    if job.method.name != "hierarchical":
        return changes(job.method, pairs, basis.values, direction, cutoff, job.confidence), basis
    norms, lines = straight_lines(job, scores)
    found = hierarchical_changes(job.method, scores, norms, direction, cutoff, job.confidence)
    return found, Basis({**basis.figures, **lines}, basis.cutoff)


def straight_lines(job: ChangeJob, scores: ClientScores) -> tuple[GrowthNorms, dict[str, Figure]]:
    """Return the population's straight lines: given, or fitted to the file."""
    given = {name: job.given[name] for name in GROWTH_FIGURES if name in job.given}
    if given and len(given) < len(GROWTH_FIGURES):
        missing = ", ".join(f"{name}=" for name in GROWTH_FIGURES if name not in given)
        raise BadInput(f"--given: expected all figures of the straight lines or none, found no {missing}")
    if given:
        b0, b1, v0, v1, both, noise = given.values()
        return GrowthNorms((b0, b1), ((v0, both), (both, v1)), noise), _figures(given, "given", "given")
    norms = growth_norms(scores)
    ((v0, both), (_, v1)) = norms.random_covariance
    values = dict(zip(GROWTH_FIGURES, (*norms.fixed, v0, v1, both, norms.residual_variance), strict=True))
    clients = int((np.diff(scores.starts) >= FEWEST_SCORES).sum())
    return norms, _figures(values, "sample", f"{clients} clients of the file with {FEWEST_SCORES} scores or more")


def gather(file: ScoreFile) -> ClientScores:
    """Return the scores of every client in the file; slopes are counted in weeks where it has dates."""
    pieces = []
    with progress_bar("Reading", file.clients) as tick:
        for piece in file.pieces():
            pieces.append(_client_scores(piece, file.unit))
            tick(len(piece.clients))
    return ClientScores.joined(pieces)


def said_of(job: ChangeJob, found: Changes) -> list[str]:
    """Return what a person should know of the answer at once."""
    unknown = found.outcome.count(None)
    if not unknown:
        return []
    fewest = "three scores" if job.method.name == "hierarchical" else "two scores to compare"
    return [f"{unknown} of {len(found.outcome)} clients do not have {fewest}; of them nothing is said"]


def method_named(name: str) -> ChangeMethod:
    """Return the method of that name; BadInput lists the names."""
    plain = name.strip().lower().replace("_", "-").replace(" ", "-")
    found = METHODS.get(ALIASES.get(plain, plain))
    if found is None:
        raise BadInput(f"--method: expected {', '.join(METHODS)}, found '{name}'")
    return found


def measure_named(name: str | None, direction: Direction | None) -> Instrument:
    """Return the instrument of that name, or a measure of which nothing but the direction is known."""
    if name is not None:
        if direction is not None:
            raise BadInput("--direction: expected only without --instrument, which says which way is better")
        return load(name)
    return Instrument(
        id=UNNAMED,
        name=UNNAMED,
        version="",
        direction=direction or "lower",
        minimum=-ANY_SCORE,
        maximum=ANY_SCORE,
        licence="",
        attribution="",
        redistributable=False,
        validated=False,
        source_checked_on="",
        citation="",
        scoring=Scoring("total_only"),
    )


def parse_cutoff(text: str | None) -> str | float | None:
    """Return the cutoff asked for: a, b, c, shipped, a number, or None."""
    if text is None or text in ("a", "b", "c", "shipped"):
        return text
    return _number(text, f"--cutoff: expected a, b, c, shipped or a number, found '{text}'")


def parse_given(text: str | None) -> dict[str, float]:
    """Return figures by name; a share may be written as 50%.

    >>> parse_given("sd=6.01, reliability=0.84, better=50%")
    {'sd': 6.01, 'reliability': 0.84, 'better': 0.5}
    """
    found: dict[str, float] = {}
    for part in text.split(",") if text else ():
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or name not in FIGURES or name in found:
            raise BadInput(
                f"--given: expected NAME=NUMBER once for each of {', '.join(FIGURES)}, found '{part.strip()}'"
            )
        percent = value.endswith("%")
        number = _number(value.removesuffix("%"), f"--given {name}: expected a number, found '{value}'")
        found[name] = number / 100 if percent else number
    return found


def checked_kind(kind: str | None) -> str | None:
    """Return the kind of reliability, or raise BadInput that lists the kinds."""
    if kind is not None and kind not in RELIABILITY_KINDS:
        raise BadInput(f"--reliability-kind: expected {', '.join(RELIABILITY_KINDS)}, found '{kind}'")
    return kind


def checked_confidence(confidence: float) -> float:
    """Return the confidence, or raise BadInput."""
    if not 0.5 <= confidence < 1:
        raise BadInput(f"--confidence: expected a number from 0.5 to below 1, such as 0.95, found {confidence:g}")
    return confidence


def moment(text: str | None, unit: str, option: str) -> float | None:
    """Return an occasion in the file's own time as a number (dates: days since 1970-01-01)."""
    if text is None:
        return None
    if unit != "date":
        return _number(text, f"{option}: expected a {unit} as a number, found '{text}'")
    try:
        return as_days(date.fromisoformat(text))
    except ValueError:
        raise BadInput(f"{option}: expected a date such as 2026-03-31, found '{text}'") from None


def _number(text: str, problem: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BadInput(problem) from None
    if not math.isfinite(value):
        raise BadInput(problem)
    return value


def _figures(values: Mapping[str, float], origin: str, source: str) -> dict[str, Figure]:
    return {name: Figure(value, "given" if origin == "given" else "sample", source) for name, value in values.items()}


def _client_scores(piece: Piece, unit: str) -> ClientScores:
    times = piece.times / 7 if unit == "date" else piece.occasions
    groups = piece.attributes[0] if piece.attributes else None
    return ClientScores(piece.clients, piece.starts, piece.occasions, times, piece.scores, groups)
