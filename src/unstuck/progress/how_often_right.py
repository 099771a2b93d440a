"""How often alerts were right: seen on the same people's later scores, or until there are enough, as simulated.

An alert can be checked where the client has a score one to two horizons after it. A stall was right where the client
is then still clinical and has gained less than a minimal change, both since the alert and since one horizon before it;
a deterioration where the client is then worse than at the start by a minimal change. These are observed scores, so
measurement error counts too, and who stopped coming cannot be counted: the numbers say how many that were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from unstuck.language import gettext as _
from unstuck.progress.batch import Batch
from unstuck.progress.course import horizon
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure
from unstuck.progress.proportion import wilson
from unstuck.progress.status import ALERTING, STALLED, STATES, Assessment, clinical

FEWEST_SEEN = 30
"""From so many checked alerts on, what was seen is shown; before, the simulated share (STATISTICS: honesty)."""

LOWEST_TENTH, HIGHEST_TENTH = 0.05, 0.95


@dataclass(frozen=True)
class CheckedAlerts:
    """Alerts of one kind: how many were raised, for how many a later score tells, and how many of those were right."""

    raised: int = 0
    checked: int = 0
    right: int = 0

    def __add__(self, other: CheckedAlerts) -> CheckedAlerts:
        """Return both together."""
        return CheckedAlerts(self.raised + other.raised, self.checked + other.checked, self.right + other.right)


@dataclass(frozen=True)
class HowOftenRight:
    """The share of alerts of one state that were right on one questionnaire, and where it is known from.

    known_from: "seen" on these people's own later scores; "simulated", on made-up clients only; "tried", on the people
    a curve was fitted on. alerts: how many the share rests on. share, lower95, upper95: with Wilson's interval.
    seen_so_far: these people's own alerts, whichever share is shown.
    """

    instrument: str
    state: str
    known_from: Literal["seen", "simulated", "tried"]
    share: float
    lower95: float
    upper95: float
    alerts: int
    seen_so_far: CheckedAlerts


def check_alerts(batch: Batch, measure: Measure, found: Assessment) -> dict[str, CheckedAlerts]:
    """Return, for each state that raises alerts, how they fared by the clients' own later scores.

    `found` is what `assess` gave for this batch; every alert in it was raised on the scores until then alone.
    """
    reach = horizon(batch)
    counts = {STATES[state]: CheckedAlerts() for state in ALERTING}
    for row in np.flatnonzero(found.alert).tolist():
        later = row_at_horizon(batch, row, reach)
        right = later is not None and _borne_out(batch, measure, found, row, later)
        counts[STATES[found.state[row]]] += CheckedAlerts(1, int(later is not None), int(right))
    return counts


def how_often_right(
    instrument: str, checked: Mapping[str, CheckedAlerts], curve: Curve | None
) -> dict[str, HowOftenRight]:
    """Return the share for each state that has one: seen from FEWEST_SEEN checked alerts on, else as the curve has it.

    `checked` are the alerts of one questionnaire and one agency (`check_alerts`, added up). A state is missing where
    too few were seen and the curve was not tried.
    """
    shares = {STATES[state]: _share(instrument, STATES[state], checked, curve) for state in ALERTING}
    return {state: share for state, share in shares.items() if share is not None}


def in_words(share: HowOftenRight) -> str:
    """Return one sentence that says how often such alerts were right, and how that is known.

    >>> in_words(HowOftenRight("PHQ-9", "stalled", "seen", 24 / 42, 0.42, 0.71, 42, CheckedAlerts(60, 42, 24)))
    'Seen here: of 42 such alerts with a later score, 24 were right (57 %, likely between 42 and 71 %).'
    >>> in_words(HowOftenRight("PHQ-9", "stalled", "simulated", 0.79, 0.78, 0.8, 9000, CheckedAlerts(3, 2, 1)))
    'Tried on simulated clients only: about 8 in 10 such alerts were right.'
    """
    if share.known_from == "seen":
        return _(
            "Seen here: of {n} such alerts with a later score, {right} were right "
            "({share:.0f} %, likely between {low:.0f} and {high:.0f} %)."
        ).format(
            n=share.alerts,
            right=share.seen_so_far.right,
            share=100 * share.share,
            low=100 * share.lower95,
            high=100 * share.upper95,
        )
    if share.known_from == "simulated":
        text = _("Tried on simulated clients only: {tenths} such alerts were right.")
    else:
        text = _("Tried on the people the curve was made from: {tenths} such alerts were right.")
    return text.format(tenths=_tenths(share.share))


def _tenths(share: float) -> str:
    if share > HIGHEST_TENTH:
        return _("more than 9 in 10")
    if share < LOWEST_TENTH:
        return _("fewer than 1 in 10")
    return _("about {tenths} in 10").format(tenths=round(10 * share))


def row_at_horizon(batch: Batch, row: int, reach: float) -> int | None:
    """Return the client's first score one to two horizons after `row`, None where there is none."""
    end = int(batch.starts[batch.client[row] + 1])
    later = row + 1 + int(np.searchsorted(batch.times[row + 1 : end], batch.times[row] + reach - 1e-9))
    if later >= end or batch.times[later] > batch.times[row] + 2 * reach:
        return None
    return later


def _borne_out(batch: Batch, measure: Measure, found: Assessment, row: int, later: int) -> bool:
    size, sign = found.minimal[row], measure.sign
    if found.state[row] != STALLED:
        return bool(sign * (batch.scores[later] - batch.first[row]) >= size)
    earlier = (row, _row_one_horizon_back(batch, row, horizon(batch)))
    gains = [sign * (batch.scores[before] - batch.scores[later]) for before in earlier]
    return bool(clinical(batch.scores[later : later + 1], measure)[0]) and max(gains) < size


def _row_one_horizon_back(batch: Batch, row: int, reach: float) -> int:
    """Return the client's last score at or before one horizon ago, else the first."""
    start = int(batch.start[row])
    earlier = start + int(np.searchsorted(batch.times[start:row], batch.times[row] - reach + 1e-9, side="right"))
    return max(earlier - 1, start)


def _share(
    instrument: str, state: str, checked: Mapping[str, CheckedAlerts], curve: Curve | None
) -> HowOftenRight | None:
    seen = checked.get(state, CheckedAlerts())
    if seen.checked >= FEWEST_SEEN:
        lower, upper = wilson(seen.right, seen.checked)
        share = seen.right / seen.checked
        return HowOftenRight(instrument, state, "seen", share, lower, upper, seen.checked, seen)
    record = curve.alerts.get(state) if curve else None
    if record is None:
        return None
    known_from: Literal["simulated", "tried"] = "simulated" if record.simulated else "tried"
    return HowOftenRight(
        instrument, state, known_from, record.right, record.lower95, record.upper95, record.alerts, seen
    )
