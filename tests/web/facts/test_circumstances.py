"""What a client's circumstances, and the finer answers beside them, lead to: what the rules promise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast
from tests.web.facts.acts import page, send, stored
from unstuck.guidance import advise
from unstuck.guidance.case import Progress
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.cases import Facts, case_of
from unstuck.web.caseload.models import Care, Circumstances, Engagement, Fact, LifeArea, Wishes

AsPerson = Callable[[Person | None], Browser]
NAMES = {
    Care: "care",
    Circumstances: "circumstances",
    Engagement: "engagement",
    LifeArea: "life_areas",
    Wishes: "wishes",
}


def advised(state: Any, *rows: Fact) -> dict[str, list[str]]:
    """Return the steps that follow from answers, with the codes of their reasons."""
    facts = Facts(score_days=(TODAY,), **{NAMES[type(row)]: (row,) for row in rows})  # type: ignore[arg-type]
    advice = advise(case_of(facts, Progress(state), TODAY))
    return {step.code: [why.code for why in step.reasons] for step in advice.steps}


@pytest.mark.parametrize(
    ("state", "rows", "step", "reason"),
    [
        ("on_track", [Circumstances(interpreter_needed=True)], "advocate", "A.5-interpreter"),
        ("on_track", [Circumstances(physical_symptoms=True)], "get-medical-help", "B.7-symptoms"),
        ("stalled", [Circumstances(culture_or_faith_matters=True)], "reassess", "B.7-culture"),
        (
            "on_track",
            [Engagement(medication="partly", adherence_barriers="cost\nside_effects")],
            "ask-prescriber",
            "A.3-side-effects",
        ),
        (
            "on_track",
            [Engagement(therapy="not", adherence_barriers="cost")],
            "review-goals-with-client",
            "A.3-in-the-way",
        ),
        ("on_track", [LifeArea(area="food", lost_already=True)], "involve-resources", "D.2-loss-suffered"),
        ("stalled", [Wishes(different_measure=True)], "review-goals-with-client", "C.4-different-measure"),
        ("recovered", [Wishes(stay_on=True)], "step-down", "E.3-stay-on"),
        (
            "on_track",
            [Wishes(another_worker=True, another_worker_reason="felt_harmed")],
            "arrange-transfer",
            "E.5-felt-harmed",
        ),
    ],
)  # fmt: skip
def test_each_answer_leads_to_what_the_rules_promise(state: str, rows: list[Fact], step: str, reason: str) -> None:
    for row in rows:
        row.on = TODAY
    assert reason in advised(state, *rows)[step]


def test_an_interpreter_who_is_arranged_is_no_barrier() -> None:
    both = Circumstances(on=TODAY, interpreter_needed=True, interpreter_arranged=True)
    assert "advocate" not in advised("on_track", both)


def test_where_the_reason_is_language_nothing_is_mended_first() -> None:
    """E.5: talking about working together does not change which language somebody speaks."""
    wish = Wishes(on=TODAY, another_worker=True)
    assert "repair-relationship" in advised("on_track", wish)
    wish.another_worker_reason = "language"
    assert next(iter(advised("on_track", wish))) == "arrange-transfer"


def test_circumstances_are_reached_from_the_clients_page_and_change_what_is_next(
    cast: Cast, as_person: AsPerson
) -> None:
    browser = as_person(cast.worker)
    client = f"/clients/{cast.cleo.public_id}/"
    before = browser.get(client).content.decode()
    assert f'href="{page(cast.cleo, "circumstances")}"' in before, "what is not known leads to its form"
    assert "Get medical help" not in before
    assert send(browser, cast.cleo, "circumstances", {"physical_symptoms": "yes"}).status_code == 302
    after = browser.get(client).content.decode()
    assert "Get medical help" in after
    assert "Unexplained bodily symptoms" in after


def test_what_gets_in_the_way_is_ticked_or_said_to_be_nothing(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    answer = send(browser, cast.cleo, "engagement", {"adherence_barriers": ["nothing", "cost"]})
    assert answer.status_code == 422
    assert "Either tick what gets in the way, or that nothing does." in answer.content.decode()
    assert not stored("engagement")
    send(browser, cast.cleo, "engagement", {"adherence_barriers": ["cost", "stigma"]})
    send(browser, cast.cleo, "engagement", {"adherence_barriers": ["nothing"]})
    assert [row.adherence_barriers for row in stored("engagement")] == ["cost\nstigma", ""]
    assert "Cost, Stigma" in browser.get(page(cast.cleo)).content.decode()
