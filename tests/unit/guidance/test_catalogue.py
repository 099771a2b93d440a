"""The catalogue of approaches: complete, in plain words, and a fault in the file says where it is."""

from __future__ import annotations

from importlib import resources
from typing import get_args

import pytest

from unstuck.errors import BadInput
from unstuck.guidance import approach, tables
from unstuck.guidance.case import Approach, ConcernKind
from unstuck.guidance.catalogue import GRADES, catalogue, known_names, read

TEXT = (resources.files("unstuck.guidance") / "knowledge" / "approaches.toml").read_text(encoding="utf-8")
ASKED_FOR = {
    "cbt", "behavioural-activation", "problem-solving", "motivational-interviewing", "trauma-informed-care",
    "trauma-focused-cbt", "emdr", "mindfulness", "act", "dbt-skills", "interpersonal", "solution-focused",
    "family-work", "assertive-outreach", "supported-employment", "psychoeducation", "peer-support",
}  # fmt: skip


def test_all_that_was_asked_for_is_there() -> None:
    assert set(known_names()) >= ASKED_FOR


def test_a_client_understands_each() -> None:
    for one in catalogue().approaches.values():
        for sentence in (one.says, one.asks):
            assert len(sentence.split()) <= 32, one.code
            assert sentence.endswith("."), one.code
            assert "!" not in sentence
            for word in ("patient", "comply", "disorder", "resistant", "proven"):
                assert word not in sentence.lower(), one.code


def test_trauma_work_is_where_the_pathway_sees_it_too() -> None:
    for code, one in catalogue().approaches.items():
        assert approach.brings_in_trauma_work(Approach(code, 1)) is one.includes_trauma_work


def test_grades_are_words_and_good_practice_cites_no_trial() -> None:
    for one in catalogue().approaches.values():
        for suits in one.suits:
            assert suits.evidence in GRADES
            kind = catalogue().sources[suits.source].kind
            assert suits.source != "field" or suits.evidence == "good practice"
            assert suits.evidence == "good practice" or kind in (
                "guideline",
                "meta-analysis",
                "Cochrane review",
                "review",
            )


def test_every_source_says_what_was_read_of_it() -> None:
    assert {one.checked for one in catalogue().sources.values()} <= {"text", "abstract", "summary", "not checked"}


@pytest.mark.parametrize(
    ("found", "instead", "says"),
    [
        ('frame = "gentle"', 'frame = "kind"', "approaches.trauma-informed-care: expected a frame of the list"),
        ('issue = "sleep", evidence', 'issue = "rest", evidence', "approaches.sleep-work: expected an issue"),
        ('evidence = "limited", source = "mead', 'evidence = "proven", source = "mead', "expected evidence graded"),
        ('source = "mead-2010"', 'source = "mead-2011"', "approaches.befriending: expected a source of the list"),
        ('when = "psychosis", says = "Psychosis is recorded: long', 'when = "rain", says = "x', "expected a condition"),
        ('name = "EMDR"', 'name = ""', "approaches.emdr: expected name in words"),
        ('name = "EMDR"\n', "", "expected a value named 'name'"),
        ('areas = ["partner"]', 'areas = ["garden"]', "issues: expected a life area, found 'garden'"),
        ('"C.1-suits" = 1', '"C.1-fits" = 1', "points: expected the codes of reasons"),
        ("[points]", "[points", "expected TOML"),
        (
            'kind = "guideline", checked = "not checked"',
            'kind = "guideline", read = "x"',
            "a value too many or too few",
        ),
    ],
)
def test_a_fault_says_where_it_is(found: str, instead: str, says: str) -> None:
    assert found in TEXT
    with pytest.raises(BadInput) as refused:
        read(TEXT.replace(found, instead, 1))
    assert says in str(refused.value)
    assert str(refused.value).startswith("approaches.toml: ")


def test_every_kind_of_concern_has_prompts_and_the_asqs_own_words_stand_as_published() -> None:
    """S.4. The ASQ's follow-up: Horowitz, Bridge, Teach et al. (2012), and the tool of the NIMH toolkit (2017)."""
    known = tables.assessing()
    assert set(known.kinds) == set(get_args(ConcernKind))
    assert all(len(asks) > 3 for asks in known.kinds.values())
    assert known.asq.asks == ("Are you having thoughts of killing yourself right now?",)


def test_every_sign_of_strain_has_prompts() -> None:
    strain = {code for code in tables.sentences() if code.startswith(("A.1-low", "A.4-"))}
    assert set(tables.repair().because) == strain
    assert all(texts for texts in tables.repair().because.values())
