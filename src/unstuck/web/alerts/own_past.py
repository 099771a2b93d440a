"""An agency's own past as the library reads it, and the setting of its alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, Max, QuerySet
from numpy.typing import NDArray

from unstuck.instruments import load
from unstuck.population.analysis import Rows
from unstuck.web.alerts.models import BudgetChoice, BudgetRound, PastFigures
from unstuck.web.caseload.judging import BUDGET_OF, curve_of
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.components.batches import day_number
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consents.restrictions import left_out_of_figures

USUAL_INSTRUMENT = "PHQ-9"
"""Shown to an agency that has no scores yet."""


def budget_of(episode: int) -> float | None:
    """Return the setting that holds for the agency of an episode, None where nobody has chosen one."""
    chosen = BudgetChoice.objects.filter(agency__clients__episodes=episode).order_by("-id")
    return chosen.values_list("share", flat=True).first()


BUDGET_OF.append(budget_of)


def choices_of(agency: int) -> list[BudgetChoice]:
    """Return every choice of an agency, the newest first."""
    return list(BudgetChoice.objects.filter(agency=agency).select_related("by").order_by("-id"))


def open_work(agency: int) -> QuerySet[Episode]:
    """Return the episodes of an agency's clients in care."""
    return Episode.objects.filter(client__agency=agency, ended_on=None)


def round_of(agency: int) -> BudgetRound | None:
    """Return how far everybody was judged after the last choice that changed something."""
    return BudgetRound.objects.filter(choice__agency=agency).order_by("-pk").first()


def instruments_with_settings(agency: int) -> list[str]:
    """Return the questionnaires of an agency whose curves offer settings, those with most scores first."""
    rows = Score.objects.filter(episode__client__agency=agency, withdrawn_at=None).order_by()
    counted = Counter(dict(rows.values_list("instrument").annotate(n=Count("pk")).values_list("instrument", "n")))
    names = [name for name, _count in counted.most_common() if (curve := curve_of(name)) and curve.budgets]
    return names or [USUAL_INSTRUMENT]


def past_scores(agency: int, instrument: str) -> Rows:
    """Return every counting score of an agency's clients on a questionnaire, ended work included, without a name."""
    rows = list(
        Score.objects.filter(episode__client__agency=agency, instrument=instrument, withdrawn_at=None)
        .exclude(episode__client__in=left_out_of_figures(agency))
        .order_by("episode", "day")
        .values_list("episode", "day", "total")
    )
    episodes, days, totals = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    firsts = np.flatnonzero(np.concatenate([[True], episodes[1:] != episodes[:-1]])[: episodes.size])
    starts = np.append(firsts, episodes.size).astype(np.int64)
    times = days - np.repeat(days[firsts], np.diff(starts))
    return Rows(episodes[firsts].astype(np.int64).astype(object), starts, times, days, totals)


def days_of_scores(agency: int, today: date) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return offsets, the days on which each client gave scores, and until when one would have been seen of each."""
    rows = list(
        Score.objects.filter(episode__client__agency=agency, withdrawn_at=None)
        .exclude(episode__client__in=left_out_of_figures(agency))
        .order_by("episode", "on")
        .values_list("episode", "on", "episode__ended_on")
        .distinct()
    )
    owners = np.array([episode for episode, _on, _ended in rows], dtype=np.int64)
    firsts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]])[: owners.size])
    starts = np.append(firsts, owners.size).astype(np.int64)
    days = np.array([day_number(on) for _episode, on, _ended in rows], dtype=np.float64)
    until = [day_number(rows[first][2] or today) for first in firsts.tolist()]
    return starts, days, np.array(until, dtype=np.float64)


PastByKind = Mapping[tuple[str, str], Mapping[str, Any]]
"""What an agency's own past told, by kind and questionnaire."""


def newest_figures(agency: int) -> PastByKind:
    """Return what an agency's own past told last, in one query."""
    return {(kind, instrument): figures for kind, instrument, figures in rows_of(_newest, agency)}


def _newest(agency: int) -> QuerySet[PastFigures, tuple[str, str, Any]]:
    newest = PastFigures.objects.filter(agency=agency).order_by().values("kind", "instrument").annotate(last=Max("id"))
    return PastFigures.objects.filter(id__in=newest.values("last")).values_list("kind", "instrument", "figures")


def workers_in_care(agency: int) -> int:
    """Return how many people work with clients now."""
    return open_work(agency).filter(worker__isnull=False).values("worker").distinct().count()


def clients_asked(agency: int, instrument: str) -> int:
    """Return how many clients in care have a score on a questionnaire; all of them where nobody has any yet."""
    in_care = open_work(agency)
    asked = in_care.filter(scores__instrument=instrument, scores__withdrawn_at=None).distinct().count()
    return asked or in_care.count()


def title_of(instrument: str) -> str:
    """Return a questionnaire's full name."""
    return load(instrument).name
