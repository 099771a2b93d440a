"""The site advises as `unstuck advise` would: every fact of the contract can be recorded or follows from what is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from unstuck.guidance import Advice, advise
from unstuck.guidance.case import Case, Contact, Progress
from unstuck.guidance.consultation import OWN_SIDE
from unstuck.guidance.life_areas import area_codes, area_names
from unstuck.instruments import load
from unstuck.interop.case import case_from_json, case_schema
from unstuck.simulation import scale_of, simulate
from unstuck.simulation.cases import cases
from unstuck.web.caseload import fact_choices, questions
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.caseload.models import (
    KINDS,
    Adherence,
    Aim,
    ApproachStep,
    Care,
    Circumstances,
    Consideration,
    ConsultationProgress,
    ConsultationStep,
    Engagement,
    Episode,
    GoalsMet,
    LifeArea,
    OtherRisk,
    Score,
    Wishes,
)
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.demo.actions.facts import CaseInFull, store_facts
from unstuck.web.own_side.models import OwnSide
from unstuck.web.plans.models import IssueConfirmation
from unstuck.web.reviews.models import PlannedEnd
from unstuck.web.safety.models import Concern, ContactAttempt, SafetyPlan, SafeWay

CONCERN = ("kind", "role", "imminent", "plan", "means", "past_attempt")
AGREED = ("medication", "therapy", "community_support")
DERIVED = {
    "treatment.weeks": Episode.started_on,
    "treatment.ends_in_weeks": PlannedEnd.on,
    "treatment.ends_because": PlannedEnd.because,
    "safety.concerns.weeks_ago": Concern.latest_sign_on,
    "safety.concerns.assessed": Concern.state,
    "safety.concerns.assessed_weeks_ago": Concern.assessed_on,
    "safety.concerns.safety_plan": SafetyPlan.number,
    "safety.concerns.reported": Concern.reported_at,
    "safety.concerns.closed": Concern.state,
    "contact.weeks_since": ContactAttempt.reached,
    "contact.attempts": ContactAttempt.on,
    "contact.ways_tried": ContactAttempt.way,
    "client.safe_contact_known": SafeWay.words,
    "engagement.willingness_change": Engagement.willingness,
    "engagement.alliance_change": Engagement.alliance,
    "life_areas_asked_weeks_ago": LifeArea.on,
    "consultations.weeks_ago": ConsultationStep.on,
    "approaches.started_weeks_ago": ApproachStep.on,
    "approaches.ended_weeks_ago": ApproachStep.ends,
    "approaches.scores_since": Score.on,
}
"""What is worked out, and the column that it is worked out from."""

RECORDED = {
    "consultations.status": ConsultationStep.step,
    "consultations.about_this_stall": ConsultationStep.about_this_stall,
    "approaches.code": ApproachStep.code,
    "approaches.integrates_trauma_work": ApproachStep.integrates_trauma_work,
    "referrals_open": Care.referrals_open,
    "treatment.issues": IssueConfirmation.codes,
    "considering": "thoughts",
    "treatment.for": Care.worked_with,
    **{f"worker.{name}": getattr(OwnSide, name) for name in OWN_SIDE},
    **{f"client.{name}": getattr(Circumstances, name) for name in Circumstances.QUESTIONS},
    **{
        f"engagement.adherence.{thing}": getattr(Engagement, thing)
        for thing in ("medication", "therapy", "community_support")
    },
    **{f"life_areas.{name}": getattr(LifeArea, name) for name in LifeArea.QUESTIONS},
    **{
        f"treatment.{name}": getattr(Care, name)
        for name in Care.QUESTIONS
        if name not in ("referrals_open", "worked_with")
    },
    **{f"safety.concerns.{name}": getattr(Concern, name) for name in CONCERN},
    "contact.welfare_check": ContactAttempt.welfare_check,
    **{f"client_wishes.{name}": getattr(Wishes, name) for name in Wishes.QUESTIONS},
    **{f"engagement.{name}": getattr(Engagement, name) for name in Engagement.QUESTIONS if name not in AGREED},
}
"""What a worker answers, and the column of the answer."""


OLDER = tuple(
    f"safety.{name}" for name in ("suicide_item_above_zero", "crisis", "assessed_since", "other_risk", "imminent")
)
"""The older facts about safety: a case file may hold them, and the site records concerns in their place."""


def leaves(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Walk the schema down to the single facts."""
    inner: dict[str, Any] = schema.get("properties", {})
    if schema.get("type") == "array" and schema["items"].get("type") == "object":
        inner = schema["items"]["properties"]
    named = schema.get("propertyNames", {}).get("enum")
    if named is not None:
        several = schema["additionalProperties"]
        inner = several["properties"] if several.get("type") == "object" else {name: {} for name in named}
    if not inner:
        yield path
    for name, part in inner.items():
        yield from leaves(part, f"{path}.{name}".lstrip("."))


def test_every_fact_of_the_contract_is_recorded_or_derived() -> None:
    asked = {path for path in leaves(case_schema()) if not path.startswith("progress.")}
    assert asked - set(OLDER) == {*DERIVED, *RECORDED}
    assert set(OLDER) < asked
    assert not {*DERIVED} & {*RECORDED}


