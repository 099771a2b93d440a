"""A client over weeks: the course answers to choices, safety comes first, and nothing is said twice in two ways."""

from __future__ import annotations

import json
from typing import Any

import pytest

from unstuck.guidance import advise, tables
from unstuck.interop.case import case_from_json
from unstuck.language import LANGUAGES
from unstuck.learning.rules import every_rule
from unstuck.learning.weeks.agreement import disagreements, endings_reached
from unstuck.learning.weeks.choices import CHOICES, STEPS, Choice, choice_for
from unstuck.learning.weeks.course import advised_course, course
from unstuck.learning.weeks.known import known
from unstuck.learning.weeks.library import people, texts_in
from unstuck.learning.weeks.person import MadeUpPerson
from unstuck.learning.weeks.said import advised_choice

ALL = list(people().values())
LORNA, BRAM, CONSUELO, ADAEZE, NILS = ALL
SEED = 5
MADE: tuple[Choice, ...] = ("wait", "wait", "consult", "relationship")


def ending(person: MadeUpPerson, *choices: Any, seed: int = SEED) -> str | None:
    return course(person, seed, choices).ending


def test_every_step_of_the_pathway_belongs_to_one_choice() -> None:
    taken = [step for steps in STEPS.values() for step in steps]
    assert sorted(taken) == sorted(tables.step_titles())
    assert choice_for("consult-colleague") == "consult"


@pytest.mark.parametrize("person", ALL, ids=lambda person: person.code)
def test_those_that_ship_agree_with_the_rules_and_end_in_different_ways(person: MadeUpPerson) -> None:
    assert list(disagreements(person)) == []
    assert len(endings_reached(person)) >= 2
    assert {hold.rule for hold in person.holds.values()} <= set(every_rule())


def test_they_are_of_different_kinds() -> None:
    kinds = {tuple(sorted({hold.rule[0] for hold in one.holds.values()})) for one in ALL}
    assert len(ALL) >= 4
    assert len(kinds) >= 4, "the relationship, a loss, the approach, risk"


@pytest.mark.parametrize(
    ("person", "choices", "expected"),
    [
        (LORNA, ["relationship", "wait", "wait", "wait"], "better"),
        (LORNA, ["change", "consult", "support"], "left"),
        (LORNA, ["end"], "level"),
        (BRAM, ["support", "wait", "wait", "wait"], "better"),
        (BRAM, ["change", "relationship", "consult", "wait"], "worse"),
        (CONSUELO, ["consult", "change", "wait", "wait"], "better"),
        (CONSUELO, ["change", "change", "consult", "wait"], "level"),
        (ADAEZE, ["consult", "safety", "support", "wait"], "better"),
        (ADAEZE, ["consult", "support"], "stopped"),
        (NILS, ["wait", "wait", "wait", "wait"], "better"),
        (NILS, ["change", "change", "change", "change"], "level"),
        (NILS, ["end"], "level"),
    ],
)
def test_the_course_depends_on_what_is_chosen(person: MadeUpPerson, choices: list[Any], expected: str) -> None:
    """Whatever the chance: at most somebody who got better late only just does not."""
    assert {ending(person, *choices, seed=seed) for seed in range(20)} <= {expected, "level"}
    assert ending(person, *choices) == expected


def test_the_same_seed_is_the_same_chance_whatever_is_chosen() -> None:
    ways = [course(LORNA, SEED, [choice]).now.scores for choice in MADE]
    assert ways[0] == ways[1] == ways[2] != ways[3]
    assert ways[0] != course(LORNA, SEED + 1, ["wait"]).now.scores
    assert ways[0][: len(LORNA.scores)] == LORNA.scores
    assert len(ways[0]) == len(LORNA.scores) + 3


@pytest.mark.parametrize("choice", [one for one in CHOICES if one != "safety"])
def test_a_sign_of_risk_stops_the_story_unless_safety_comes_first(choice: Any) -> None:
    stopped = course(ADAEZE, SEED, ["consult", choice])
    assert stopped.ending == "stopped"
    assert (stopped.now.week, stopped.now.choice) == (3, choice), "nothing is told of the weeks after it"
    said = stopped.said(stopped.now)
    assert said.steps[0].code == "respond-to-risk"
    assert "S.1-not-assessed" in {reason.code for reason in said.steps[0].reasons}
    on = course(ADAEZE, SEED, ["consult", "safety"])
    assert (on.ending, on.now.week) == (None, 6)
    assert on.now.facts["safety"]["concerns"][0]["assessed"] is True


def test_a_risk_that_was_seen_to_stays_first_as_a_reminder() -> None:
    on = course(ADAEZE, SEED, ["consult", "safety", "wait"])
    assert on.said(on.now).steps[0].code == "respond-to-risk"
    assert ("Safety", "thoughts of suicide: seen to, with a safety plan; looked at again each week") in known(
        on.now.facts
    )


