"""Counting an agency's quarter by worker and programme, so that teams and programmes can be added up.

A worker's own numbers go no further.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils.timezone import localtime

from unstuck.instruments import load
from unstuck.population.outcome_counts import ClientCourse, outcome_of_each
from unstuck.progress.measure import has_shipped_change
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Score
from unstuck.web.caseload.queries import SILENT_DAYS
from unstuck.web.programmes.queries import programme_on
from unstuck.web.referrals.models import Referral
from unstuck.web.reviews.models import Decision, Ending, ReviewStep
from unstuck.web.supervision.permissions import episodes_of_quarter
from unstuck.web.supervision.quarters import Quarter
from unstuck.web.supervision.queries import WorkCounts

STARTED, ENDED, SCORED, SILENT, HEARD = "started", "ended", "scored", "silent", "heard"
REVIEWS, LED, NOT_LED = "reviews", "led", "not_led"
REFERRALS, HELP, NO_HELP = "referrals", "help", "no_help"
OPENED = ("open", "return", "reopen")
"""The steps by which a review is opened."""


def ending(code: str) -> str:
    """Return the measure that counts one kind of ending."""
    return f"ended:{code}"


def outcome(instrument: str, measure: str) -> str:
    """Return the measure that counts one outcome on one instrument."""
    return f"{instrument}:{measure}"


@dataclass(frozen=True)
class QuarterWork:
    """A quarter's counts by worker and programme, and the instruments on which somebody's change is known."""

    work: Sequence[WorkCounts]
    instruments: Sequence[str]


@dataclass(frozen=True)
class _QuarterEpisode:
    worker: int | None
    started: date
    ended: date | None
    because: str
    last_score: date | None
    programme: int | None


Things = Iterator[tuple[int, str]]
"""One thing counted: of which episode, and what."""


def count_quarter(actor: Actor, quarter: Quarter) -> QuarterWork:
    """Return the counts of everybody who worked with clients in a quarter, and of clients without a worker."""
    episodes = _episodes(actor, quarter)
    whose = {pk: (one.worker, one.programme) for pk, one in episodes.items()}
    counted: dict[tuple[int | None, int | None], Counter[str]] = {pair: Counter() for pair in whose.values()}
    outcomes = list(_outcomes(actor, quarter))
    for things in (_stays(episodes, quarter), outcomes, _reviews(actor, quarter), _referrals(actor, quarter)):
        for episode, measure in things:
            counted[whose[episode]][measure] += 1
    found = sorted({measure.partition(":")[0] for _episode, measure in outcomes})
    work = [WorkCounts(worker, counts, programme) for (worker, programme), counts in counted.items()]
    return QuarterWork(work, found)


def _episodes(actor: Actor, quarter: Quarter) -> dict[int, _QuarterEpisode]:
    last = Max("scores__on", filter=Q(scores__withdrawn_at=None, scores__on__lte=quarter.last))
    rows = episodes_of_quarter(actor, quarter).annotate(last_score=last, programme=programme_on(quarter.last))
    columns = ("worker_id", "started_on", "ended_on", "ended_because", "last_score", "programme")
    named = rows.order_by("pk").values_list("pk", *columns)
    return {pk: _QuarterEpisode(*each) for pk, *each in named}


def _stays(episodes: Mapping[int, _QuarterEpisode], quarter: Quarter) -> Things:
    """Yield starts, endings by kind, and who of those in care on the last day was not heard from."""
    quiet, endings = quarter.last - timedelta(days=SILENT_DAYS), frozenset(Ending.values)
    for pk, one in episodes.items():
        if one.started >= quarter.first:
            yield pk, STARTED
        if one.ended is not None and one.ended <= quarter.last:
            yield pk, ENDED
            yield pk, ending(one.because if one.because in endings else Ending.OTHER.value)
        elif one.last_score is not None:
            yield pk, SCORED
            yield pk, SILENT if one.last_score <= quiet else HEARD


def _outcomes(actor: Actor, quarter: Quarter) -> Things:
    """Yield what the population package counts of those whose work ended in the quarter."""
    for instrument, courses in ended_courses(actor, quarter).items():
        if not has_shipped_change(load(instrument)):
            continue
        found = outcome_of_each(instrument, list(courses.values()))
        for episode, measures in zip(courses, found, strict=True):
            for measure in sorted(measures):
                yield episode, outcome(instrument, measure)


def ended_courses(actor: Actor, quarter: Quarter) -> dict[str, dict[int, ClientCourse]]:
    """Return the counting scores of those whose work ended in the quarter, by instrument and episode."""
    ended = episodes_of_quarter(actor, quarter).filter(ended_on__lte=quarter.last)
    rows = Score.objects.filter(episode__in=ended, withdrawn_at=None).order_by("instrument", "episode", "day")
    pairs: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for instrument, episode, day, total in rows.values_list("instrument", "episode", "day", "total"):
        pairs[instrument, episode].append((day, total))
    found: dict[str, dict[int, ClientCourse]] = {}
    for (instrument, episode), scores in pairs.items():
        found.setdefault(instrument, {})[episode] = ClientCourse(*zip(*scores, strict=True))
    return found


def _reviews(actor: Actor, quarter: Quarter) -> Things:
    """Yield the reviews opened in the quarter, and whether something else than more time was decided since."""
    rows = ReviewStep.objects.filter(
        Q(action__in=OPENED) | Q(action="decide"), review__episode__in=episodes_of_quarter(actor, quarter),
        at__gte=quarter.begins,
    )  # fmt: skip
    opened: dict[int, int] = {}
    led: set[int] = set()
    for step in rows.select_related("review").order_by("at", "pk"):
        if step.action in OPENED:
            if localtime(step.at).date() <= quarter.last:
                opened[step.review_id] = step.review.episode_id
        elif step.review_id in opened and step.decision != Decision.GIVE_TIME:
            led.add(step.review_id)
    for review, episode in opened.items():
        yield episode, REVIEWS
        yield episode, LED if review in led else NOT_LED


def _referrals(actor: Actor, quarter: Quarter) -> Things:
    """Yield the referrals made in the quarter, and whether the client has said since that help came."""
    rows = Referral.objects.filter(
        episode__in=episodes_of_quarter(actor, quarter), requested_on__range=(quarter.first, quarter.last)
    )
    for episode, helped_on in rows.values_list("episode", "helped_on"):
        yield episode, REFERRALS
        yield episode, HELP if helped_on is not None else NO_HELP


def parts_of(total: str) -> tuple[str, ...]:
    """Return the measures that make up another."""
    return {
        STARTED: (),
        ENDED: tuple(ending(code) for code in Ending.values),
        SCORED: (SILENT, HEARD),
        REVIEWS: (LED, NOT_LED),
        REFERRALS: (HELP, NO_HELP),
    }[total]
