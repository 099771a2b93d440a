"""The vignettes that ship: what they teach is what the pathway advises, and every rule and step is taught."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from unstuck.guidance import advise, approach, consultation, contact, ending, engagement, resources, safety, tables
from unstuck.interop.case import case_from_json
from unstuck.language import LANGUAGES, gettext, speaking
from unstuck.learning.agreement import THOUGHTS, disagreements
from unstuck.learning.library import topic_titles, vignettes
from unstuck.learning.rules import every_rule, workflow_rules
from unstuck.learning.vignette import Vignette

ALL = tuple(vignettes().values())
IDS = [one.code for one in ALL]
SPANISH = vignettes("es")

PATHWAY = {
    "A.1", "A.3", "A.4", "A.5", "A.6", "B.1", "B.3", "B.6", "B.7", "C.1", "C.2", "C.3", "C.4",
    "D.1", "D.2", "E.1", "E.2", "E.3", "E.4", "E.5", "S.1", "S.2", "S.4",
}  # fmt: skip
"""The rules of the practice page that turn facts into steps, but for the two below."""

NOT_IN_A_CASE_FILE = {"D.5", "D.6"}
"""D.5 raises a sign on the work list, D.6 follows tasks with a last day: a CASE.json has no place for either."""

WORKFLOW = {"A.2", "B.2", "B.4", "B.5", "D.3", "D.4", "S.3", "S.5", "S.6"}
"""The rules of the practice page that describe how the work is done."""


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_marked_answer_is_what_the_pathway_says_first(one: Vignette) -> None:
    """Asked as a stranger would: the facts as CASE.json through `advise`, not through the code that reads vignettes."""
    steps = [step.code for step in advise(case_from_json(json.loads(json.dumps(one.facts)))).steps]
    assert set(one.in_hand) <= set(steps)
    left = [code for code in steps if code not in one.in_hand]
    assert left[0] == one.best
    assert steps.index(one.best) == len(one.in_hand), "what is in hand stands before the answer"


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_the_rule_named_is_the_one_that_fires(one: Vignette) -> None:
    steps = {step.code: step for step in advise(case_from_json(one.facts)).steps}
    assert one.rule in {reason.rule for reason in steps[one.best].reasons}


def test_there_are_enough_on_every_topic() -> None:
    assert len(ALL) >= 60
    for topic in topic_titles():
        assert len([one for one in ALL if one.topic == topic]) >= 3, topic


def test_every_rule_is_taught() -> None:
    reasons, explained = {one.rule for one in ALL}, {code for one in ALL for code in one.rules}
    assert reasons >= PATHWAY
    assert explained >= WORKFLOW | NOT_IN_A_CASE_FILE
    assert set(tables.rules()) <= explained, "a new rule of the pathway wants a vignette"
    assert set(workflow_rules()) <= explained
    assert PATHWAY | WORKFLOW | NOT_IN_A_CASE_FILE | {"states", "combine"} == set(tables.rules()) | set(
        workflow_rules()
    )


def test_every_step_is_the_best_answer_of_one() -> None:
    assert {one.best for one in ALL} == set(tables.step_titles())


def test_every_thought_that_a_caution_answers_is_offered_in_one() -> None:
    assert {option.code for one in ALL for option in one.options} & set(THOUGHTS) == set(THOUGHTS)
    assert set(THOUGHTS) == set(tables.caution_titles()) - {"score-is-not-the-person"}


def nothing(*_args: object, **_names: object) -> tuple[Any, ...]:
    return ()


BROKEN: list[tuple[str, ModuleType, str]] = [
    ("A.1", engagement, "_low"), ("A.3", engagement, "adherence_gaps"), ("A.4", engagement, "_fallen"),
    ("A.5", engagement, "barriers"), ("A.6", contact, "silence"), ("B.1", consultation, "_stall_unanswered"),
    ("B.3", approach, "research"), ("B.6", consultation, "own_side"), ("B.7", consultation, "reassess"),
    ("C.1", approach, "change"), ("C.2", engagement, "prescriber"), ("C.3", approach, "needs_time"),
    ("C.4", approach, "whose_measure"), ("D.1", resources, "several"), ("D.2", resources, "act_today"),
    ("E.1", ending, "worker_may_raise"), ("E.2", ending, "client_leaves"), ("E.3", ending, "stepping_down"),
    ("E.4", ending, "limit_ahead"), ("E.5", ending, "another_worker"), ("S.1", safety, "respond"),
    ("S.2", safety, "report"), ("S.4", safety, "_due_again"), ("S.5", safety, "_beside"), ("S.6", safety, "_beside"),
    ("combine", consultation, "why_stuck"),
]  # fmt: skip
"""Where each rule stands in the code, to be taken out."""


@pytest.mark.parametrize(("rule", "module", "name"), BROKEN, ids=[row[0] for row in BROKEN])
def test_breaking_a_rule_breaks_its_vignette(
    rule: str, module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught = [one for one in ALL if one.rule == rule]
    assert not [fault for one in taught for fault in disagreements(one)]
    broken: Callable[..., tuple[Any, ...]] = nothing
    monkeypatch.setattr(module, name, broken)
    assert [one for one in taught if list(disagreements(one))]


def test_every_rule_of_the_pathway_is_broken_once() -> None:
    assert {rule for rule, _module, _name in BROKEN} >= PATHWAY


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_stories_are_told_at_a_length_that_is_read(language: str) -> None:
    for one in vignettes(language).values():
        assert 60 <= len(one.story.split()) <= 120, one.code
        assert len(one.why.split()) <= 70, one.code
        for option in one.options:
            assert len(option.says.split()) <= 25, (one.code, option.code)
            assert len(option.leads_to.split()) <= 50, (one.code, option.code)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_length_does_not_give_the_answer_away(language: str) -> None:
    """By chance the best answer is the longest of four in a quarter of them, and the shortest in another."""
    pool = vignettes(language).values()
    ranks = [sorted(one.options, key=lambda each: len(each.says)).index(one.option(one.best)) for one in pool]
    for rank in (0, 3):
        assert len(pool) * 0.08 < ranks.count(rank) < len(pool) * 0.42


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_words_put_people_first(language: str) -> None:
    avoided = {
        "en": ("failing", "resistant", "non-compliant", "the patient", "survey", "proven", "termination", "addict"),
        "es": ("el paciente", "la paciente", "resistente", "incumplidor", "toxicómano", "esquizofrénic"),
    }  # fmt: skip
    for one in vignettes(language).values():
        options = [text for each in one.options for text in (each.says, each.leads_to)]
        texts = [one.title, one.story, one.why, *options]
        for text in texts:
            assert "!" not in text
            for word in avoided[language]:
                assert word not in text.lower(), (one.code, word)


def test_names_and_stories_are_not_told_twice() -> None:
    for field in ("title", "story", "why"):
        texts = [getattr(one, field) for one in ALL]
        assert len(set(texts)) == len(texts)


def test_spanish_has_every_text_and_none_is_left_in_english() -> None:
    assert set(SPANISH) == set(vignettes())
    for code, one in vignettes().items():
        other = SPANISH[code]
        assert (other.best, other.rule, other.facts) == (one.best, one.rule, one.facts)
        assert other.story != one.story, code
        for option in one.options:
            there = other.option(option.code)
            assert there.says != option.says, (code, option.code)
            assert bool(there.leads_to) == bool(option.leads_to), (code, option.code)


def test_spanish_has_the_words_around_the_stories_too() -> None:
    """Titles of topics, steps, thoughts and rules come from the tables, where no reading of the code sees them."""
    words = [*topic_titles().values(), *tables.step_titles().values(), *tables.caution_titles().values()]
    words += [rule.title for rule in every_rule().values()]
    with speaking("es"):
        assert [text for text in words if gettext(text) == text] == []
