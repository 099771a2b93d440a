"""After an act: what counts as one, the figures worked out by hand, and nothing about a few people."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.supervision.test_quarter import Q3, workers
from unstuck.population.disclosure import Hidden
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import ApproachStep, Client, ConsultationStep, Episode, Score, State
from unstuck.web.components.batches import day_number
from unstuck.web.consultation.models import Consultation, ConsultationTransition
from unstuck.web.referrals.models import Referral
from unstuck.web.reviews.models import Review, ReviewStep
from unstuck.web.supervision.act_figures import ActDifference, ActFigures, act_report
from unstuck.web.supervision.acts import acts_of_quarter

AsPerson = Callable[[Person | None], Browser]
PAGE = "/overview/quarter/acts/"
BEGAN = date(2026, 1, 5)
AT_THE_TIME, ACT = date(2026, 6, 1), date(2026, 6, 3)
LAST = date(2026, 8, 5)
"""The last day of the acts whose eight weeks were over by 30 September."""
NUMBERS = count()


Scores = list[tuple[date, int]]


def clients(people: Sequence[Person], courses: Sequence[Scores]) -> list[Episode]:
    """Stalled clients with PHQ-9 scores, dealt out to three people."""
    agency, numbers = people[0].memberships.get().agency, [next(NUMBERS) for _scores in courses]
    rows = [Client(agency=agency, reference=f"Act-{one}", key=f"act-{one}", created_at=NOW) for one in numbers]
    held = Client.objects.bulk_create(rows)
    begun = [Episode(client=one, worker=people[place % 3], started_on=BEGAN) for place, one in enumerate(held)]
    episodes = Episode.objects.bulk_create(begun)
    scores = Score.objects.bulk_create(
        Score(
            episode=episode, instrument="PHQ-9", day=day_number(on), on=on, total=total, entered_at=NOW,
            entered_by=episode.worker,
        )
        for episode, course in zip(episodes, courses, strict=True)
        for on, total in course
    )  # fmt: skip
    State.objects.bulk_create(
        State(
            score=one, episode=one.episode, instrument="PHQ-9", computed_at=NOW, code="stalled", since=one.on,
            alert=False, evidence={},
        )
        for one in scores
    )  # fmt: skip
    return episodes


def course(latest: int, before: int | None = None) -> Scores:
    earlier = [] if before is None else [(AT_THE_TIME - timedelta(days=42), before)]
    return [*earlier, (AT_THE_TIME, 18), (ACT + timedelta(days=47), latest)]


def act(episodes: Sequence[Episode], on: date) -> None:
    """All four kinds of act on a day; every other consultation is recorded by hand."""
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    asked(episodes[::2], ("ask", at - timedelta(days=7)), ("reply", at), ("reply", at + timedelta(days=300)))
    ConsultationStep.objects.bulk_create(ConsultationStep(step="answered", on=on, **by(one)) for one in episodes[1::2])
    begun = (("cbt", on - timedelta(days=60)), ("act", on))
    ApproachStep.objects.bulk_create(
        ApproachStep(code=code, on=day, **by(one)) for one in episodes for code, day in begun
    )
    decided(episodes, "relationship", at)
    referred(episodes, on)


def near_miss(episodes: Sequence[Episode]) -> None:
    """A first approach, a question that waits, another decision, a referral without help."""
    at = datetime(2026, 6, 3, 12, tzinfo=UTC)
    asked(episodes, ("ask", at))
    ApproachStep.objects.bulk_create(ApproachStep(code="cbt", on=ACT, **by(one)) for one in episodes)
    decided(episodes, "goals", at)
    referred(episodes, None)


def by(episode: Episode) -> dict[str, Any]:
    return {"episode": episode, "recorded_at": NOW, "recorded_by": episode.worker}


def asked(episodes: Sequence[Episode], *steps: tuple[str, datetime]) -> None:
    held = Consultation.objects.bulk_create(
        Consultation(
            agency=episode.client.agency, episode=episode, asker=episode.worker, question="What else?", state="asked",
            about_this_stall=True, ground="standing_notice", created_at=NOW, asked_at=NOW,
        )
        for episode in episodes
    )  # fmt: skip
    ConsultationTransition.objects.bulk_create(
        ConsultationTransition(consultation=one, action=action, at=at, by=one.asker)
        for one in held
        for action, at in steps
    )


def decided(episodes: Sequence[Episode], decision: str, at: datetime) -> None:
    held = Review.objects.bulk_create(Review(episode=one, state="open", opened_at=at) for one in episodes)
    ReviewStep.objects.bulk_create(
        ReviewStep(
            review=one, action="decide", at=at, by=one.episode.worker, decision=decision, again_on=TODAY,
            question="Why?",
        )
        for one in held
    )  # fmt: skip


def referred(episodes: Sequence[Episode], helped_on: date | None) -> None:
    Referral.objects.bulk_create(
        Referral(
            organisation="Food bank", ask="Food", way="phone", state="requested", requested_on=ACT,
            call_back_on=TODAY, helped_on=helped_on, **by(one),
        )
        for one in episodes
    )  # fmt: skip


@pytest.fixture
def acted(cast: Cast) -> list[Person]:
    """33 acted for: 12 better, 12 the same, 6 worse, 3 without a later score; 30 beside: 6, 18 and 6.

    Of 20 it is known how they were going: 10 had become worse by 6 points, 10 by one.
    """
    people = workers(cast, cast.team, ("Ea", "Eb", "Ec"))
    followed = [course(8, 12)] * 10 + [course(8)] * 2 + [course(17, 17)] * 10 + [course(17)] * 2 + [course(24)] * 6
    mine = clients(people, [*followed, *[course(18)[:1]] * 3])
    act(mine[:-1], ACT)
    act(mine[-1:], LAST)
    clients(people, [course(latest) for latest in [24] * 6 + [17] * 18 + [8] * 6])
    near_miss(clients(people, [[(AT_THE_TIME, 3)]] * 5))
    act(clients(people, [[]] * 5), LAST + timedelta(days=1))
    return people


def figures(cast: Cast) -> dict[str, ActFigures]:
    return {one.kind.value: one for one in act_report(cast.actor(cast.manager), Q3, TODAY).acts}


def test_what_followed_each_kind_of_act(cast: Cast, acted: list[Person]) -> None:
    found = figures(cast)
    assert list(found) == ["consulted", "changed", "relationship", "resources"]
    for one in found.values():
        assert (one.acted, one.followed) == (35, 30), one.kind
        shown = {key: (number.count, number.of) for key, number in one.moves.items()}
        small = (Hidden.SMALL, 20)
        assert shown == {
            ("after", "improved"): (10, 30), ("after", "unchanged"): (10, 30), ("after", "deteriorated"): (5, 30),
            ("before", "improved"): small, ("before", "unchanged"): (10, 20), ("before", "deteriorated"): (10, 20),
            ("beside", "improved"): (5, 30), ("beside", "unchanged"): (20, 30), ("beside", "deteriorated"): (5, 30),
        }  # fmt: skip
        # In pairs, in reliable changes: 6 of 8/3, 6 of 3/2, 12 of 0, 6 of -8/3; 2.045 standard errors of 0.332.
        assert one.difference == ActDifference(0.3, -0.4, 1.0)


FIRST = date(2026, 5, 6)
"""The first day of the acts that belong to the third quarter: eight weeks before 1 July."""


@pytest.mark.parametrize(
    ("on", "days"), [(FIRST, (-77, -21, 56)), (LAST, (-56, 0, 56))], ids=["the first day", "the last day"]
)
def test_what_lies_as_far_apart_as_it_may_counts(cast: Cast, on: date, days: tuple[int, int, int]) -> None:
    """A score three weeks old at the time, one eight weeks before it, and one eight weeks after the act."""
    people = workers(cast, cast.team, ("Ea", "Eb", "Ec"))
    scores = list(zip((on + timedelta(days=one) for one in days), (18, 18, 6), strict=True))
    mine, _beside = clients(people, [scores, scores])
    act([mine], on)
    for kind, after in acts_of_quarter(cast.actor(cast.manager), Q3).after.items():
        assert [(one.before, one.after, one.beside) for one in after.followed] == [(0.0, 2.0, 2.0)], kind


def test_page_and_table_say_the_same_with_a_warning(cast: Cast, acted: list[Person], as_person: AsPerson) -> None:
    browser = as_person(cast.manager)
    page = " ".join(browser.get(PAGE).content.decode().split())
    assert "regression to the mean" in page
    assert "6 May 2026 to 5 August 2026" in page
    assert "10 of 30: 33 % (19 to 51 %)" in page, "Wilson's interval by the formula on paper"
    assert "This may be chance." in page
    for name in ("Ea<", "Act-", "cbt"):
        assert name not in page
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{PAGE}figures.csv").content.decode())))
    table = {(row["act"], row["figure"]): row for row in rows}
    better = table["consulted", "after_improved"]
    assert (better["count"], better["of"], better["value"], better["unit"]) == ("10", "30", "0.33", "share")
    assert table["consulted", "difference"]["value"] == "0.3"
    assert table["changed", "before_improved"]["hidden"] == "small"
    quarter = browser.get("/overview/quarter/").content.decode()
    assert f'href="{PAGE}?quarter=2026-Q3"' in quarter
    assert browser.get("/overview/quarter/figures.pdf").content.startswith(b"%PDF-")


def test_the_work_of_fewer_than_three_people_is_not_shown(cast: Cast, acted: list[Person]) -> None:
    Episode.objects.filter(worker=acted[2], pk__in=Referral.objects.values("episode")).update(worker=acted[0])
    for one in figures(cast).values():
        assert (one.acted, one.followed, one.difference) == (Hidden.WITHHELD, Hidden.WITHHELD, None)
        assert not one.told


def test_nobody_else_sees_it(cast: Cast, acted: list[Person], as_person: AsPerson) -> None:
    for nobody in (cast.worker, cast.supervisor, cast.administrator, cast.outside_supervisor):
        assert not any(one.told for one in act_report(cast.actor(nobody), Q3, TODAY).acts)
        assert as_person(nobody).get(PAGE).status_code == 403
    assert as_person(cast.manager).get(PAGE, {"quarter": "2026-Q4"}).status_code == 404


def test_it_costs_the_same_for_many(
    cast: Cast, acted: list[Person], as_person: AsPerson, django_assert_num_queries: Any
) -> None:
    browser = as_person(cast.manager)
    with django_assert_num_queries(11):
        browser.get(PAGE)
    act(clients(acted, [course(8)] * 6), ACT)
    with django_assert_num_queries(11):
        browser.get(PAGE)
