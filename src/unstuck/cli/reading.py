"""Opening a score file as the command line describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unstuck.instruments.definition import Instrument
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import ScoreFile, open_scores, parse_columns, parse_missing, parse_wide


@dataclass(frozen=True)
class Source:
    """A file and its layout, as the options had it."""

    file: Path
    columns: str | None
    wide: str | None
    unit: str | None
    missing: tuple[str, ...]
    today: date


def open_source_of(source: Source, instrument: Instrument, attributes: tuple[str, ...] = ()) -> ScoreFile:
    """Open and check the whole file; BadInput names the first place that cannot be used.

    `attributes` are columns that say something of the client, such as a group.
    """
    return open_scores(
        Reading(
            path=source.file,
            columns=parse_columns(source.columns) if source.columns else None,
            wide=parse_wide(source.wide) if source.wide else (),
            unit=source.unit,
            missing=parse_missing(source.missing),
            today=source.today,
            minimum=instrument.minimum,
            maximum=instrument.maximum,
            score_name=instrument.id,
            attributes=attributes,
        )
    )
