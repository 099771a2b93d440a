"""All the chance that a caseload needs, from one seed.

Each purpose has a stream of its own (spawned from the seed) that is read client after client, the same
amount for each: so a larger caseload begins with the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from unstuck.simulation.scale import Floats
from unstuck.simulation.stories import PLACES

PERSONAL = 24
"""Uniform numbers for each client's own parameters, with some in reserve."""

SETS_AT_ONCE = 500
"""Sets of thirty clients that are worked out together: bounds the memory."""


@dataclass(frozen=True)
class Draws:
    """Chance for n clients and w weeks, one row a client.

    `order` sorts the stories within each set of thirty (of whole sets, so it may be longer than n),
    `personal` (n x PERSONAL), `attends`, `moved` and `poor_week` (n x w) are uniform on [0, 1); `error`
    and `deviation` (n x w) are standard normal.
    """

    order: Floats
    personal: Floats
    attends: Floats
    moved: Floats
    poor_week: Floats
    error: Floats
    deviation: Floats

    def first(self, clients: int) -> Draws:
        """Return the draws of the first so many clients, with the order of whole sets as it is."""
        return Draws(self.order, *(getattr(self, part.name)[:clients] for part in fields(self)[1:]))


def draws(seed: int, clients: int, weeks: int) -> Iterator[Draws]:
    """Yield the chance for so many clients, in parts of whole sets of thirty, the last part cut to size."""
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(7)]
    order, personal, attends, moved, poor_week, error, deviation = streams
    for done in range(0, clients, SETS_AT_ONCE * PLACES):
        wanted = min(clients - done, SETS_AT_ONCE * PLACES)
        rows = -(-wanted // PLACES) * PLACES
        part = Draws(
            order.random(rows),
            personal.random((rows, PERSONAL)),
            attends.random((rows, weeks)),
            moved.random((rows, weeks)),
            poor_week.random((rows, weeks)),
            error.standard_normal((rows, weeks)),
            deviation.standard_normal((rows, weeks)),
        )
        yield part.first(wanted) if wanted < rows else part
