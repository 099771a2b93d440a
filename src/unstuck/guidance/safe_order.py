"""S.3: where a client stands on every list, before any state of progress, and the words that say why.

Imminent; not assessed; a loss near or suffered; assessed and silent; assessed and due again; then everybody else, by
state. Any open concern that nobody has assessed comes before all who have none, however old its sign is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from unstuck.guidance import contact, resources, tables
from unstuck.guidance.case import Case
from unstuck.guidance.concerns import OpenConcern, due_again, open_concerns
from unstuck.guidance.thresholds import Thresholds, default_thresholds

Place = Literal["imminent", "not_assessed", "loss", "silent", "due_again", "rest"]
PLACES: tuple[Place, ...] = ("imminent", "not_assessed", "loss", "silent", "due_again", "rest")
"""The places, the first one first."""

LOSS = PLACES.index("loss")
"""The place of whoever is about to lose something, or has lost it."""

REST = PLACES.index("rest")
"""The place of everybody whom the state of progress puts in order."""


@dataclass(frozen=True)
class SafePlace:
    """A place in the order; `rank` is smaller where it comes first. `words` name the concern, empty where none is."""

    code: Place
    words: str

    @property
    def rank(self) -> int:
        """Return the place as a number."""
        return PLACES.index(self.code)


def safe_place(case: Case, thresholds: Thresholds | None = None) -> SafePlace:
    """Return where a client stands on every list, and what their row says before any score.

    >>> from unstuck.guidance.case import Case, Concern, Progress, Safety
    >>> safe_place(Case(Progress("recovered"), safety=Safety(concerns=(Concern("suicide"),))))
    SafePlace(code='not_assessed', words='Thoughts of suicide: not assessed yet')
    """
    limits, concerns = thresholds or default_thresholds(), open_concerns(case)
    worse = case.progress.state == "deteriorating"
    imminent = [one for one in concerns if one.imminent]
    unassessed = [one for one in concerns if not one.assessed]
    due = [one for one in concerns if due_again(one, limits, worse=worse)]
    if imminent:
        return _named("imminent", imminent)
    if unassessed:
        return _named("not_assessed", unassessed)
    if resources.act_today(case):
        return _loss(case)
    if concerns and contact.silence(case, limits):
        return _named("silent", concerns)
    if due:
        return _named("due_again", due)
    return _named("rest", concerns) if concerns else SafePlace("rest", "")


def _named(place: Place, concerns: Sequence[OpenConcern]) -> SafePlace:
    kinds = ", ".join(tables.words().concerns[one.kind] for one in concerns)
    return SafePlace(place, _sentence(place, kinds))


def _loss(case: Case) -> SafePlace:
    """Name what is lost already before what is about to be."""
    gone = resources.urgent(resources.lost(case))
    near = [area for area in resources.urgent(resources.losses(case)) if area not in gone]
    parts = [("lost", gone), ("loss_near", near)]
    named = [
        tables.words().places[code].format(of=", ".join(tables.words().areas[area] for area in areas))
        for code, areas in parts
        if areas
    ]
    return SafePlace("loss", _capital("; ".join(named)))


def _sentence(place: Place, of: str) -> str:
    return _capital(tables.words().places[place].format(of=of))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
