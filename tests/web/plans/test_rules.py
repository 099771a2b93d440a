"""Who reads a plan, and what may be written in it, and when: on both sides of each rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.client_pages.acts import fill_page
from tests.web.plans.acts import goal
from tests.web.refusals import refusal, who_finds
from tests.web.safety.acts import sign
from unstuck.guidance.catalogue import catalogue
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.components.denied import Denied
from unstuck.web.plans import policies
from unstuck.web.plans.actions.plan import NewGoal, set_goal
from unstuck.web.plans.models import ChosenBy, ClientWords, Goal
from unstuck.web.plans.permissions import goals_for, parts_for, words_for

DAY = timedelta(days=1)


def said(cast: Cast, ends: ClientWords | None = None) -> ClientWords:
    return ClientWords.objects.create(
        episode=cast.cleo,
        kind="hope",
        on=TODAY,
        words="" if ends else "Draws",
        ends=ends,
        recorded_at=NOW,
        recorded_by=cast.worker,
    )


def test_a_plan_is_read_by_who_reads_the_client(cast: Cast) -> None:
    part, _goal = fill_page(cast)
    words = said(cast)
    assert who_finds(cast, goals_for, goal(cast)) == {"Wanda", "Sunita"}
    assert who_finds(cast, parts_for, part) == {"Wanda", "Sunita"}
    assert who_finds(cast, words_for, words) == {"Wanda", "Sunita"}
    assert who_finds(cast, words_for, said(cast, words)) == set(), "that it is no longer so is none of their words"
    for gate in (goals_for, parts_for, words_for):
        assert not gate(None).exists()


def test_words_are_still_so_until_it_was_said_that_they_are_not(cast: Cast) -> None:
    words, others = said(cast), said(cast)
    said(cast, others)
    assert refusal(policies.check_still_so, words) == ""
    assert refusal(policies.check_still_so, others) == "ended_already"


@pytest.mark.parametrize(
    ("on", "not_before", "expected"),
    [
        (TODAY - 9 * DAY, None, ""),
        (TODAY - 10 * DAY, None, "before_its_start"),
        (TODAY, None, ""),
        (TODAY + DAY, None, "future_date"),
        (TODAY - 9 * DAY, TODAY - 20 * DAY, ""),
        (TODAY - 10 * DAY, TODAY - 20 * DAY, "before_its_start"),
        (TODAY - 5 * DAY, TODAY - 5 * DAY, ""),
        (TODAY - 6 * DAY, TODAY - 5 * DAY, "before_its_start"),
    ],
)
def test_a_day_is_not_before_the_work_or_what_it_follows(on: date, not_before: date | None, expected: str) -> None:
    episode = Episode(started_on=TODAY - 9 * DAY)
    assert refusal(policies.check_day, on, episode, TODAY, not_before) == expected


def test_the_first_day_is_named() -> None:
    with pytest.raises(Denied, match="before 22 November 2026"):
        policies.check_day(TODAY - DAY, Episode(started_on=TODAY), TODAY)


def test_the_steps_of_a_goal_are_described_once(cast: Cast) -> None:
    bare = set_goal(cast.actor(cast.worker), cast.cleo, NewGoal("Sleep", None, TODAY, chosen_by=ChosenBy.CLIENT),
                    write_context())  # fmt: skip
    described = goal(cast)
    assert [refusal(policies.check_described, one) for one in (bare, described)] == ["not_described", ""]
    assert [refusal(policies.check_not_described, one) for one in (bare, described)] == ["", "described_already"]


def test_other_words_are_other_words() -> None:
    found = [refusal(policies.check_other_words, Goal(words="Sleep"), words) for words in ("Sleep", "Sleep well")]
    assert found == ["same_words", ""]


def test_an_approach_begins_once_unless_it_ends_with_that() -> None:
    going_on = [ApproachStep(pk=1, code="problem_solving"), ApproachStep(pk=2, code="behavioural_activation")]
    cases: list[tuple[str, list[int]]] = [
        ("problem_solving", []), ("problem_solving", [2]), ("problem_solving", [1]), ("other", []),
    ]  # fmt: skip
    found = [refusal(policies.check_not_in_use, code, going_on, ended) for code, ended in cases]
    assert found == ["in_use", "in_use", "", ""]


def test_an_approach_entered_in_error_is_not_there() -> None:
    found = [refusal(policies.check_counts, ApproachStep(withdrawn_at=moment)) for moment in (None, NOW)]
    assert found == ["", "not_there"]


def test_issues_are_those_on_the_list() -> None:
    known = list(catalogue().issues)
    cases: list[list[str]] = [[], known[:1], known, [*known[:1], "kite"]]
    assert [refusal(policies.check_issues, codes) for codes in cases] == ["", "", "", "not_an_issue"]


def test_couple_work_waits_until_each_was_seen_alone_and_with_violence_is_not_offered(cast: Cast) -> None:
    """C.1 of the practice page: a worker settles by saying so that each was seen alone, and nothing else."""

    def offered(code: str = "couple-work") -> list[str]:
        known = current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)
        return [refusal(policies.check_offered, code, known, seen_alone=alone) for alone in (False, True)]

    assert offered() == ["not_offered", ""]
    assert offered("act") == ["", ""]
    sign(cast, "stalking")
    assert offered() == ["not_offered", "not_offered"]
    assert offered("act") == ["", ""]
