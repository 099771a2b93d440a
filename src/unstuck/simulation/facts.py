"""What a check-in says beside the score: alliance, willingness, and how many life areas are hit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unstuck.simulation.attendance import Integers
from unstuck.simulation.courses import Which, drawn
from unstuck.simulation.scale import Floats
from unstuck.simulation.stories import STORIES, Span

POOR_WEEK = 0.15
"""Share of later occasions at which alliance and willingness are rated a point lower (assumption)."""


@dataclass(frozen=True)
class CheckIns:
    """What was said at each planned session (n x w): ratings from 0 to 10, and a count of life areas."""

    alliance: Integers
    willingness: Integers
    areas: Integers


def check_ins(which: Which, share: Floats, poor_week: Floats) -> CheckIns:
    """Draw the facts of each week; `share` (n x 5) and `poor_week` (n x w) are uniform on [0, 1)."""
    facts = [story.facts for story in STORIES]
    week = np.arange(poor_week.shape[1])
    turned = week >= drawn([fact.turns_at for fact in facts], which, share[:, 0])[:, None]
    lower = (poor_week < POOR_WEEK) & (week > 0)
    alliance = drawn([fact.alliance for fact in facts], which, share[:, 1])[:, None]
    alliance_falls = drawn([fact.alliance_falls for fact in facts], which, share[:, 2])[:, None]
    willingness = drawn([fact.willingness for fact in facts], which, share[:, 3])[:, None]
    willingness_falls = drawn([fact.willingness_falls for fact in facts], which, share[:, 2])[:, None]
    areas = _count([fact.areas for fact in facts], which, share[:, 4])
    areas_later = _count([fact.areas_later or fact.areas for fact in facts], which, share[:, 4])
    return CheckIns(
        _rating(alliance - turned * alliance_falls - lower),
        _rating(willingness - turned * willingness_falls - lower),
        np.where(turned, areas_later, areas),
    )


def _rating(value: Floats) -> Integers:
    return np.clip(np.rint(value), 0, 10).astype(np.int64)


def _count(spans: list[Span], which: Which, share: Floats) -> Integers:
    """Draw whole numbers, both ends of the span included, as a column."""
    widened: list[Span] = [(lowest, highest + 1) for lowest, highest in spans]
    return np.floor(drawn(widened, which, share)).astype(np.int64)[:, None]
