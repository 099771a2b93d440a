"""`unstuck change`: who changed, by one of the published methods."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.analyse import NormsChoice, parse_day
from unstuck.cli.flat_rows import TableFormat, check_format
from unstuck.cli.options import ScoreFileOptions, ScoreFilePath, reads_scores
from unstuck.cli.output import check_writable, notice


class Level(StrEnum):
    """Whom the answer is about."""

    client = "client"
    group = "group"


class Better(StrEnum):
    """Which way is better."""

    low = "lower"
    high = "higher"


METHOD_HELP = (
    "jacobson-truax, combined, gulliksen-lord-novick, hsu-linn-lord, edwards-nunnally, nunnally-kotsch, "
    "hageman-arrindell, hierarchical, percentage, anchor, statistical or statistical-true."
)


@reads_scores
def change(
    file: ScoreFilePath,
    method: Annotated[str, typer.Option(metavar="NAME", help=METHOD_HELP)],
    how: ScoreFileOptions,
    instrument: Annotated[
        str | None, typer.Option(metavar="ID", help="The questionnaire, such as PHQ-9, or a .toml file.")
    ] = None,
    direction: Annotated[Better | None, typer.Option(help="Which way is better, where no instrument says.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="The first occasion, as the file counts.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="TIME", help="The last occasion.")] = None,
    cutoff: Annotated[
        str | None, typer.Option(metavar="a|b|c|shipped|NUMBER", help="Also ask who crossed this cutoff.")
    ] = None,
    norms: Annotated[NormsChoice, typer.Option(help="Published norms, or the file's own scores.")] = (
        NormsChoice.shipped
    ),
    given: Annotated[
        str | None, typer.Option(metavar="NAME=NUMBER,…", help="Your own figures, such as sd=6.01,reliability=0.84.")
    ] = None,
    reliability_kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="internal_consistency, retest or other.")
    ] = None,
    confidence: Annotated[float, typer.Option(help="How sure a change must be.")] = 0.95,
    group: Annotated[str | None, typer.Option(metavar="COLUMN", help="A column with each client's group.")] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="GROUP", help="With anchor and --level group: compare with this group.")
    ] = None,
    level: Annotated[Level, typer.Option(help="An answer for each client, or for each group.")] = Level.client,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="Refuse dates after this day.")] = None,
    format: Annotated[TableFormat, typer.Option(help="The format of the answer.")] = TableFormat.table,  # noqa: A002
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write to a file: all of it, or nothing.")] = None,
) -> None:
    """Say who changed reliably, by a method that you name, and what the answer rests on.

    Example: unstuck change scores.csv --method jacobson-truax --instrument PHQ-9 --cutoff shipped
    """
    from unstuck.cli import changing
    from unstuck.cli.reading import source_of

    check_format(format, out)
    if out is not None:
        check_writable(out, file)
    job = changing.ChangeJob(
        source=source_of(file, how, parse_day(today)),
        method=changing.method_named(method),
        measure=changing.measure_named(instrument, direction.value if direction else None),
        first=first,
        last=last,
        cutoff=changing.parse_cutoff(cutoff),
        norms=norms.value,
        given=changing.parse_given(given),
        reliability_kind=changing.checked_kind(reliability_kind),
        confidence=changing.checked_confidence(confidence),
        group=group,
        reference=reference,
        by_group=level is Level.group,
        format=format,
        out=out,
    )
    for text in changing.run(job):
        notice(text)
