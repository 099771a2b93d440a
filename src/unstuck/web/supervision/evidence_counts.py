"""Counting for an agency's quarter whether it measures, and what came of it: beside the quarter's own figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.timezone import localtime

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.models import AlertStep
from unstuck.web.audit.queries import entries_of
from unstuck.web.caseload.models import Score
from unstuck.web.reviews.models import ReviewStep
from unstuck.web.supervision.actions import TAKEN_AWAY, ReportForm
from unstuck.web.supervision.permissions import episodes_of_quarter
from unstuck.web.supervision.quarter_counts import OPENED
from unstuck.web.supervision.quarters import Quarter

ENDED_ONCE, ENDED_TWICE = "ended_with_a_score", "ended_with_a_later_score"
IN_CARE_TWICE = "in_care_with_a_later_score"
ALERTS, ALERTS_REVIEWED, DECIDED = "alerts", "alerts_reviewed", "reviews_decided"


@dataclass(frozen=True)
class EvidenceCounts:
    """Counts by measure, and of the people with a score in the quarter by questionnaire."""

    counts: Counter[str]
    instruments: Mapping[str, int]


@dataclass(frozen=True)
class TakenReports:
    """How often a quarter's figures were taken away, by form, and when last; None: never."""

    by_form: Mapping[ReportForm, int]
    last: date | None


def count_evidence(actor: Actor, quarter: Quarter) -> EvidenceCounts:
    """Return what is counted of the agency's clients in a quarter."""
    counts, instruments = _scores(actor, quarter)
    return EvidenceCounts(counts + _alerts(actor, quarter) + _reviews(actor, quarter), instruments)


def _scores(actor: Actor, quarter: Quarter) -> tuple[Counter[str], Mapping[str, int]]:
    """Return how many have a score by the last day, and how many a later one on the same questionnaire."""
    episodes = episodes_of_quarter(actor, quarter)
    rows = (
        Score.objects.filter(episode__in=episodes, withdrawn_at=None, on__lte=quarter.last)
        .values_list("episode", "instrument")
        .annotate(scores=Count("pk"), lately=Count("pk", filter=Q(on__gte=quarter.first)))
        .order_by("episode")
    )
    most: dict[int, int] = {}
    instruments: Counter[str] = Counter()
    for episode, instrument, scores, lately in rows:
        most[episode] = max(most.get(episode, 0), scores)
        instruments[instrument] += lately > 0
    counts: Counter[str] = Counter()
    for episode, ended in episodes.values_list("pk", "ended_on"):
        scores = most.get(episode, 0)
        if ended is not None and ended <= quarter.last:
            counts.update({ENDED_ONCE: scores > 0, ENDED_TWICE: scores > 1})
        else:
            counts[IN_CARE_TWICE] += scores > 1
    return counts, {instrument: people for instrument, people in sorted(instruments.items()) if people}


def _alerts(actor: Actor, quarter: Quarter) -> Counter[str]:
    """Count the signs raised in the quarter, and those after which a person did something in a review since."""
    raised: dict[tuple[int, int], datetime] = {}
    rows = AlertStep.objects.filter(
        action__in=("raise", "return"), alert__episode__in=episodes_of_quarter(actor, quarter),
        at__gte=quarter.begins, at__lt=quarter.ends,
    )  # fmt: skip
    for alert, episode, at in rows.order_by("at", "pk").values_list("alert", "alert__episode", "at"):
        raised.setdefault((alert, episode), at)
    latest: dict[int, datetime] = {}
    done = ReviewStep.objects.filter(
        review__episode__in=episodes_of_quarter(actor, quarter), by__isnull=False, at__gte=quarter.begins
    )
    for episode, at in done.order_by("at").values_list("review__episode", "at"):
        latest[episode] = at
    reviewed = sum(episode in latest and latest[episode] >= at for (_alert, episode), at in raised.items())
    return Counter({ALERTS: len(raised), ALERTS_REVIEWED: reviewed})


def _reviews(actor: Actor, quarter: Quarter) -> Counter[str]:
    """Count the reviews opened in the quarter in which something was decided since."""
    rows = ReviewStep.objects.filter(
        Q(action__in=OPENED) | Q(action="decide"), review__episode__in=episodes_of_quarter(actor, quarter),
        at__gte=quarter.begins,
    )  # fmt: skip
    opened: set[int] = set()
    decided: set[int] = set()
    for review, action, at in rows.order_by("at", "pk").values_list("review", "action", "at"):
        if action == "decide":
            decided |= {review} & opened
        elif localtime(at).date() <= quarter.last:
            opened.add(review)
    return Counter({DECIDED: len(decided)})


def taken_reports(actor: Actor, quarter: Quarter) -> TakenReports:
    """Return how often the quarter's figures were taken away, as the agency's record says."""
    rows = entries_of(actor.agency_public_id).filter(action=TAKEN_AWAY, subject="quarter", subject_id=quarter.code)
    found = list(rows.values_list("details", "at"))
    forms = Counter(ReportForm(details["form"]) for details, _at in found)
    return TakenReports(forms, localtime(max(at for _details, at in found)).date() if found else None)
