"""Which ways of working come first for a case, and why: what PRACTICE.md C.1 to C.3 says, case by case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from unstuck.guidance import default_thresholds, options
from unstuck.guidance.case import (
    Approach,
    Case,
    ClientWishes,
    Consultation,
    Engagement,
    LifeArea,
    Progress,
    Safety,
    Treatment,
)
from unstuck.guidance.catalogue import catalogue
from unstuck.guidance.options import CameOf, Option, not_alone, rank

STALLED = Case(Progress("stalled", 0.9, 6.0))
PRESENT = Approach("behavioural-activation", 12)


def about(*problems: str, **more: Any) -> Case:
    return replace(STALLED, treatment=Treatment(presenting_problems=problems), **more)


def option(case: Case, code: str, came_of: dict[str, CameOf] | None = None) -> Option:
    return next(one for one in rank(case, came_of) if one.approach.code == code)


def codes(one: Option) -> list[str]:
    return [reason.code for reason in (*one.reasons, *one.cautions)]


def place(case: Case, code: str, came_of: dict[str, CameOf] | None = None) -> int:
    return option(case, code, came_of).rank


@pytest.mark.parametrize(
    ("problems", "fits"),
    [
        (("sleep",), "sleep-work"),
        (("grief", "sadness"), "interpersonal"),
        (("panic",), "cbt"),
        (("flashbacks",), "emdr"),
        (("drinking",), "motivational-interviewing"),
        (("voices at night",), "family-work"),
        (("trouble with my partner",), "couple-work"),
        (("outbursts of anger",), "dbt-skills"),
        (("lonely",), "befriending"),
        (("debts",), "problem-solving"),
        (("purpose",), "act"),
        (("unemployed",), "supported-employment"),
    ],
)
def test_what_the_present_approach_leaves_out_comes_first(problems: tuple[str, ...], fits: str) -> None:
    """C.1: matched to the issue that the present model leaves out."""
    first = rank(about(*problems, approaches=(PRESENT,)))[0]
    assert first.approach.code == fits
    assert "C.1-left-out" in codes(first)


def test_an_issue_that_is_taken_up_already_is_no_gap() -> None:
    found = option(about("low mood", approaches=(PRESENT,)), "cbt")
    assert codes(found) == ["C.1-suits"]
    assert found.reasons[0].text == "Suits what is recorded: low mood."


def test_life_areas_and_engagement_are_issues_too() -> None:
    hit = replace(STALLED, approaches=(PRESENT,), life_areas={"work": LifeArea(rating=2)})
    assert rank(hit)[0].approach.code == "supported-employment"
    unready = replace(STALLED, approaches=(PRESENT,), engagement=Engagement(readiness_to_change=3))
    assert rank(unready)[0].approach.code == "motivational-interviewing"
    away = replace(STALLED, approaches=(PRESENT,), engagement=Engagement(sceptical_or_withdrawn=True))
    assert "C.1-left-out" in codes(option(away, "assertive-outreach"))
    ready = replace(STALLED, approaches=(PRESENT,), engagement=Engagement(readiness_to_change=4))
    assert codes(option(ready, "motivational-interviewing")) == ["C.1-no-match"]


def test_words_count_from_their_beginning() -> None:
    """ "a crusade" is not sadness."""
    assert options.issues(about("a crusade"), default_thresholds()) == ()
    assert options.issues(about("so sad"), default_thresholds()) == ("low_mood",)


def test_more_of_what_is_done_is_last() -> None:
    """C.2: more of the same is not an answer."""
    found = rank(about("low mood", approaches=(PRESENT,)))[-1]
    assert (found.approach.code, found.in_use) == ("behavioural-activation", True)
    assert found.reasons[-1].text == "In use now, for 12 weeks: more of it is not a change."


@pytest.mark.parametrize(
    ("came_of", "code"),
    [
        ("helped", "C.1-tried-helped"),
        ("no_gain", "C.1-tried-no-gain"),
        ("worse", "C.1-tried-worse"),
        ("not_wanted", "C.1-tried-not-wanted"),
        (None, "C.1-tried-unknown"),
    ],
)
def test_what_was_tried_before(came_of: CameOf | None, code: str) -> None:
    case = about("low mood", approaches=(Approach("cbt", 30, 20), PRESENT))
    known = {} if came_of is None else {"cbt": came_of}
    found = option(case, "cbt", known)
    assert codes(found) == ["C.1-suits", code]
    assert "20 weeks ago" in found.reasons[-1].text
    fresh = place(about("low mood", approaches=(PRESENT,)), "cbt")
    assert found.rank == 1 if came_of == "helped" else found.rank > fresh


def test_one_that_was_not_given_its_time_may_be_tried_again() -> None:
    """C.3: four weeks are the time of an approach."""
    short, long = ((Approach("cbt", 20 + weeks, 20), PRESENT) for weeks in (3.9, 4))
    assert codes(option(about("low mood", approaches=short), "cbt"))[-1] == "C.1-tried-short"
    assert "3.9 weeks only" in option(about("low mood", approaches=short), "cbt").reasons[-1].text
    assert codes(option(about("low mood", approaches=long), "cbt"))[-1] == "C.1-tried-unknown"


def test_the_latest_end_speaks() -> None:
    twice = (Approach("cbt", 60, 50), Approach("cbt", 30, 8), PRESENT)
    assert "8 weeks ago" in option(about("low mood", approaches=twice), "cbt").reasons[-1].text


def test_what_the_client_prefers_goes_up() -> None:
    case = about("low mood", approaches=(PRESENT,), client_wishes=ClientWishes(preferred_approaches=("Meditation",)))
    found = rank(case)[0]
    assert found.approach.code == "mindfulness"
    assert found.reasons[-1].text == "The client prefers it: Meditation."


def test_who_wishes_for_something_different_is_offered_another_frame() -> None:
    case = about("low mood", approaches=(PRESENT,), client_wishes=ClientWishes(try_something_different=True))
    assert "C.3-other-way" in codes(option(case, "mindfulness"))
    assert "C.3-other-way" not in codes(option(case, "cbt")), "as structured as the present one"


@pytest.mark.parametrize(
    ("more", "minded"),
    [
        ({"safety": Safety(crisis=True, assessed_since=True)}, "trauma-focused-cbt"),
        ({"safety": Safety(other_risk="violence_at_home", assessed_since=True)}, "family-work"),
        ({"safety": Safety(other_risk="psychosis_or_withdrawal", assessed_since=True)}, "mindfulness"),
        ({"engagement": Engagement(readiness_to_change=2)}, "dbt-skills"),
    ],
)
def test_a_caution_that_holds_here_goes_down(more: dict[str, Any], minded: str) -> None:
    case = about("trauma", "family", "low mood", "anger", approaches=(PRESENT,))
    before, after = option(case, minded), option(replace(case, **more), minded)
    assert codes(after)[-1] == "C.1-caution"
    assert after.rank > before.rank
    assert "C.1-caution" not in codes(before)


def test_what_is_always_worth_knowing_is_a_note_and_moves_nothing() -> None:
    found = option(about("grief"), "grief-work")
    assert found.notes
    assert found.cautions == ()


@pytest.mark.parametrize(
    ("more", "free"),
    [
        ({}, ()),
        ({"treatment": Treatment(weeks=20, sessions_attended=5)}, ("more-of-the-same",)),
        ({"safety": Safety(crisis=True)}, ("more-of-the-same",)),
        ({"client_wishes": ClientWishes(another_worker=True)}, ("replace-worker",)),
        ({"approaches": (Approach("emdr", 5),)}, ("trauma-in-isolation",)),
    ],
)
def test_the_three_that_are_no_answer_on_their_own(more: dict[str, Any], free: tuple[str, ...]) -> None:
    """C.2, with its exceptions."""
    found = {one.code: one for one in not_alone(replace(STALLED, **more))}
    assert list(found) == ["more-of-the-same", "replace-worker", "trauma-in-isolation"]
    assert [code for code, one in found.items() if not one.holds] == list(free)
    assert all(one.reasons for one in found.values())


def test_risk_that_nobody_assessed_comes_first() -> None:
    """S.1."""
    assert options.suspended(replace(STALLED, safety=Safety(crisis=True)))
    assert not options.suspended(replace(STALLED, safety=Safety(crisis=True, assessed_since=True)))
    assert not options.suspended(STALLED)


def test_a_young_approach_is_given_its_time_once_consulted() -> None:
    """C.3."""
    asked = replace(STALLED, consultations=(Consultation(2, "acted_on", about_this_stall=True),))
    assert options.young(replace(asked, approaches=(Approach("cbt", 1),)))
    assert not options.young(replace(asked, approaches=(Approach("cbt", 5),)))
    assert not options.young(replace(STALLED, approaches=(Approach("cbt", 1),)))


@pytest.mark.parametrize("code", list(catalogue().approaches))
def test_every_approach_can_come_first(code: str) -> None:
    """With what it suits left out and the client's preference for it, each reaches the top three."""
    one = catalogue().approaches[code]
    problems = [word for suits in one.suits for word in catalogue().issues[suits.issue].words[:1]]
    other = Approach("behavioural-activation" if code != "behavioural-activation" else "emdr", 9)
    wishes = ClientWishes(preferred_approaches=(one.name,))
    assert place(about(*problems, approaches=(other,), client_wishes=wishes), code) <= 3


def test_every_reason_is_reached_here_and_has_points() -> None:
    cases = [
        about("sleep", "sad", approaches=(PRESENT,), client_wishes=ClientWishes(True, None, True, ("DBT",))),
        about("sad", approaches=(Approach("cbt", 30, 20), PRESENT), safety=Safety(crisis=True)),
        about("sad", approaches=(Approach("cbt", 30, 28), PRESENT)),
    ]
    outcomes: list[dict[str, CameOf]] = [{}] + [{"cbt": it} for it in ("helped", "no_gain", "worse", "not_wanted")]
    said = {code for case in cases for known in outcomes for one in rank(case, known) for code in codes(one)}
    assert said == set(catalogue().reasons) == set(catalogue().points)


def test_ranks_are_complete_and_do_not_depend_on_chance() -> None:
    found = rank(about("sleep"))
    assert [one.rank for one in found] == list(range(1, len(catalogue().approaches) + 1))
    assert found == rank(about("sleep"))
