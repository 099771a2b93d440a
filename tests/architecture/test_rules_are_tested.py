"""Every rule of the pathway is named by a row of the specification; all it can say is said in one."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.spec import dated_table, pathway_table
from tests.spec.test_pathway import thresholds
from unstuck.guidance import Advice, advise, case, tables
from unstuck.interop.case import advice_schema, case_from_json, case_schema

A, B, C = ("A.1", "A.3", "A.4", "A.5", "A.6"), ("B.1", "B.3", "B.6", "B.7"), ("C.1", "C.2", "C.3", "C.4")
D, E, S = ("D.1", "D.2"), ("E.1", "E.2", "E.3", "E.4", "E.5"), ("S.1", "S.2", "S.4", "S.5", "S.6")
PATHWAY = (*A, *B, *C, *D, *E, *S)
"""The rules of the practice page that turn facts into steps."""


ONLY_A_SITE_KNOWS = {
    "S.4-look-again", "D.6-last-day", "D.6-last-day-today", "D.6-last-day-passed", "D.6-refused", "D.6-due",
}  # fmt: skip
"""Reasons that no case file brings about; each has a row in dated.toml."""

WORKFLOW = {"acknowledge_minutes", "look_again_days", "look_again_days_imminent", "deadline_weeks"}
"""Thresholds of the work around a concern (S.3, S.4) and a last day (D.6), which no case file reaches: tests/web/safety
and dated.toml."""


@cache
def answers() -> tuple[Advice, ...]:
    return tuple(advise(case_from_json(row.facts), thresholds(row)) for row in pathway_table.rows())


def said(part: str) -> set[str]:
    shown = [one for answer in answers() for one in (*answer.steps, *answer.cautions)]
    return {getattr(reason, part) for one in shown for reason in one.reasons}


@pytest.mark.parametrize("rule", [*PATHWAY, "states", "combine"])
def test_rule_is_named_by_a_row_and_fires_in_one(rule: str) -> None:
    assert [row for row in pathway_table.rows() if rule in row.rules]
    assert rule in said("rule")


def test_every_rule_of_the_table_is_known_to_this_test() -> None:
    assert set(tables.rules()) == {*PATHWAY, "D.4", "D.6", "S.3", "states", "combine"}


def test_rows_name_only_rules() -> None:
    named = {rule for row in pathway_table.rows() for rule in row.rules}
    assert named | {rule for row in dated_table.rows() for rule in row["rules"]} == set(tables.rules())


def test_every_step_is_reached() -> None:
    assert {step.code for answer in answers() for step in answer.steps} == set(tables.step_titles())


def test_every_caution_is_reached() -> None:
    assert {one.code for answer in answers() for one in answer.cautions} == set(tables.caution_titles())


def test_every_reason_is_reached() -> None:
    assert said("code") | ONLY_A_SITE_KNOWS == set(tables.sentences())


def test_every_fact_that_can_be_missing_has_words() -> None:
    assert {fact for answer in answers() for fact in answer.missing} == set(tables.words().facts)


def test_every_threshold_is_changed_in_a_row() -> None:
    assert {name for row in pathway_table.rows() for name in row.thresholds} == set(tables.thresholds()) - WORKFLOW


def test_every_source_is_used_and_every_used_one_is_there() -> None:
    assert {key for rule in tables.rules().values() for key in rule.sources} == set(tables.sources())


def test_thresholds_belong_to_rules() -> None:
    assert {threshold.rule for threshold in tables.thresholds().values()} <= set(tables.rules())


def test_no_rule_claims_proof() -> None:
    words = {
        "good practice",
        "ethical standard",
        "goes with outcome",
        "trial evidence, mixed",
        "by definition",
    }
    assert {rule.evidence for rule in tables.rules().values()} <= words


def test_every_source_says_what_was_read_of_it() -> None:
    read = {source.checked for source in tables.sources().values()}
    assert read <= {"text", "abstract", "summary", "not checked"}


def test_no_row_stands_twice() -> None:
    names = [row.says for row in pathway_table.rows()]
    assert len(names) == len(set(names))


def test_published_codes_are_those_of_the_tables() -> None:
    properties = advice_schema()["properties"]
    assert properties["steps"]["items"]["properties"]["code"]["enum"] == list(tables.step_titles())
    assert properties["cautions"]["items"]["properties"]["code"]["enum"] == list(tables.caution_titles())


def contract(*path: str) -> Any:
    found: Any = case_schema()
    for name in path:
        found = found["properties"][name] if "properties" in found else found[name]
    return found


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        (case.State, contract("progress", "state", "enum")),
        (case.GoalsMet, contract("treatment", "goals_met", "enum")),
        (case.Aim, contract("treatment", "aim", "enum")),
        (case.OtherRisk, contract("safety", "other_risk", "enum")),
        (case.Agreed, contract("engagement", "adherence", "propertyNames", "enum")),
        (case.Adherence, contract("engagement", "adherence", "additionalProperties", "enum")),
        (case.ConsultationStatus, contract("consultations", "items", "status", "enum")),
        (case.Thought, contract("considering", "items", "enum")),
        (case.WorkedWith, contract("treatment", "for", "enum")),
        (case.Setting, contract("treatment", "setting", "enum")),
        (case.EndsBecause, contract("treatment", "ends_because", "enum")),
        (case.ConcernKind, contract("safety", "concerns", "items", "kind", "enum")),
        (case.ConcernRole, contract("safety", "concerns", "items", "role", "enum")),
        (case.AdherenceBarrier, contract("engagement", "adherence_barriers", "items", "enum")),
        (case.AnotherWorkerReason, contract("client_wishes", "another_worker_reason", "enum")),
        (case.Age, contract("client", "age", "enum")),
    ],
)
def test_codes_of_a_case_are_those_of_the_contract(kind: Any, allowed: list[str]) -> None:
    assert list(get_args(kind)) == allowed


def test_every_code_of_the_contract_has_words() -> None:
    words = tables.words()
    assert list(words.areas) == contract("life_areas", "propertyNames", "enum")
    assert list(words.risks) == contract("safety", "other_risk", "enum")
    assert list(words.concerns) == contract("safety", "concerns", "items", "kind", "enum")
    assert list(words.adherence_barriers) == contract("engagement", "adherence_barriers", "items", "enum")
    assert list(words.ends_because) == contract("treatment", "ends_because", "enum")
    assert list(words.agreed) == contract("engagement", "adherence", "propertyNames", "enum")
    assert set(words.adherence) | {"as_agreed"} == set(
        contract("engagement", "adherence", "additionalProperties", "enum")
    )


def test_words_are_plain_and_put_people_first() -> None:
    folder = Path(tables.__file__).parent / "knowledge"
    shown = [
        *tables.step_titles().values(),
        *tables.caution_titles().values(),
        *tables.sentences().values(),
        *tables.words().facts.values(),
    ]
    for text in shown:
        assert "!" not in text
        for word in ("failing", "resistant", "non-compliant", "patient", "survey", "proven"):
            assert word not in text.lower(), text
    assert all(tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml"))
