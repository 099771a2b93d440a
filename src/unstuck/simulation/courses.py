"""The latent course of each client: a straight-edged line that only the simulation knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.simulation.scale import Floats, Scale
from unstuck.simulation.stories import PLACES, STORIES, Span, Story

NEVER: Span = (1e4, 1e4)
"""A week that no record reaches."""

ANYWHERE: Span = (-1e4, -1e4)
"""A bound, in reliable changes above or below the cutoff, that never binds."""

Which = NDArray[np.intp]
"""For each client the place of the story in `STORIES`."""


def tell(order: Floats) -> Which:
    """Give every client a story: each set of thirty holds every story as often as it has places, in its
    own order.

    `order` holds a sort key for each client of whole sets of thirty.
    """
    places = np.repeat(np.arange(len(STORIES)), [story.places for story in STORIES])
    shuffled: Which = places[np.argsort(order.reshape(-1, PLACES), axis=1)].reshape(-1)
    return shuffled


def drawn(spans: list[Span], which: Which, share: Floats) -> Floats:
    """Return for each client the lowest of its story's span plus `share` of the width; one span a story."""
    lowest, highest = np.asarray(spans, dtype=np.float64).T
    values: Floats = lowest[which] + (highest - lowest)[which] * share
    return values


@dataclass(frozen=True)
class Courses:
    """The latent courses of n clients, in points, higher is worse; every array has n values.

    A course starts at `start`, moves down by `gain` in a straight line between the weeks `begins` and
    `ends`, and by `later_gain` between `later_begins` and `later_ends`; else it is level. It stays
    within `lowest` and `highest`.
    """

    start: Floats
    begins: Floats
    ends: Floats
    gain: Floats
    later_begins: Floats
    later_ends: Floats
    later_gain: Floats
    lowest: Floats
    highest: Floats

    def level(self, weeks: Floats, client: Which | slice = slice(None)) -> Floats:
        """Return the latent level of each named client at so many weeks since the first session."""
        moved = self.gain[client] * _ramp(weeks, self.begins[client], self.ends[client])
        later = self.later_gain[client] * _ramp(weeks, self.later_begins[client], self.later_ends[client])
        return np.clip(self.start[client] - moved - later, self.lowest[client], self.highest[client])


def _ramp(weeks: Floats, begins: Floats, ends: Floats) -> Floats:
    """Return the part of a move that is done: 0 before it begins, 1 after it ends."""
    return np.clip((weeks - begins) / (ends - begins), 0.0, 1.0)


def courses(which: Which, share: Floats, scale: Scale) -> Courses:
    """Draw each client's course from the story's spans; `share` is n x 6, uniform on [0, 1)."""
    start = _starts(which, share[:, 0], scale)
    begins = drawn([story.flat_for for story in STORIES], which, share[:, 2])
    return Courses(
        start=start,
        begins=begins,
        ends=begins + drawn([story.takes for story in STORIES], which, share[:, 3]),
        gain=_gains(which, start, share[:, 1], share[:, 4], scale),
        later_begins=np.array([story.later_weeks[0] for story in STORIES])[which],
        later_ends=np.array([story.later_weeks[1] for story in STORIES])[which],
        later_gain=scale.reliable_change * drawn([story.later for story in STORIES], which, share[:, 5]),
        lowest=np.full(len(which), scale.minimum),
        highest=np.full(len(which), scale.maximum),
    )


def _starts(which: Which, share: Floats, scale: Scale) -> Floats:
    start = np.empty(len(which))
    for place, story in enumerate(STORIES):
        clients = which == place
        start[clients] = scale.intake_between(*_start_bounds(story, scale), share[clients])
    return start


def _start_bounds(story: Story, scale: Scale) -> Span:
    lowest, highest = (scale.above_cutoff(level) for level in story.start)
    return max(lowest, scale.minimum), min(highest, scale.maximum)


def _gains(which: Which, start: Floats, share: Floats, share_past: Floats, scale: Scale) -> Floats:
    """Return each gain in points, stretched or capped so that the course ends where the story says."""
    above = (start - scale.cutoff) / scale.reliable_change
    past = drawn([story.past_cutoff or ANYWHERE for story in STORIES], which, share_past)
    gain = np.maximum(drawn([story.gain for story in STORIES], which, share), above + past)
    most = above - np.array([story.stays_above for story in STORIES])[which]
    points: Floats = scale.reliable_change * np.minimum(gain, most)
    return points
