"""Counting an agency's quarter by worker, so that teams can be added up; a worker's own numbers go no further."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """A quarter's counts by worker, and the instruments on which somebody's change is known."""

    work: Sequence[WorkCounts]
    instruments: Sequence[str]


@dataclass(frozen=True)
class _QuarterEpisode:
    worker: int | None
    started: date
    ended: date | None
    because: str
    last_score: date | None


Things = Iterator[tuple[int | None, str]]
"""One thing counted: of whose work, and what."""


def count_quarter(actor: Actor, quarter: Quarter) -> QuarterWork:
    """Return the counts of everybody who worked with clients in a quarter, and of clients without a worker."""
    episodes = _episodes(actor, quarter)
    by_worker: dict[int | None, Counter[str]] = {one.worker: Counter() for one in episodes.values()}
    outcomes = list(_outcomes(actor, quarter, episodes))
    for things in (_stays(episodes.values(), quarter), outcomes, _reviews(actor, quarter), _referrals(actor, quarter)):
        for worker, measure in things:
            by_worker.setdefault(worker, Counter())[measure] += 1
    found = sorted({measure.partition(":")[0] for _worker, measure in outcomes})
    return QuarterWork([WorkCounts(worker, counts) for worker, counts in by_worker.items()], found)


def _episodes(actor: Actor, quarter: Quarter) -> dict[int, _QuarterEpisode]:
    last = Max("scores__on", filter=Q(scores__withdrawn_at=None, scores__on__lte=quarter.last))
    rows = episodes_of_quarter(actor, quarter).annotate(last_score=last).order_by("pk")
    named = rows.values_list("pk", "worker_id", "started_on", "ended_on", "ended_because", "last_score")
    return {pk: _QuarterEpisode(*each) for pk, *each in named}


def _stays(episodes: Iterable[_QuarterEpisode], quarter: Quarter) -> Things:
    """Yield starts, endings by kind, and who of those in care on the last day was not heard from."""
    quiet = quarter.last - timedelta(days=SILENT_DAYS)
    for one in episodes:
        if one.started >= quarter.first:
            yield one.worker, STARTED
        if one.ended is not None and one.ended <= quarter.last:
            yield one.worker, ENDED
            yield one.worker, ending(one.because if one.because in Ending.values else Ending.OTHER.value)
        elif one.last_score is not None:
            yield one.worker, SCORED
            yield one.worker, SILENT if one.last_score <= quiet else HEARD


def _outcomes(actor: Actor, quarter: Quarter, episodes: Mapping[int, _QuarterEpisode]) -> Things:
    """Yield what the population package counts of those whose work ended in the quarter."""
    for instrument, courses in ended_courses(actor, quarter).items():
        if not has_shipped_change(load(instrument)):
            continue
        found = outcome_of_each(instrument, list(courses.values()))
        for episode, measures in zip(courses, found, strict=True):
            for measure in sorted(measures):
                yield episodes[episode].worker, outcome(instrument, measure)


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
        at__date__gte=quarter.first,
    )  # fmt: skip
    opened: dict[int, int | None] = {}
    led: set[int] = set()
    for step in rows.select_related("review__episode").order_by("at", "pk"):
        if step.action in OPENED:
            if localtime(step.at).date() <= quarter.last:
                opened[step.review_id] = step.review.episode.worker_id
        elif step.review_id in opened and step.decision != Decision.GIVE_TIME:
            led.add(step.review_id)
    for review, worker in opened.items():
        yield worker, REVIEWS
        yield worker, LED if review in led else NOT_LED


def _referrals(actor: Actor, quarter: Quarter) -> Things:
    """Yield the referrals made in the quarter, and whether the client has said since that help came."""
    rows = Referral.objects.filter(
        episode__in=episodes_of_quarter(actor, quarter), requested_on__range=(quarter.first, quarter.last)
    )
    for row in rows.select_related("episode").only("helped_on", "episode__worker"):
        yield row.episode.worker_id, REFERRALS
        yield row.episode.worker_id, HELP if row.helped_on is not None else NO_HELP


def parts_of(total: str) -> tuple[str, ...]:
    """Return the measures that make up another."""
    return {
        STARTED: (),
        ENDED: tuple(ending(code) for code in Ending.values),
        SCORED: (SILENT, HEARD),
        REVIEWS: (LED, NOT_LED),
        REFERRALS: (HELP, NO_HELP),
    }[total]
