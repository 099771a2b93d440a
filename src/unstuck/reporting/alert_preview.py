"""What a setting of the alerts means before it is chosen: on an agency's own past, or on a simulated caseload."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.alert_counts import FEWEST_CLIENTS, WINDOW_WEEKS, AlertCounts
from unstuck.population.analysis import Rows, Setting
from unstuck.population.calibration import NOMINAL, PROMISED
from unstuck.progress.batch import Clock
from unstuck.progress.curve import Curve
from unstuck.reporting.words import clients as clients_in_words
from unstuck.reporting.words import number
from unstuck.simulation.caseload import simulate
from unstuck.simulation.scale import scale_of

SIMULATED_CLIENTS, SEED, AS_OF = 300, 1, date(2026, 11, 29)
"""The simulated caseload is always the same one: a figure that changes from day to day would look like news."""


@dataclass(frozen=True)
class SettingOutcome:
    """One setting, and what it would have led to. Alerts are for all clients together; shares are of clients.

    `busiest`: the alerts of the busiest week, None on a simulated caseload, whose weeks are not the agency's.

    `on_track_ever` and `flat_ever` were seen on courses drawn from the curve itself, whose truth is known.
    """

    share: float
    tau: float
    per_week: float
    busiest: int | None
    ever: float
    on_track_ever: float
    flat_ever: float
    current: bool


@dataclass(frozen=True)
class AlertPreview:
    """The settings of one curve. `own`: counted on the agency's own past, else on a simulated caseload of its size.

    `measured_on`: the clients from whom the curve was learned, 0 where it is assumed from published figures.
    """

    instrument: str
    curve: str
    measured_on: int
    own: bool
    clients: int
    settings: Sequence[SettingOutcome]


def preview(
    rows: Iterable[Rows], setting: Setting, *, current: float = NOMINAL, clients: int | None = None
) -> AlertPreview:
    """Return what each setting would have led to for these clients, whose occasions are dates.

    `current`: the share that is set now. `clients`: how many are in care at a time, where a simulated caseload stands
    in; by default as many as have scores. BadInput where the curve offers no settings, or nobody can be simulated.
    """
    curve = setting.curve
    if curve is None or not curve.budgets:
        problem = _("expected a curve with settings for {instrument}: make one from your own scores with `unstuck fit`")
        raise BadInput(problem.format(instrument=setting.instrument.id))
    taus = tuple(one.tau for one in curve.budgets)
    counts = AlertCounts(setting, taus)
    for piece in rows:
        counts.add(piece)
    if counts.long_enough:
        return _outcomes(curve, counts, counts.clients, current, own=True)
    return _outcomes(curve, _simulated(setting, taus), clients or max(counts.clients, 1), current, own=False)


def _simulated(setting: Setting, taus: tuple[float, ...]) -> AlertCounts:
    """Return the counts of the simulated caseload, counted once in a process."""
    key = (setting.instrument.id, setting.curve.id if setting.curve else "", taus)
    if key not in _COUNTED:
        clock: Clock = "days"
        counts = AlertCounts(replace(setting, clock=clock, norms="shipped"), taus)
        counts.add(simulated_rows(setting.instrument))
        _COUNTED[key] = counts
    return _COUNTED[key]


_COUNTED: dict[tuple[str, str, tuple[float, ...]], AlertCounts] = {}


def simulated_rows(instrument: Instrument) -> Rows:
    """Return the scores of a simulated caseload as rows."""
    made = simulate(SIMULATED_CLIENTS, SEED, today=AS_OF, scale=scale_of(instrument))
    starts = np.concatenate([[0], np.cumsum(made.people.scores)]).astype(np.int64)
    days = made.columns["date"].astype("datetime64[D]").astype("int64").astype(np.float64)
    times = days - np.repeat(days[starts[:-1]], np.diff(starts))
    return Rows(made.people.client, starts, times, days, made.columns["score"].astype(np.float64))


def _outcomes(curve: Curve, counts: AlertCounts, clients: int, current: float, *, own: bool) -> AlertPreview:
    """Return the outcomes; those of a simulated caseload are brought to the size of the real one."""
    size = clients / counts.clients
    chosen = min(curve.budgets, key=lambda one: abs(one.share - current))
    settings = []
    for one in curve.budgets:
        found = counts.at(one.tau)
        settings.append(
            SettingOutcome(
                share=one.share,
                tau=one.tau,
                per_week=size * found.per_week,
                busiest=found.busiest if own else None,
                ever=found.ever / counts.clients,
                on_track_ever=one.on_track_ever,
                flat_ever=one.flat_ever,
                current=one is chosen,
            )
        )
    return AlertPreview(curve.instrument, curve.id, curve.cohort, own, clients, settings)


def budget_words(share: float) -> str:
    """Say a setting: how many of those on track may ever be called, by the curve.

    >>> budget_words(0.07)
    '7 in 100'
    """
    return _("%(n)s in 100") % {"n": number(100 * share, 0)}


def alerts_a_week(found: SettingOutcome, workers: int | None = None) -> str:
    """Say what a setting means, in a sentence."""
    words = {"alerts": _about(found.per_week), "workers": workers}
    if not workers:
        return _("With this, there would have been %(alerts)s.") % words
    return (
        ngettext(
            "With this, your one worker would have had %(alerts)s.",
            "With this, your %(workers)s workers would have had %(alerts)s.",
            workers,
        )
        % words
    )


def _about(per_week: float) -> str:
    if per_week < 1:
        return _("fewer than 1 alert a week")
    whole = round(per_week)
    return ngettext("%(n)s alert a week", "%(n)s alerts a week", whole) % {"n": whole}


def basis(found: AlertPreview) -> list[str]:
    """Say what the figures rest on, and what they do not say."""
    if found.own:
        counted = _(
            "Counted on your own past: %(clients)s, alerts a week over the last %(weeks)s weeks with scores. What was "
            "done about an alert is part of that past."
        )
    else:
        counted = _(
            "Counted on a simulated caseload, because your own past is too short (it takes %(fewest)s people with four "
            "scores or more, over %(weeks)s weeks): made-up people, brought to %(clients)s. Yours may be different."
        )
    words = {"clients": clients_in_words(found.clients), "weeks": WINDOW_WEEKS, "fewest": FEWEST_CLIENTS}
    tried = _(
        "Nobody can know for certain which real people are on track. Those shares come from courses drawn from the "
        "expected course itself, %(origin)s. On made-up courses of other kinds, a setting of %(nominal)s became up to "
        "%(promised)s; the other settings were not tried on other kinds."
    )
    origin = (
        _("which was measured on %(clients)s") % {"clients": clients_in_words(found.measured_on)}
        if found.measured_on
        else _("which is assumed from published figures")
    )
    shares = {"origin": origin, "nominal": budget_words(NOMINAL), "promised": budget_words(PROMISED)}
    return [counted % words, tried % shares]