def _codes(*path: str) -> set[str]:
    found: Any = case_schema()["properties"]
    for name in path:
        found = found[name]
    return set(found["enum"])


def test_codes_of_the_tables_are_those_of_the_contract() -> None:
    assert set(GoalsMet.values) == _codes("treatment", "properties", "goals_met")
    assert set(Aim.values) == _codes("treatment", "properties", "aim")
    assert set(OtherRisk.values) - {"none"} == _codes("safety", "properties", "other_risk")
    assert set(Adherence.values) - {"nothing_agreed"} == _codes(
        "engagement", "properties", "adherence", "additionalProperties"
    )
    assert set(area_codes()) == set(area_names()) == _codes("life_areas", "propertyNames")
    assert set(ConsultationProgress.values) == set(fact_choices.steps())
    assert set(ConsultationProgress.values) == _codes("consultations", "items", "properties", "status")
    assert set(Consideration.values) == set(fact_choices.thoughts()) == _codes("considering", "items")


def test_every_column_has_its_question_and_every_theme_its_words() -> None:
    themes = questions.themes()
    assert set(themes) == set(KINDS)
    for kind in ("care", "engagement", "life_areas", "wishes", "circumstances"):
        assert {one.name for one in themes[kind].questions} == set(KINDS[kind].QUESTIONS)  # type: ignore[attr-defined]


CLIENTS, WEEKS = 60, 16


@pytest.fixture
def simulated(cast: Cast) -> list[tuple[dict[str, Any], Episode]]:
    """The cases of a simulated caseload, stored as the demo stores them."""
    caseload = simulate(CLIENTS, 2, today=TODAY, scale=scale_of(load("PHQ-9")), weeks=WEEKS)
    columns = {name: values.tolist() for name, values in caseload.columns.items()}
    scores: dict[str, list[tuple[Any, float]]] = {}
    for client, on, score in zip(columns["client"], columns["date"], columns["score"], strict=True):
        scores.setdefault(client, []).append((on, float(score)))
    told = dict(cases(caseload))
    clients = [
        KnownClient(client, "", min(rows)[0] - timedelta(days=3), sorted(rows), told[client])
        for client, rows in scores.items()
    ]
    take_in(cast.actor(cast.worker), "PHQ-9", clients, now=NOW, today=TODAY)
    stored = {one.client.reference: one for one in Episode.objects.select_related("client")}
    return [(told[client], stored[client]) for client in scores]


def as_recorded(told: dict[str, Any], found: Case) -> dict[str, Any]:
    """Return the case file as the site knows it, with what it may know otherwise, and nothing else.

    - A present approach's scores are counted by the site and are unknown in some files.
    - `consultations: []` says that nobody was asked. The site keeps a list of what was recorded, and cannot know
      of what was not: it says unknown. The pathway treats both as not consulted.
    - Weeks of treatment begin with the episode, three days before the first score.
    - Rows have whole days: half a day more or less in a week's decimal.
    - Life areas cannot have been asked about before the episode.
    - The site knows when the client was last heard from, and keeps a risk as a concern with its sign's date.
    """
    approaches = [dict(one) for one in told["approaches"]]
    for one, seen in zip(approaches, found.approaches or (), strict=True):
        one["scores_since"] = seen.scores_since
        one |= {name: round(round(one[name] * 7) / 7, 1) for name in one if name.endswith("_weeks_ago")}
    changed = {
        "approaches": approaches,
        "treatment": {**told["treatment"], "weeks": found.treatment.weeks},
        "life_areas_asked_weeks_ago": min(told["life_areas_asked_weeks_ago"], found.treatment.weeks or 0.0),
    }
    heard = {"contact": {"weeks_since": found.contact.weeks_since}}
    return {**told, **changed, **heard, **_as_concern(told.get("safety", {}))}


def _as_concern(older: dict[str, Any]) -> dict[str, Any]:
    """Return an older sign as the concern that the demo raises for it, two days ago."""
    if not older.get("suicide_item_above_zero"):
        return {"safety": {}}
    plain: dict[str, Any] = {"kind": "suicide", "role": "at_risk", "weeks_ago": 0.3, "reported": False, "closed": False}
    plain |= {"assessed": bool(older["assessed_since"]), "safety_plan": False}
    if older["assessed_since"]:
        plain |= dict.fromkeys(("plan", "means", "past_attempt", "imminent"), False) | {"assessed_weeks_ago": 0.0}
    return {"safety": {"concerns": [plain]}}


def codes(advice: Advice) -> tuple[list[Any], list[Any]]:
    steps, cautions = (
        [(one.code, [(why.code, why.text) for why in one.reasons]) for one in found]
        for found in (advice.steps, advice.cautions)
    )
    return steps, cautions


