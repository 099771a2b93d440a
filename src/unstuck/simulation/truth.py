"""The true state at an occasion: the definitions of the states, applied to a latent course that is known.

`L(t)` is the latent course (higher is worse) at t days since the first session, without the passing
deviation and without the error of measurement; `c` the clinical cutoff, `R` the reliable change, `m` the
minimal change, `H` = 28 days the horizon. The states in their order of precedence:

1. `deteriorating`: L(t) - L(0) >= R, or L(t + H) - L(0) >= m.
2. `recovered`: L(0) >= c, L(0) - L(t) >= R and L(t) < c.
3. `stalled`: the aim is change, L(0) >= c, and at the horizon still clinical (L(t + H) >= c) with L(t) -
   L(t + H) < m; and really flat, which a forecast cannot ask but the truth can: t >= H and L(t - H) -
   L(t + H) < m, less than one minimal change in the eight weeks around the occasion. Before day 28
   nobody is stalled: early flatness is `watch`.
4. `improved`: L(0) - L(t) >= R.
5. `watch`: the aim is change, L(0) >= c, L(t + H) >= c and L(t) - L(t + H) < m / 2: flat ahead, but not
   (yet) stalled.
6. `on_track`: otherwise. `too_early` is no truth, only a lack of scores.

The true outlook at the horizon, four exclusive outcomes: `non_clinical` (L(t + H) < c), else `gaining`
(L(t) - L(t + H) >= m), `worse` (L(t + H) - L(t) >= m), `flat`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unstuck.simulation.attendance import Flags
from unstuck.simulation.scale import Floats, Scale

HORIZON_DAYS = 28.0

Codes = NDArray[np.object_]


@dataclass(frozen=True)
class Moment:
    """Latent levels around n occasions: at the first session, 28 days before (at day 0 at the earliest),
    now, 28 days after.

    `days` since the first session; `to_change` is true where the aim is change and not staying well.
    """

    first: Floats
    behind: Floats
    now: Floats
    ahead: Floats
    days: Floats
    to_change: Flags


def true_states(moment: Moment, scale: Scale) -> Codes:
    """Return the code of the true state at each occasion, as defined above."""
    return _first_that_holds(
        {
            "deteriorating": _deteriorating(moment, scale),
            "recovered": _recovered(moment, scale),
            "stalled": _stalled(moment, scale),
            "improved": moment.first - moment.now >= scale.reliable_change,
            "watch": _flat_ahead(moment, scale, scale.minimal_change / 2),
        },
        "on_track",
        len(moment.days),
    )


def true_outlooks(moment: Moment, scale: Scale) -> Codes:
    """Return the code of the outcome at the horizon, as defined above."""
    gain = moment.now - moment.ahead
    outcomes = {
        "non_clinical": moment.ahead < scale.cutoff,
        "gaining": gain >= scale.minimal_change,
        "worse": -gain >= scale.minimal_change,
    }
    return _first_that_holds(outcomes, "flat", len(moment.days))


def _deteriorating(moment: Moment, scale: Scale) -> Flags:
    reliably = moment.now - moment.first >= scale.reliable_change
    return reliably | (moment.ahead - moment.first >= scale.minimal_change)


def _recovered(moment: Moment, scale: Scale) -> Flags:
    gained = moment.first - moment.now >= scale.reliable_change
    return (moment.first >= scale.cutoff) & gained & (moment.now < scale.cutoff)


def _stalled(moment: Moment, scale: Scale) -> Flags:
    really_flat = moment.behind - moment.ahead < scale.minimal_change
    return _flat_ahead(moment, scale, scale.minimal_change) & really_flat & (moment.days >= HORIZON_DAYS)


def _flat_ahead(moment: Moment, scale: Scale, less_than: float) -> Flags:
    clinical = (moment.first >= scale.cutoff) & (moment.ahead >= scale.cutoff)
    return moment.to_change & clinical & (moment.now - moment.ahead < less_than)


def _first_that_holds(conditions: Mapping[str, Flags], otherwise: str, occasions: int) -> Codes:
    names = np.array([*conditions, otherwise], dtype=object)
    chosen = np.full(occasions, len(conditions))
    for place, holds in reversed(list(enumerate(conditions.values()))):
        chosen[holds] = place
    codes: Codes = names[chosen]
    return codes
