"""The page of the setting: what each one would have led to, in words and round numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from math import isclose

from django.core.cache import cache

from unstuck.language import gettext as _
from unstuck.population.alert_counts import WINDOW_WEEKS
from unstuck.population.calibration import BUDGETS, NOMINAL
from unstuck.population.disclosure import FEWEST_WORKERS
from unstuck.reporting.alert_preview import AlertPreview, SettingOutcome, alerts_a_week, basis, budget_words, preview
from unstuck.reporting.words import number, percent
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.budget import SETTINGS
from unstuck.web.alerts.models import BudgetRound
from unstuck.web.alerts.own_past import (
    choices_of,
    clients_asked,
    instruments_with_settings,
    past_scores,
    round_of,
    title_of,
    workers_in_care,
)
from unstuck.web.caseload.judging import FirstScores, setting_of

KEPT_SECONDS = 60 * 60


@dataclass(frozen=True)
class SettingRow:
    """One setting in the table."""

    words: str
    cells: Sequence[tuple[str, str]]
    """What each column is called, and what stands in it."""
    current: bool


@dataclass(frozen=True)
class SettingTable:
    """What the settings mean for one questionnaire."""

    instrument: str
    title: str
    lead: str
    heads: Sequence[str]
    rows: Sequence[SettingRow]
    basis: Sequence[str]
    own: bool


@dataclass(frozen=True)
class BudgetHistoryLine:
    """One earlier choice: which, by whom, when."""

    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class SettingPage:
    """The page. `now` is the value of the setting that holds, as the form has it.

    under_way: how far everybody in care was judged again, empty where that has ended.
    """

    tables: Sequence[SettingTable]
    choices: Sequence[tuple[str, str]]
    now: str
    history: Sequence[BudgetHistoryLine]
    few_workers: str
    first_shown: int
    under_way: str = ""
    window: int = WINDOW_WEEKS


def setting_page(actor: Actor, today: date) -> SettingPage:
    """Return what each setting means for an agency. Below three workers its own past would be one person's work."""
    chosen = choices_of(actor.agency_id)
    now = chosen[0].share if chosen else NOMINAL
    workers = workers_in_care(actor.agency_id)
    apart = workers < FEWEST_WORKERS
    names = instruments_with_settings(actor.agency_id)
    few = _("With fewer than %(n)s people at work, numbers from your own past would be about one person's work.")
    return SettingPage(
        tables=[_table(_previewed(actor.agency_id, name, now, today, apart), workers) for name in names],
        choices=[(str(share), _choice(share)) for share in BUDGETS],
        now=str(now),
        history=[BudgetHistoryLine(budget_words(one.share), one.by.name, one.at) for one in chosen],
        few_workers=few % {"n": FEWEST_WORKERS} if apart else "",
        first_shown=SETTINGS.new_per_week,
        under_way=_under_way(round_of(actor.agency_id)),
    )


def _under_way(current: BudgetRound | None) -> str:
    if current is None or current.stage not in (BudgetRound.WAITING, BudgetRound.GIVEN_UP):
        return ""
    counts = {"judged": current.judged, "clients": max(current.clients, current.judged)}
    if current.stage == BudgetRound.GIVEN_UP:
        return (
            _(
                "%(judged)s of %(clients)s clients were judged again with the last choice; with the others something "
                "went wrong on our side. They keep their states until their next score. Tell whoever looks after this "
                "installation, or choose another setting and then this one again."
            )
            % counts
        )
    return (
        _(
            "Everybody in care is being judged again with the last choice: %(judged)s of %(clients)s so far. "
            "Until then the others keep the states and alerts that they had. Load this page again to see how far it is."
        )
        % counts
    )


def _choice(share: float) -> str:
    if share == min(BUDGETS):
        return _("%(share)s: the fewest alerts") % {"share": budget_words(share)}
    if share == max(BUDGETS):
        return _("%(share)s: the most alerts") % {"share": budget_words(share)}
    if isclose(share, NOMINAL):
        return _("%(share)s: as it comes, and the one that was tried most") % {"share": budget_words(share)}
    return budget_words(share)


_PARTS = [one.name for kind in (AlertPreview, SettingOutcome) for one in fields(kind)]
_HOLDS = sha256(repr(_PARTS).encode()).hexdigest()


def _previewed(agency: int, name: str, now: float, today: date, apart: bool) -> AlertPreview:
    """Return the outcomes, counted once an hour: of a large agency it takes seconds.

    A row in the cache outlives an upgrade, so its name tells what an outcome holds.
    """
    clients = clients_asked(agency, name)
    key = f"alerts.setting.{_HOLDS}.{agency}.{name}.{now}.{clients}.{today}.{apart}"
    found: AlertPreview | None = cache.get(key)
    if found is None:
        rows = [] if apart else [past_scores(agency, name)]
        setting = setting_of(name, FirstScores())
        found = preview(rows, setting, current=now, clients=max(clients, 1))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _table(found: AlertPreview, workers: int) -> SettingTable:
    current = next(one for one in found.settings if one.current)
    return SettingTable(
        instrument=found.instrument,
        title=title_of(found.instrument),
        lead=alerts_a_week(current, workers or None),
        heads=[head for head, _cell in _cells(current)],
        rows=[SettingRow(budget_words(one.share), _cells(one), one.current) for one in found.settings],
        basis=basis(found),
        own=found.own,
    )


def _cells(one: SettingOutcome) -> list[tuple[str, str]]:
    per_week = _("under 1") if one.per_week < 1 else number(one.per_week, 1 if one.per_week < 10 else 0)
    busiest = [] if one.busiest is None else [(_("In the busiest week"), str(one.busiest))]
    return [
        (_("Alerts a week"), per_week),
        *busiest,
        (_("Clients who ever had one"), percent(one.ever)),
        (_("Of those on track"), percent(one.on_track_ever)),
        (_("Of those truly flat"), percent(one.flat_ever)),
    ]
