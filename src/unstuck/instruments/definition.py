"""The shape of an instrument's definition, as read from its TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["lower", "higher"]
"""Which way is better."""

About = Literal["outcome", "working_together", "readiness", "life_areas", "needs", "risk", "goals"]
"""What a questionnaire is about. Codes are append-only: plans of check-ins name them."""

Method = Literal["sum", "mean", "share", "weighted_means", "each_apart", "total_only"]
"""How answers become a total; see `scoring`."""

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
class Option:
    """One answer and what it counts."""

    value: int
    text: str
    loinc: str = ""


@dataclass(frozen=True)
class Item:
    """One question. `text` is empty where its owner's terms do not let us ship it.

    `options`: answers of its own, where they are not the instrument's; an item that scores the other way round lists
    what each answer counts. `counts`: it is part of the total. `asked_if`: codes of items, one of which must have been
    answered with more than its lowest value, or not at all. `beside`: the code of the item on whose screen it is asked.
    `scale`: the code of the part of the questionnaire that it belongs to.
    """

    code: str
    text: str
    loinc: str = ""
    safety: bool = False
    options: tuple[Option, ...] = ()
    counts: bool = True
    asked_if: tuple[str, ...] = ()
    beside: str = ""
    scale: str = ""


@dataclass(frozen=True)
class Scale:
    """A part of a questionnaire with a mean of its own; `weight`: with what sign and size it enters the total."""

    code: str
    label: str
    weight: float


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
    """How answers become a total: `missing_allowed` items at most are filled with the mean of the rest.

    A sum is multiplied with `multiplier`.
    """

    method: Method
    missing_allowed: int = 0
    missing_rule: str = ""
    source: Source | None = None
    multiplier: int = 1


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: what is asked, how it scores, which way is better and what is known of its totals.

    `trend`: its totals are followed over time. `text_sources`: where each text was compared, word for word. `skip`:
    what is written on the way past a question, where that means more than no answer.
    """

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
    scales: tuple[Scale, ...] = ()
    follow_up: FollowUp | None = None
    about: About = "outcome"
    trend: bool = True
    skip: str = ""
    text_sources: tuple[str, ...] = ()
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

    def options_of(self, item: Item) -> tuple[Option, ...]:
        """Return the answers to an item."""
        return item.options or self.options

    @property
    def has_text(self) -> bool:
        """True where the questions can be shown: the text ships, or an agency has put in its own."""
        return bool(self.items) and all(item.text for item in self.items)

    @property
    def is_followed(self) -> bool:
        """True where there is a total of how the client is, which is followed over time."""
        return self.trend and self.scoring.method != "each_apart" and self.about in ("outcome", "goals")

    @property
    def unchecked(self) -> tuple[Norm, ...]:
        """The norms that nobody here read in their primary source."""
        return tuple(norm for norm in self.norms if not norm.source.verified)
