"""Turn a definition file into an `Instrument`; docs/reference/instrument-format.md describes its keys."""

from __future__ import annotations

import tomllib
from typing import cast, get_args

from unstuck.errors import BadInput
from unstuck.instruments.definition import (
    About,
    Band,
    Direction,
    FollowUp,
    Instrument,
    Item,
    Method,
    Norm,
    Option,
    Scale,
    Scoring,
    Source,
)
from unstuck.instruments.soundness import check
from unstuck.instruments.tables import Table

NORM_NAMES = (
    "cutoff",
    "reliable_change",
    "minimal_change",
    "minimal_change_fraction",
    "reliability",
    "mean_clinical",
    "sd_clinical",
    "mean_functional",
    "sd_functional",
)
NORM_KINDS = ("internal_consistency", "retest", "convention", "computed", "")


def parse(text: str, *, file: str) -> Instrument:
    """Return the instrument that a definition file describes.

    Raises `BadInput` naming the file and the key for anything unknown, missing, of the wrong type or
    contradictory.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput(f"expected a TOML file; {problem}", file=file) from None
    instrument = _instrument(Table(data, file=file))
    check(instrument, file=file)
    return instrument


def _instrument(table: Table) -> Instrument:
    redistributable = table.flag("redistributable")
    instrument = Instrument(
        id=table.text("id"),
        name=table.text("name"),
        version=table.text("version"),
        direction=cast(Direction, table.choice("direction", ("lower", "higher"))),
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
        licence=table.text("licence"),
        attribution=table.text("attribution"),
        redistributable=redistributable,
        validated=table.flag("validated"),
        source_checked_on=table.day("source_checked_on"),
        citation=table.text("citation", default=""),
        loinc=table.text("loinc", default=""),
        loinc_total=table.text("loinc_total", default=""),
        prompt=_owned_text(table, "prompt", redistributable, needed=table.has("items")),
        scoring=_scoring(table.table("scoring")),
        items=tuple(_item(one, redistributable) for one in table.tables("items")),
        options=tuple(_option(one, redistributable) for one in table.tables("options")),
        scales=tuple(_scale(one) for one in table.tables("scales")),
        follow_up=_follow_up(table.table_or_none("follow_up"), redistributable),
        about=cast(About, table.choice("about", get_args(About), default="outcome")),
        trend=table.flag("trend", default=True),
        skip=table.text("skip", default=""),
        text_sources=table.texts("text_sources"),
        bands=tuple(_band(one) for one in table.tables("bands")),
        norms=tuple(_norm(one) for one in table.tables("norms")),
    )
    table.close()
    return instrument


def _owned_text(table: Table, name: str, redistributable: bool, *, needed: bool = True) -> str:
    """Read wording that belongs to the instrument's owner: refused where it may not be passed on."""
    if redistributable:
        return table.text(name) if needed else table.text(name, default="")
    found = table.text(name, default="")
    if found:
        table.refuse(name, "expected no text, because redistributable is false: its owner's terms forbid it")
    return found


def _scoring(table: Table) -> Scoring:
    method = cast(Method, table.choice("method", get_args(Method)))
    counted = method not in ("total_only", "each_apart")
    source = table.table("source") if counted else table.table_or_none("source")
    scoring = Scoring(
        method=method,
        missing_allowed=table.whole("missing_allowed", default=None if counted else 0),
        missing_rule=table.text("missing_rule", default=None if counted else ""),
        source=_source(source) if source else None,
        multiplier=table.whole("multiplier", default=1),
    )
    table.close()
    return scoring


def _scale(table: Table) -> Scale:
    scale = Scale(code=table.text("code"), label=table.text("label"), weight=table.number("weight"))
    table.close()
    return scale


def _source(table: Table) -> Source:
    source = Source(text=table.text("text"), verified=table.flag("verified"), note=table.text("note", default=""))
    table.close()
    return source


def _item(table: Table, redistributable: bool) -> Item:
    item = Item(
        code=table.text("code"),
        text=_owned_text(table, "text", redistributable),
        loinc=table.text("loinc", default=""),
        safety=table.flag("safety", default=False),
        options=tuple(_option(one, redistributable) for one in table.tables("options")),
        counts=table.flag("counts", default=True),
        asked_if=table.texts("asked_if"),
        beside=table.text("beside", default=""),
        scale=table.text("scale", default=""),
    )
    table.close()
    return item


def _option(table: Table, redistributable: bool) -> Option:
    option = Option(
        value=table.whole("value"),
        text=_owned_text(table, "text", redistributable),
        loinc=table.text("loinc", default=""),
    )
    table.close()
    return option


def _follow_up(table: Table | None, redistributable: bool) -> FollowUp | None:
    if table is None:
        return None
    follow_up = FollowUp(
        code=table.text("code"),
        text=_owned_text(table, "text", redistributable),
        options=tuple(_option(one, redistributable) for one in table.tables("options")),
        loinc=table.text("loinc", default=""),
    )
    table.close()
    return follow_up


def _band(table: Table) -> Band:
    band = Band(lowest=table.number("lowest"), highest=table.number("highest"), label=table.text("label"))
    table.close()
    return band


def _norm(table: Table) -> Norm:
    norm = Norm(
        name=table.choice("name", NORM_NAMES),
        value=table.number("value"),
        kind=table.choice("kind", NORM_KINDS, default=""),
        population=table.text("population"),
        source=_source(table.table("source")),
        confidence=table.number_or_none("confidence"),
        default=table.flag("default", default=False),
    )
    table.close()
    return norm
