"""Goals, words, parts and the ledger: what is stored, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.web.cast import TODAY, Cast, write_context
from tests.web.facts.acts import opened
from tests.web.plans.acts import LEVELS, WORDS, AsPerson, address, ago, choose, goal, send
from tests.web.plans.test_pages import text
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts, withdraw_fact
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.models import ApproachStep, ConsultationStep
from unstuck.web.components.denied import Denied
from unstuck.web.plans.actions.ledger import ApproachChoice, choose_approach
from unstuck.web.plans.actions.plan import (
    NewGoalRating,
    NewPlanPart,
    agree_part,
    drop_part,
    end_words,
    move_goal,
    rate_goal,
    record_words,
    reword_goal,
)
from unstuck.web.plans.models import (
    AgreementKind,
    ApproachEndReason,
    ChosenBy,
    ClientWords,
    ClientWordsTopic,
    Goal,
    GoalRating,
    GoalStep,
    GoalWording,
    LedgerEntry,
    PlanPart,
)
from unstuck.web.plans.queries import came_of, ledger, plan_of

GOAL_TYPED = {
    "words": WORDS, "much_less": LEVELS[0], "less": LEVELS[1], "expected": LEVELS[2], "more": LEVELS[3],
    "much_more": LEVELS[4], "level": "-2", "weight": "2", "chosen_by": "client", "area": "leisure",
}  # fmt: skip


def last_entry() -> Entry:
    return Entry.objects.latest("id")


def test_set_and_rate_a_goal(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert send(browser, address(cast.cleo, "goals/add/"), GOAL_TYPED).status_code == 302
    (found,) = plan_of(cast.cleo).goals
    assert (found.goal.words, found.ratings[-1].level, found.goal.weight) == (WORDS, -2, 2)
    assert found.chosen_by == ChosenBy.CLIENT
    assert dict(found.goal.levels)[1] == LEVELS[3]
    assert last_entry().action == "goal.set"
    assert WORDS not in str(last_entry().details)
    rate = address(cast.cleo, f"goals/{found.goal.public_id}/rate/")
    assert send(browser, rate, {"level": "1", "rated_by": "client", "words": "I was out today"}).status_code == 302
    plan = plan_of(cast.cleo)
    assert (plan.t_first, plan.t_now) == (30.0, 60.0)
    assert plan.goals[0].ratings[-1].words == "I was out today"
    assert last_entry().action == "goal.rated"


def test_a_goal_is_one_field_and_its_steps_can_wait(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert send(browser, address(cast.cleo, "goals/add/"), {"words": WORDS, "chosen_by": "client"}).status_code == 302
    plan = plan_of(cast.cleo)
    (found,) = plan.goals
    assert (found.goal.words, found.now, plan.t_now) == (WORDS, None, None), "nothing is made up about where they stand"
    shown = text(browser.get(address(cast.cleo, "")))
    assert "What its steps look like is not described yet." in shown
    assert "How far has it come?" not in shown
    with pytest.raises(Denied, match="Say first what each step"):
        rate_goal(cast.actor(cast.worker), found.goal, NewGoalRating(1, TODAY, ChosenBy.CLIENT), write_context())
    describe = address(cast.cleo, f"goals/{found.goal.public_id}/describe/")
    assert send(browser, describe, {**GOAL_TYPED, "level": "-1"}).status_code == 302
    (found,) = plan_of(cast.cleo).goals
    assert (found.now.level if found.now else None, found.level_words) == (-1, LEVELS[1])
    assert last_entry().action == "goal.described"
    refused = send(browser, describe, {**GOAL_TYPED, "level": "0"})
    assert "The steps of this goal are described already." in text(refused)


def test_a_goal_without_levels_is_refused_and_kept(cast: Cast, as_person: AsPerson) -> None:
    answer = send(as_person(cast.worker), address(cast.cleo, "goals/add/"), {**GOAL_TYPED, "more": " "})
    assert answer.status_code == 422
    assert "A little better than that: describe what it would look like." in text(answer)
    assert WORDS in text(answer)
    assert not Goal.objects.exists()


def test_a_goal_in_other_words_keeps_those_before(cast: Cast, as_person: AsPerson) -> None:
    one, browser = goal(cast), as_person(cast.worker)
    reword = address(cast.cleo, f"goals/{one.public_id}/reword/")
    assert f"goals/{one.public_id}/reword/" in browser.get(address(cast.cleo)).content.decode()
    assert WORDS in text(browser.get(reword))
    same = send(browser, reword, {"words": WORDS})
    assert same.status_code == 422
    assert "The goal already has these words." in text(same)
    assert send(browser, reword, {"words": " "}).status_code == 422
    for words in ("I want to walk to the lake", "I want to walk to the lake alone"):
        assert send(browser, reword, {"words": words}).status_code == 302
    (found,) = plan_of(cast.cleo).goals
    assert found.goal.words == "I want to walk to the lake alone"
    assert [it.before for it in found.wordings] == [WORDS, "I want to walk to the lake"]
    assert (found.goal.levels, found.ratings[-1].level) == (one.levels, -1)
    shown = text(browser.get(address(cast.cleo)))
    assert WORDS in shown
    assert "I want to walk to the lake alone" in shown
    assert last_entry().action == "goal.reworded"
    assert "lake" not in str(last_entry().details)


def test_a_goal_that_is_reached_is_not_reworded(cast: Cast) -> None:
    one, actor = goal(cast), cast.actor(cast.worker)
    move_goal(actor, one, "reach", TODAY, "", write_context())
    with pytest.raises(Denied) as refused:
        reword_goal(actor, one, "Something else", TODAY, write_context())
    assert refused.value.code == "not_open"
    assert not GoalWording.objects.exists()
    with pytest.raises(Denied):
        reword_goal(cast.actor(cast.teammate), one, "Something else", TODAY, write_context())


def test_a_goal_is_reached_and_taken_up_again(cast: Cast, as_person: AsPerson) -> None:
    one, actor = goal(cast), cast.actor(cast.worker)
    move = address(cast.cleo, f"goals/{one.public_id}/move/")
    assert send(as_person(cast.worker), move, {"action": "reach", "words": "out every day"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "reached"
    assert last_entry().action == "goal.moved"
    with pytest.raises(Denied) as refused:
        rate_goal(actor, one, NewGoalRating(1, TODAY, ChosenBy.CLIENT), write_context())
    assert refused.value.code == "not_open"
    move_goal(actor, one, "take_up", TODAY, "", write_context())
    assert plan_of(cast.cleo).working
    assert [step.action for step in GoalStep.objects.order_by("id")] == ["set", "reach", "take_up"]


def test_a_goal_that_was_set_aside_does_not_count(cast: Cast) -> None:
    goal(cast, level=2)
    other = goal(cast, level=-2)
    move_goal(cast.actor(cast.worker), other, "set_aside", TODAY, "", write_context())
    assert plan_of(cast.cleo).t_now == 70.0


def test_words_and_that_they_are_no_longer_so(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    typed = {"kind": "hope", "words": "that the nights get better"}
    assert send(browser, address(cast.cleo, "words/add/"), typed).status_code == 302
    row = ClientWords.objects.get()
    assert last_entry().action == "words.recorded"
    away = address(cast.cleo, f"words/{row.pk}/no-longer/")
    assert send(browser, away, {"words": "they are better"}).status_code == 302
    assert last_entry().action == "words.ended"
    assert plan_of(cast.cleo).words_now(ClientWordsTopic.HOPE) == []
    (history,) = plan_of(cast.cleo).words[ClientWordsTopic.HOPE]
    assert history.ended is not None
    assert history.ended.words == "they are better"
    with pytest.raises(Denied) as refused:
        end_words(cast.actor(cast.worker), row, "", TODAY, write_context())
    assert refused.value.code == "ended_already"


def test_parts_say_who_chose(cast: Cast, as_person: AsPerson) -> None:
    one = goal(cast)
    typed = {"words": "Walk on Mondays", "agreed": "therapy", "chosen_by": "client", "goal": str(one.public_id)}
    assert send(as_person(cast.worker), address(cast.cleo, "parts/add/"), typed).status_code == 302
    part = PlanPart.objects.get()
    assert (part.chosen_by, part.goal, last_entry().action) == ("client", one, "part.agreed")
    drop = address(cast.cleo, f"parts/{part.pk}/drop/")
    assert send(as_person(cast.worker), drop, {"words": "too much"}).status_code == 302
    assert last_entry().action == "part.dropped"
    assert plan_of(cast.cleo).agreed == []
    with pytest.raises(Denied) as refused:
        drop_part(cast.actor(cast.worker), part, TODAY, "", write_context())
    assert refused.value.code == "not_open"


def test_choosing_ends_the_former_writes_the_facts_and_keeps_why(cast: Cast, as_person: AsPerson) -> None:
    choose(cast, "behavioural-activation", 7)
    former = ApproachStep.objects.get()
    typed = {"chosen_by": "together", "ends": [str(former.pk)], "because": "no_gain", "words": "Let us try this"}
    assert send(as_person(cast.worker), address(cast.cleo, "choose/?approach=emdr"), typed).status_code == 302
    facts = facts_of([cast.cleo.pk])[cast.cleo.pk]
    assert [(one.began.code, one.ended is None) for one in facts.approaches] == [
        ("behavioural-activation", False),
        ("emdr", True),
    ]
    assert facts.approaches[1].began.integrates_trauma_work is True
    now, before = ledger(cast.cleo)
    assert (now.name, now.going_on, now.chosen_by) == ("EMDR", True, "Client and worker together")
    assert now.began is not None
    assert [reason["code"] for reason in now.began.reasons] == ["C.1-no-match"]
    assert before.why_ended == "It did not bring the change we hoped for"
    assert came_of([now, before]) == {"behavioural-activation": "no_gain"}
    assert last_entry().action == "approach.chosen"
    assert last_entry().subject_id == str(cast.cleo.public_id)


def test_the_next_step_follows_the_choice(cast: Cast) -> None:
    """C.3: once consulted, a young approach is given its time; so the choice must reach the pathway."""
    asked = ConsultationStep(on=ago(1), step="acted_on", about_this_stall=True)
    record_facts(cast.actor(cast.worker), cast.cleo, [asked], write_context())
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] == "change-approach"
    choose(cast, "mindfulness", 0)
    cast.cleo.standing.refresh_from_db()
    assert cast.cleo.standing.steps[0][1] == "collect-scores"


def test_an_end_needs_its_reason_and_nothing_typed_is_lost(cast: Cast, as_person: AsPerson) -> None:
    choose(cast, "cbt", 7)
    former = ApproachStep.objects.get()
    typed = {"chosen_by": "client", "ends": [str(former.pk)], "words": "keep these words"}
    answer = send(as_person(cast.worker), address(cast.cleo, "choose/?approach=act"), typed)
    assert answer.status_code == 422
    assert "Say why the earlier way of working ends." in text(answer)
    assert "keep these words" in text(answer)
    assert ApproachStep.objects.count() == 1


def test_somebody_ended_it_meanwhile(cast: Cast, as_person: AsPerson) -> None:
    choose(cast, "cbt", 7)
    former, browser, where = (
        ApproachStep.objects.get(),
        as_person(cast.worker),
        address(cast.cleo, "choose/?approach=act"),
    )
    typed = {"on": TODAY.isoformat(), "chosen_by": "client", "ends": [str(former.pk)], "because": "no_gain"}
    fields = {**opened(browser, where), **typed, "words": "keep these words"}
    other = address(cast.cleo, f"approaches/{former.pk}/end/")
    assert send(browser, other, {"because": "helped", "chosen_by": "client"}).status_code == 302
    answer = browser.post(where, fields)
    assert answer.status_code == 422
    assert "keep these words" in text(answer)
    assert "Approach ended" in text(answer), "what was saved since the form was opened"
    assert ApproachStep.objects.filter(code="act").count() == 0


def test_what_is_in_use_cannot_begin_again(cast: Cast, as_person: AsPerson) -> None:
    choose(cast, "cbt", 7)
    answer = send(
        as_person(cast.worker), address(cast.cleo, "choose/?approach=cbt"), {"chosen_by": "client", "words": "mine"}
    )
    assert answer.status_code == 422
    assert "This approach is already in use." in text(answer)
    assert "mine" in text(answer)


def test_another_way_of_working_by_its_own_name(cast: Cast, as_person: AsPerson) -> None:
    where = address(cast.cleo, "choose/")
    assert send(as_person(cast.worker), where, {"chosen_by": "client"}).status_code == 422
    assert send(as_person(cast.worker), where, {"chosen_by": "client", "called": "Garden  group"}).status_code == 302
    assert ledger(cast.cleo)[0].name == "Garden group"
    assert as_person(cast.worker).get(address(cast.cleo, "choose/?approach=horoscope")).status_code == 404


def test_ending_without_another(cast: Cast, as_person: AsPerson) -> None:
    choose(cast, "cbt", 7)
    step = ApproachStep.objects.get()
    where = address(cast.cleo, f"approaches/{step.pk}/end/")
    assert send(as_person(cast.worker), where, {"because": "helped", "chosen_by": "client"}).status_code == 302
    assert last_entry().action == "approach.ended"
    assert came_of(ledger(cast.cleo)) == {"cbt": "helped"}
    assert send(as_person(cast.worker), where, {"because": "helped", "chosen_by": "client"}).status_code == 422


def test_what_was_entered_in_error_leaves_the_ledger(cast: Cast) -> None:
    choose(cast, "cbt", 7)
    withdraw_fact(cast.actor(cast.worker), cast.cleo, ApproachStep.objects.get(), write_context())
    assert ledger(cast.cleo) == []


def test_a_double_click_and_a_stale_form(cast: Cast, as_person: AsPerson) -> None:
    browser, where = as_person(cast.worker), address(cast.cleo, "words/add/")
    fields = {**opened(browser, where), "on": TODAY.isoformat(), "kind": "need", "words": "quiet"}
    assert [browser.post(where, fields).status_code for _click in range(2)] == [302, 302]
    assert ClientWords.objects.count() == 1
    old = {**opened(browser, where), "on": TODAY.isoformat(), "kind": "need", "words": "company"}
    goal(cast)
    answer = browser.post(where, old)
    assert answer.status_code == 422
    assert "Goal set" in text(answer)
    assert "company" in text(answer)
    assert ClientWords.objects.count() == 1


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=4000)])
def test_days_that_cannot_be(cast: Cast, on: object) -> None:
    actor = cast.actor(cast.worker)
    with pytest.raises(Denied):
        record_words(actor, cast.cleo, ClientWordsTopic.NEED, "x", on, write_context())  # type: ignore[arg-type]  # a day
    with pytest.raises(Denied):
        choose_approach(actor, cast.cleo, ApproachChoice("cbt", on, ChosenBy.CLIENT), write_context())  # type: ignore[arg-type]  # a day
    assert not LedgerEntry.objects.exists()
    assert not ApproachStep.objects.exists()


def test_nobody_else_writes(cast: Cast, as_person: AsPerson) -> None:
    one = goal(cast)
    agreed = NewPlanPart("x", AgreementKind.OTHER, ChosenBy.CLIENT, TODAY)
    for person in (cast.teammate, cast.supervisor, cast.outsider):
        with pytest.raises(Denied):
            rate_goal(cast.actor(person), one, NewGoalRating(1, TODAY, ChosenBy.CLIENT), write_context())
        with pytest.raises(Denied):
            agree_part(cast.actor(person), cast.cleo, agreed, write_context())
        with pytest.raises(Denied):
            choose_approach(
                cast.actor(person), cast.cleo, ApproachChoice("cbt", TODAY, ChosenBy.CLIENT), write_context()
            )
        for rest in ("goals/add/", f"goals/{one.public_id}/rate/", "choose/?approach=cbt", "words/add/", "parts/add/"):
            assert as_person(person).get(address(cast.cleo, rest)).status_code == 404


def test_a_goal_of_another_client_is_not_there(cast: Cast, as_person: AsPerson) -> None:
    one = goal(cast)
    browser = as_person(cast.outsider)
    assert browser.get(address(cast.outside_client, f"goals/{one.public_id}/rate/")).status_code == 404


def test_history_is_kept(cast: Cast) -> None:
    one = goal(cast)
    choose(cast, "cbt", 7)
    record_words(cast.actor(cast.worker), cast.cleo, ClientWordsTopic.NEED, "x", TODAY, write_context())
    reword_goal(cast.actor(cast.worker), one, "I want to walk to the lake", TODAY, write_context())
    for table in (GoalRating, GoalStep, GoalWording, LedgerEntry, ClientWords):
        with pytest.raises(DatabaseError), transaction.atomic():
            table._default_manager.all().update(words="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.update(weight=9)


def test_every_reason_for_an_end_has_words() -> None:
    assert all(one.words for one in (*ApproachEndReason, *ChosenBy, *ClientWordsTopic, *AgreementKind))