def test_the_sentences_are_those_of_the_product() -> None:
    """What `unstuck analyse` and `unstuck advise` say, asked here by another way: the files of their contracts."""
    on = course(BRAM, SEED, ["consult"])
    said = on.said(on.now)
    facts = json.loads(json.dumps(on.now.facts))
    case = case_from_json({**facts, "progress": {"state": said.state}})
    assert [step.code for step in said.steps] == [step.code for step in advise(case).steps]
    first = case_from_json({**facts, "progress": {"state": said.state}, "considering": ["end_treatment"]})
    then = course(BRAM, SEED, ["consult", "end"])
    assert [one.code for one in then.said(then.points[1]).cautions] == [one.code for one in advise(first).cautions]
    assert said.reasons[0].text.startswith("Little change for ")


def test_a_choice_leaves_its_mark_in_the_facts() -> None:
    facts = course(CONSUELO, SEED, ["consult", "change", "support"]).now.facts
    assert facts["consultations"] == [{"weeks_ago": 9, "status": "answered", "about_this_stall": True}]
    assert [(one["code"], one["started_weeks_ago"], one.get("ended_weeks_ago")) for one in facts["approaches"]] == [
        ("cbt", 27, 6),
        ("grief-work", 6, None),
    ]
    assert facts["referrals_open"] == 1
    assert facts["treatment"]["weeks"] == 27
    alone = course(CONSUELO, SEED, ["change"]).now
    assert alone.facts["approaches"][1]["code"] == "problem-solving", "what fits is not found alone"
    assert alone.told == (CONSUELO.choices["change"].early,)


def test_what_happens_meanwhile_is_kept_off_by_what_was_done() -> None:
    lost = course(BRAM, SEED, ["wait", "wait"]).now
    kept = course(BRAM, SEED, ["support", "wait"]).now
    assert lost.facts["life_areas"]["housing"]["lost_already"] is True
    assert BRAM.events[0].says in lost.told
    assert BRAM.events[0].says not in kept.told
    assert kept.told == (BRAM.choices["wait"].eased,)


def test_what_the_rules_advise_is_followed_step_by_step() -> None:
    """A reminder of a risk that was seen to is not chosen again, nor is time given where something else is advised."""
    chosen = [point.choice for point in advised_course(ADAEZE, SEED).points]
    assert chosen[:3] == ["consult", "safety", "change"]
    assert advised_course(LORNA, SEED).points[0].choice == "relationship"
    assert advised_course(BRAM, SEED).points[0].choice == "support"
    assert advised_course(NILS, SEED).points[0].choice == "wait"


def test_giving_an_approach_its_time_keeps_nobody_from_the_step_after_it() -> None:
    facts = {
        "consultations": [{"weeks_ago": 4, "status": "answered", "about_this_stall": True}],
        "approaches": [{"code": "act", "started_weeks_ago": 2, "scores_since": 2}],
        "life_areas": {"money": {"negatively_affected": True}, "food": {"negatively_affected": True}},
    }
    steps = advise(case_from_json({**facts, "progress": {"state": "stalled"}})).steps
    assert [step.code for step in steps] == ["collect-scores", "continue", "involve-resources"]
    assert advised_choice(steps, facts) == "support"


def test_a_caution_is_given_to_whoever_waits_against_the_advice_and_to_nobody_who_follows_it() -> None:
    waited = course(CONSUELO, SEED, ["wait"])
    assert [one.code for one in waited.said(waited.points[0]).cautions] == ["keep-going-as-before"]
    ended = course(CONSUELO, SEED, ["end"])
    assert "ending-before-consulting" in [one.code for one in ended.said(ended.points[0]).cautions]
    advised = advised_course(CONSUELO, SEED)
    assert "wait" in [point.choice for point in advised.points]
    assert [advised.said(point).cautions for point in advised.points] == [()] * len(advised.points)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_text_is_in_each_language(language: str) -> None:
    assert set(texts_in(language)) == set(people())
    for code, one in people().items():
        other = people(language)[code]
        pairs = [(one.title, other.title), (one.story, other.story), (one.really, other.really)]
        pairs += [(hold.says, other.holds[name].says) for name, hold in one.holds.items()]
        pairs += [(event.says, there.says) for event, there in zip(one.events, other.events, strict=True)]
        pairs += [(one.endings[name], other.endings[name]) for name in one.endings]
        for choice, told in one.choices.items():
            there = other.choices[choice]
            pairs.append((told.says, there.says))
            assert (bool(told.early), bool(told.eased)) == (bool(there.early), bool(there.eased)), (code, choice)
        assert [before for before, after in pairs if before == after] == []


def test_words_put_people_first_and_promise_nothing() -> None:
    avoided = ("failing", "resistant", "non-compliant", "the patient", "survey", "proven", "is safe", "!")
    texts = [text for one in ALL for text in (one.title, one.story, one.really, *one.endings.values())]
    texts += [told.says for one in ALL for told in one.choices.values()]
    assert [(word, text) for text in texts for word in avoided if word in text.lower()] == []