def test_stored_cases_are_advised_on_as_their_files_are(simulated: list[tuple[dict[str, Any], Episode]]) -> None:
    facts = facts_of([episode.pk for _told, episode in simulated])
    seen = set()
    for told, episode in simulated:
        found = case_of(facts[episode.pk], Progress(**told["progress"]), TODAY)
        expected = case_from_json(as_recorded(told, found))
        assert codes(advise(found)) == codes(advise(expected)), told
        seen |= {one.code for one in advise(found).steps}
        # The files as they are lead to the same steps, but for scores that only the site counts.
        plain = advise(case_from_json(told))
        counted = any("scores_since" not in one and "ended_weeks_ago" not in one for one in told["approaches"])
        if not counted:
            assert [one.code for one in plain.steps] == [one.code for one in advise(found).steps]
            assert [one.code for one in plain.cautions] == [one.code for one in advise(found).cautions]
    assert {"consult-colleague", "wait-for-reply", "repair-relationship", "involve-resources"} <= seen
    assert "respond-to-risk" in seen


def test_everything_but_the_explained_is_the_same_fact(simulated: list[tuple[dict[str, Any], Episode]]) -> None:
    facts = facts_of([episode.pk for _told, episode in simulated])
    for told, episode in simulated:
        found = case_of(facts[episode.pk], Progress(**told["progress"]), TODAY)
        expected = case_from_json(as_recorded(told, found))
        assert found.treatment == expected.treatment
        assert found.safety == expected.safety
        assert found.life_areas == expected.life_areas
        assert found.approaches == expected.approaches
        assert (found.consultations or ()) == expected.consultations
        assert found.client_wishes == expected.client_wishes
        assert found.considering == expected.considering
        assert found.referrals_open == expected.referrals_open
        assert found.engagement == expected.engagement
        assert found.life_areas_asked_weeks_ago == expected.life_areas_asked_weeks_ago


def test_the_demo_shows_a_course_of_engagement(simulated: list[tuple[dict[str, Any], Episode]]) -> None:
    facts = facts_of([episode.pk for _told, episode in simulated])
    courses = [len(found.engagement) for found in facts.values()]
    assert sum(length == 3 for length in courses) > CLIENTS / 2
    assert all(row.on >= episode.started_on for _told, episode in simulated for row in facts[episode.pk].rows)


FULL: dict[str, Any] = {
    "progress": {"state": "stalled", "probability": 0.8, "weeks_in_state": 5.0},
    "treatment": {
        "weeks": 8.0,
        "sessions_attended": 7,
        "sessions_missed_recently": 2,
        "goals_met": "none",
        "presenting_problems": ["low mood", "no sleep"],
        "aim": "change",
        "mandated": True,
        "for": "family",
        "setting": "outreach",
    },
    "engagement": {
        "willingness": 5.5,
        "willingness_change": -2.5,
        "alliance": 8.0,
        "alliance_change": 1.0,
        "adherence": {"medication": "partly", "community_support": "not"},
        "adherence_barriers": ["side_effects", "cost"],
        "sceptical_or_withdrawn": False,
        "readiness_to_change": 3.0,
        "access_barriers": ["the bus"],
        "strengths": ["humour", "a sister"],
    },
    "life_areas": {
        "housing": {
            "rating": 2.0,
            "negatively_affected": True,
            "wants_help": True,
            "imminent_loss": True,
            "lost_already": False,
        }
    },
    "consultations": [
        {"weeks_ago": 3.0, "status": "answered", "about_this_stall": True},
        {"weeks_ago": 1.0, "status": "asked", "about_this_stall": False},
    ],
    "approaches": [
        {
            "code": "emdr",
            "started_weeks_ago": 7.0,
            "ended_weeks_ago": 2.0,
            "integrates_trauma_work": True,
            "scores_since": 7,
        },
        {"code": "walking", "started_weeks_ago": 2.0, "integrates_trauma_work": False, "scores_since": 2},
    ],
    "referrals_open": 1,
    "client_wishes": {
        "end_treatment": True,
        "another_worker": True,
        "another_worker_reason": "language",
        "stay_on": False,
        "different_measure": True,
        "try_something_different": True,
        "preferred_approaches": ["music"],
    },
    "considering": ["more_sessions", "end_treatment"],
    "client": {
        "age": "young_person",
        "children_in_home": True,
        "pregnant": False,
        "interpreter_needed": True,
        "interpreter_arranged": False,
        "culture_or_faith_matters": True,
        "decides_with_guardian": True,
        "physical_symptoms": False,
    },
    "life_areas_asked_weeks_ago": 4.0,
}
"""Every fact of the contract at once. The scores since are those of the cast's stalled course."""


def test_a_case_with_every_fact_comes_back_as_it_was(cast: Cast) -> None:
    elsewhere = {"safety", "contact", "worker"}
    assert {path.split(".")[0] for path in leaves(case_schema())} - elsewhere == set(FULL)
    store_facts(cast.actor(cast.worker), [CaseInFull(cast.cleo, FULL, {})], NOW, TODAY)
    found = case_of(facts_of([cast.cleo.pk])[cast.cleo.pk], Progress(**FULL["progress"]), TODAY)
    # The last score is a week old; the life areas and the wishes were asked about later.
    assert found == replace(case_from_json(FULL), contact=Contact(weeks_since=found.contact.weeks_since))
