"""The plan, the options and the sheet: who may open them, and what stands on them."""

from __future__ import annotations

import html
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import Cast, write_context
from tests.web.plans.acts import LEVELS, WORDS, AsPerson, address, ago, choose, goal
from tests.web.safety.acts import assess, close, sign
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.models import Engagement
from unstuck.web.plans.actions.issues import confirm_issues
from unstuck.web.plans.actions.plan import NewPlanPart, agree_part, record_words
from unstuck.web.plans.models import AgreementKind, ChosenBy, ClientWordsTopic

PAGES = ("", "options/", "sheet/")


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_who_may_read(cast: Cast, as_person: AsPerson, page: str) -> None:
    for person in (cast.worker, cast.supervisor):
        assert as_person(person).get(address(cast.cleo, page)).status_code == 200
    for person in (cast.teammate, cast.outsider, cast.other_supervisor):
        assert as_person(person).get(address(cast.cleo, page)).status_code == 404
    assert as_person(cast.manager).get(address(cast.cleo, page)).status_code == 403


def test_the_plan_shows_all_of_it(cast: Cast, as_person: AsPerson) -> None:
    actor = cast.actor(cast.worker)
    goal(cast)
    record_words(actor, cast.cleo, ClientWordsTopic.FEAR, "that it stays like this", ago(5), write_context())
    agree_part(
        actor,
        cast.cleo,
        NewPlanPart("Walk on Mondays", AgreementKind.THERAPY, ChosenBy.CLIENT, ago(4)),
        write_context(),
    )
    choose(cast, "cbt", 7)
    shown = text(as_person(cast.worker).get(address(cast.cleo)))
    for words in (WORDS, LEVELS[2], "that it stays like this", "Walk on Mondays", "Cognitive behavioural work"):
        assert words in shown
    assert "Goal attainment: 40 (at the start 40; 50 is as expected), from one goal." in shown
    assert "chosen by: The client" in shown


def test_a_supervisor_finds_no_way_to_write(cast: Cast, as_person: AsPerson) -> None:
    goal(cast)
    shown = text(as_person(cast.supervisor).get(address(cast.cleo)))
    assert WORDS in shown
    assert "/rate/" not in shown
    assert "/goals/add/" not in shown
    assert "Only the client's own worker can record here." in shown


def test_options_explain_each_rank_and_warn(cast: Cast, as_person: AsPerson) -> None:
    confirm_issues(cast.actor(cast.worker), cast.cleo, ["sleep"], write_context())
    choose(cast, "behavioural-activation", 7)
    shown = text(as_person(cast.worker).get(address(cast.cleo, "options/")))
    assert shown.index("Work on sleep (CBT for insomnia)") < shown.index("Mindfulness-based work")
    assert "Takes up what the present way of working leaves out: sleep." in shown
    assert "van Straten et al. 2018" in shown
    for words in ("More sessions of the same", "Urging the client towards another worker", "Revisiting past trauma"):
        assert words in shown


def test_a_risk_that_nobody_assessed_comes_first(cast: Cast, as_person: AsPerson) -> None:
    sign(cast)
    shown = text(as_person(cast.worker).get(address(cast.cleo, "options/")))
    assert "The risk comes first." in shown
    assert "See the ways of working all the same" in shown


def test_with_violence_at_home_no_paper_leaves_the_room(cast: Cast, as_person: AsPerson) -> None:
    """S.3."""
    assert "no sheet on paper" not in text(as_person(cast.worker).get(address(cast.cleo, "options/")))
    assess(cast, concern := sign(cast, "violence_at_home"))
    assert "no sheet on paper" in text(as_person(cast.worker).get(address(cast.cleo, "options/")))
    assess(cast, sign(cast, "harm_to_others"))  # another risk does not lift it
    assert "no sheet on paper" in text(as_person(cast.worker).get(address(cast.cleo, "options/")))
    close(cast, concern)
    assert "no sheet on paper" not in text(as_person(cast.worker).get(address(cast.cleo, "options/")))


def test_the_sheet_has_words_and_no_scores(cast: Cast, as_person: AsPerson) -> None:
    goal(cast)
    record_words(cast.actor(cast.worker), cast.cleo, ClientWordsTopic.FEAR, "hidden fear", ago(5), write_context())
    shown = text(as_person(cast.worker).get(address(cast.cleo, "sheet/?option=emdr&option=act&option=nothing")))
    assert WORDS in shown
    assert "You call up parts of a bad memory" in shown
    assert "make room for hard thoughts" in shown
    for words in ("PHQ", "hidden fear", "Cleo", "evidence", "interval"):
        assert words not in shown


def test_a_fall_shows_while_scores_improve(cast: Cast, as_person: AsPerson) -> None:
    actor = cast.actor(cast.worker)
    record_facts(actor, cast.cleo, [Engagement(on=ago(4), alliance=9)], write_context())
    record_facts(actor, cast.cleo, [Engagement(on=ago(1), alliance=7, medication="partly")], write_context())
    shown = text(as_person(cast.worker).get(address(cast.cleo)))
    assert "Alliance has fallen by 2 recently." in shown
    assert "Did I miss something?" in shown
    assert "What gets in the way?" in shown


def test_the_same_number_of_queries_for_more_rows(
    cast: Cast, as_person: AsPerson, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = as_person(cast.worker)

    def more() -> None:
        goal(cast)
        record_words(cast.actor(cast.worker), cast.cleo, ClientWordsTopic.HOPE, "more light", ago(3), write_context())

    choose(cast, "cbt", 7)
    more()
    browser.get(address(cast.cleo))
    for page in PAGES:
        with django_assert_max_num_queries(60) as first:
            browser.get(address(cast.cleo, page))
        for _time in range(3):
            more()
        with django_assert_max_num_queries(len(first)):
            browser.get(address(cast.cleo, page))
