"""A whole file's clients, piece by piece: each client's state, or each occasion's, from what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Instrument
from unstuck.progress.batch import Batch, Clock
from unstuck.progress.curve import Curve
from unstuck.progress.how_often_right import CheckedAlerts, check_alerts
from unstuck.progress.measure import SMALLEST_SAMPLE, Measure, Norms, has_shipped_change, measure_of
from unstuck.progress.snapshot import Snapshot, snapshots
from unstuck.progress.status import ALERTING, STATES, Assessment, assess, usable_curve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOT_HEARD_WEEKS = 3
"""Weeks without a score after which "not heard from" is flagged (STATISTICS, states)."""


@dataclass(frozen=True)
class Rows:
    """Some clients' scores: names, and columns as in progress.Batch, with `occasions` in the file's own time."""

    clients: NDArray[np.object_]
    starts: Ints
    times: Floats
    occasions: Floats
    scores: Floats


@dataclass(frozen=True)
class Setting:
    """How a file is to be judged. `norms` is what is used, after falling back where nothing is shipped.

    first_occasions, first_scores: every client's first score, ordered by occasion, for norms from the sample.
    today: days since 1970-01-01 where occasions are dates, else None.
    """

    instrument: Instrument
    curve: Curve | None
    norms: Norms
    clock: Clock
    first_occasions: Floats
    first_scores: Floats
    today: float | None = None

    @property
    def from_sample(self) -> bool:
        """True where the reliable change rests on the file's own first scores."""
        return self.norms == "sample" or not has_shipped_change(self.instrument)


class Finding(NamedTuple):
    """One client (at one occasion): the snapshot is None for a client without scores; times in the file's own."""

    client: str
    seen: Snapshot | None
    occasion: float | None
    since: float | None
    last_heard: float | None
    not_heard_from: bool | None
    measure: Measure
    first_row: int
    row: int


@dataclass(frozen=True)
class Analysis:
    """One piece, judged: the batch, what was found at every row, the curve in use and the measure."""

    rows: Rows
    batch: Batch
    measure: Measure
    curve: Curve | None
    found: Assessment
    setting: Setting

    def findings(self, each_occasion: bool = False) -> Iterator[Finding]:
        """Yield each client's latest finding, in the file's order, or every occasion's."""
        rows = self._rows_wanted(each_occasion)
        scored = rows[rows >= 0]
        seen = list(snapshots(self.batch, self.measure, self.curve, self.found, scored))
        heard = self.rows.occasions[scored]
        since = self.rows.occasions[self.found.since[scored]].tolist()
        named = self.rows.clients[self.batch.client[scored]].tolist()
        measures = [self.measure if one.threshold is not None else self._without_norms for one in seen]
        at, silent, firsts = heard.tolist(), self._silent(heard, each_occasion), self.batch.start[scored].tolist()
        found = map(Finding, named, seen, at, since, at, silent, measures, firsts, scored.tolist())
        empty = map(self._without_scores, np.flatnonzero(np.diff(self.rows.starts) == 0).tolist())
        return (next(found) if row >= 0 else next(empty) for row in rows.tolist())

    def _rows_wanted(self, each_occasion: bool) -> Ints:
        """Return the rows to report in the file's order, -1 for a client without scores."""
        latest = self.batch.latest_rows
        if not each_occasion:
            return latest
        empty = np.flatnonzero(latest < 0)
        owners = np.concatenate([self.batch.client, empty])
        rows = np.concatenate([np.arange(self.batch.times.size), np.full(empty.size, -1)])
        return rows[np.argsort(owners, kind="stable")]

    def _silent(self, heard: Floats, each_occasion: bool) -> list[bool] | list[None]:
        """Return who has not been heard from: nobody is silent at the occasion itself; None without a calendar."""
        if self.setting.today is None:
            return [None] * heard.size
        if each_occasion:
            return [False] * heard.size
        silent: list[bool] = not_heard_from(self.setting.today, heard).tolist()
        return silent

    @cached_property
    def _without_norms(self) -> Measure:
        return replace(self.measure, norms="none")

    def _without_scores(self, client: int) -> Finding:
        silent = None if self.setting.today is None else True
        enough = not self.setting.from_sample or np.isfinite(_known_sd(np.array([np.inf]), self.setting)).all()
        measure = self.measure if enough else replace(self.measure, norms="none")
        return Finding(self.rows.clients[client], None, None, None, None, silent, measure, 0, -1)


def not_heard_from(today: float, heard: Floats) -> NDArray[np.bool_]:
    """Return whose last score is NOT_HEARD_WEEKS old or older; `today` and `heard` in days."""
    silent: NDArray[np.bool_] = today - heard >= NOT_HEARD_WEEKS * 7
    return silent


def analyse(rows: Rows, setting: Setting) -> Analysis:
    """Judge one piece: every row's state from that row and earlier ones alone."""
    batch = Batch(rows.starts, rows.times, rows.scores, setting.clock)
    if setting.from_sample:
        measure = measure_of(setting.instrument, "sample", _known_sd(rows.occasions, setting))
    else:
        measure = measure_of(setting.instrument, "shipped")
    found = assess(batch, measure, setting.curve)
    return Analysis(rows, batch, measure, usable_curve(batch, measure, setting.curve), found, setting)


def _known_sd(occasions: Floats, setting: Setting) -> Floats:
    """Return for each row the SD (n - 1) of the first scores that had been given by then, NaN for too few."""
    values = setting.first_scores
    count = np.arange(1, values.size + 1)
    centred = values - (values[0] if values.size else 0.0)
    squares = np.cumsum(centred * centred) - np.cumsum(centred) ** 2 / count
    variance = np.maximum(squares, 0.0) / np.maximum(count - 1, 1)
    sd = np.where((count >= SMALLEST_SAMPLE) & (variance > 0), np.sqrt(variance), np.nan)
    known = np.searchsorted(setting.first_occasions, occasions, side="right")
    padded: Floats = np.concatenate([[np.nan], sd])
    return padded[known]


@dataclass
class AlertCheck:
    """How often a file's own earlier alerts were borne out by later scores, counted piece by piece.

    What right means, and which alerts can be checked: `progress.how_often_right`.
    """

    counts: dict[str, CheckedAlerts]

    @classmethod
    def empty(cls) -> AlertCheck:
        """Return a check that has seen nothing yet."""
        return cls({STATES[state]: CheckedAlerts() for state in ALERTING})

    def add(self, piece: Analysis) -> None:
        """Count the alerts of one more piece."""
        more = check_alerts(piece.batch, piece.measure, piece.found)
        self.counts = {state: self.counts[state] + more[state] for state in more}


def as_days(day: date) -> float:
    """Return a date as days since 1970-01-01, the form in which occasions hold dates."""
    return float(day.toordinal() - date(1970, 1, 1).toordinal())
