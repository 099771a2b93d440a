"""The shape of an instrument's definition, as read from its TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["lower", "higher"]
"""Which way is better."""

NOT_CHECKED = "not checked in a primary source"


@dataclass(frozen=True)
class Source:
    """Where a figure comes from, and whether somebody here read it there."""

    text: str
    verified: bool
    note: str = ""

    @property
    def cited(self) -> str:
        """The source as it must be shown wherever its figure is used: marked where nobody read it there.

        >>> Source("Spitzer 2006", verified=False).cited
        'Spitzer 2006 [not checked in a primary source]'
        """
        return self.text if self.verified else f"{self.text} [{NOT_CHECKED}]"


@dataclass(frozen=True)
class Norm:
    """One published figure about an instrument.

    `name` is one of `cutoff`, `reliable_change`, `minimal_change`, `minimal_change_fraction`, `reliability`,
    `mean_clinical`, `sd_clinical`, `mean_functional`, `sd_functional`. `kind` says how it came about: for a
    reliability `internal_consistency` or `retest`; for a change `convention` or `computed`; else empty.
    `minimal_change_fraction` is a share of the client's own first score. A cutoff is the first clinical value
    in the instrument's worse direction.
    """

    name: str
    value: float
    kind: str
    population: str
    source: Source
    confidence: float | None = None
    default: bool = False


@dataclass(frozen=True)
class Item:
    """One question. `text` is empty where its owner's terms do not let us ship it."""

    code: str
    text: str
    loinc: str = ""
    safety: bool = False


@dataclass(frozen=True)
class Option:
    """One answer and what it counts."""

    value: int
    text: str
    loinc: str = ""


@dataclass(frozen=True)
class FollowUp:
    """A question asked after the items that has options of its own and is never part of the total."""

    code: str
    text: str
    options: tuple[Option, ...]
    loinc: str = ""


@dataclass(frozen=True)
class Band:
    """A named range of totals, both ends included."""

    lowest: float
    highest: float
    label: str


@dataclass(frozen=True)
class Scoring:
    """How answers become a total: `missing_allowed` items at most are filled with the mean of the rest."""

    method: Literal["sum", "total_only"]
    missing_allowed: int = 0
    missing_rule: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: what is asked, how it scores, which way is better and what is known of its totals."""

    id: str
    name: str
    version: str
    direction: Direction
    minimum: float
    maximum: float
    licence: str
    attribution: str
    redistributable: bool
    validated: bool
    source_checked_on: str
    citation: str
    scoring: Scoring
    loinc: str = ""
    loinc_total: str = ""
    prompt: str = ""
    items: tuple[Item, ...] = ()
    options: tuple[Option, ...] = ()
    follow_up: FollowUp | None = None
    bands: tuple[Band, ...] = ()
    norms: tuple[Norm, ...] = field(default=())

    def norm(self, name: str) -> Norm | None:
        """Return the norm of that name to use by default (the one marked `default`, else the only one)."""
        found = [norm for norm in self.norms if norm.name == name]
        chosen = [norm for norm in found if norm.default] or found
        return chosen[0] if chosen else None

    def band(self, total: float) -> Band | None:
        """Return the band of a total; a fraction between two bands belongs to the lower one."""
        reached = [band for band in self.bands if band.lowest <= total]
        return reached[-1] if reached else None

    @property
    def unchecked(self) -> tuple[Norm, ...]:
        """The norms that nobody here read in their primary source."""
        return tuple(norm for norm in self.norms if not norm.source.verified)
