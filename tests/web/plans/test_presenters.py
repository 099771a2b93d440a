"""What the pages of a plan say, made from the rows themselves."""

from __future__ import annotations

from tests.web.cast import TODAY, Cast, write_context
from tests.web.plans.acts import LEVELS, WORDS, ago, choose, goal
from tests.web.safety.acts import sign
from unstuck.web.caseload.models import ApproachStep
from unstuck.web.plans.actions.issues import confirm_issues
from unstuck.web.plans.actions.ledger import end_approach
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
from unstuck.web.plans.models import AgreementKind, ApproachEndReason, ChosenBy, ClientWords, ClientWordsTopic
from unstuck.web.plans.presenters.options import options_page, reasons_now, sheet_page
from unstuck.web.plans.presenters.plan import PlanPage, plan_page


def shown(cast: Cast, reader: str = "worker") -> PlanPage:
    return plan_page(cast.actor(getattr(cast, reader)), cast.cleo, TODAY)


def test_an_empty_plan_says_so(cast: Cast) -> None:
    page = shown(cast)
    assert page.may_write
    assert (page.has_goals, page.attainment, page.goals, page.closed_goals) == (False, "", [], [])
    assert (page.topics, page.parts, page.approaches, page.effects) == ([], [], [], [])
    assert not shown(cast, "supervisor").may_write


def test_a_goal_shows_its_levels_from_the_best_and_where_the_client_stands(cast: Cast) -> None:
    actor, aim = cast.actor(cast.worker), goal(cast, level=-1)
    (card,) = shown(cast).goals
    assert [level.words for level in card.levels] == list(reversed(LEVELS))
    assert [level.level for level in card.levels if level.is_now] == [-1]
    assert not any(level.is_first for level in card.levels), "rated once: the start is now"
    assert (card.words, card.about, card.rated) == (WORDS, "Chosen by: Client and worker together", "Rated once,")
    rate_goal(actor, aim, NewGoalRating(1, TODAY, ChosenBy.CLIENT, "out today"), write_context())
    reword_goal(actor, aim, "Outside every day", TODAY, write_context())
    (card,) = shown(cast).goals
    assert [(level.level, level.is_now, level.is_first) for level in card.levels if level.is_now or level.is_first] == [
        (1, True, False),
        (-1, False, True),
    ]
    assert (card.rated, card.latest and card.latest.words, card.words) == (
        "Rated 2 times, last",
        "out today",
        "Outside every day",
    )
    assert [wording.before for wording in card.wordings] == [WORDS]


def test_goal_attainment_counts_what_was_not_set_aside(cast: Cast) -> None:
    """Goals at -1 and 0, of equal weight: T = 50 + 10 × (-1) / sqrt(0.7 × 2 + 0.3 × 4) = 43.8."""
    goal(cast, level=-1)
    other = goal(cast, level=0)
    assert shown(cast).attainment.startswith("Goal attainment: 44 (at the start 44; 50 is as expected), from 2 goals")
    move_goal(cast.actor(cast.worker), other, "set_aside", TODAY, "not now", write_context())
    page = shown(cast)
    assert page.attainment.startswith("Goal attainment: 40 (at the start 40; 50 is as expected), from one goal")
    (closed,) = page.closed_goals
    assert (closed.state, closed.on, closed.why) == ("set aside", TODAY, "not now")


def test_words_stand_by_topic_and_what_ended_is_marked(cast: Cast) -> None:
    actor = cast.actor(cast.worker)
    record_words(actor, cast.cleo, ClientWordsTopic.FEAR, "the nights", ago(3), write_context())
    record_words(actor, cast.cleo, ClientWordsTopic.NEED, "plain words", ago(3), write_context())
    end_words(actor, ClientWords.objects.get(kind="fear"), "I sleep", TODAY, write_context())
    need, fear = shown(cast).topics
    assert (need.topic, fear.topic) == ("What I need", "What I am afraid of")
    assert need.lines[0].ended is None
    ended = fear.lines[0].ended
    assert ended is not None
    assert (fear.lines[0].words.words, ended.words) == ("the nights", "I sleep")


def test_a_part_that_was_dropped_says_since_when_and_why(cast: Cast) -> None:
    actor, aim = cast.actor(cast.worker), goal(cast)
    new = NewPlanPart("Tablets at breakfast", AgreementKind.MEDICATION, ChosenBy.CLIENT, ago(2), aim)
    part = agree_part(actor, cast.cleo, new, write_context())
    (line,) = shown(cast).parts
    assert (line.about, line.goal, line.dropped_on, line.why) == ("Medication; chosen by: The client", WORDS, None, "")
    drop_part(actor, part, TODAY, "side effects", write_context())
    (line,) = shown(cast).parts
    assert (line.dropped_on, line.why) == (TODAY, "side effects")


def test_the_ledger_says_who_chose_and_why_it_ended(cast: Cast) -> None:
    choose(cast, "cbt", 5, words="She asked for it.")
    (line,) = shown(cast).approaches
    assert line.is_in_use
    assert line.period.startswith("since ")
    assert (line.chosen, line.ended) == ("Chosen by: Client and worker together. She asked for it.", "")
    step = ApproachStep.objects.get(code="cbt")
    end_approach(
        cast.actor(cast.worker), cast.cleo, step, ApproachEndReason.WORSE, ChosenBy.CLIENT, TODAY, "", write_context()
    )
    (line,) = shown(cast).approaches
    assert not line.is_in_use
    assert line.ended == "Why it ended: Things got worse."
    ApproachStep.objects.create(
        episode=cast.cleo, code="emdr", on=ago(1), recorded_at=write_context().now, recorded_by=cast.worker
    )
    assert shown(cast).approaches[0].chosen == "", "recorded as a fact: nobody said who chose"


def test_options_offer_three_without_cautions_for_the_sheet_and_none_that_is_in_use(cast: Cast) -> None:
    confirm_issues(cast.actor(cast.worker), cast.cleo, ["low_mood"], write_context())
    choose(cast, "cbt", 5)
    page = options_page(cast.actor(cast.worker), cast.cleo, TODAY)
    cards = [*page.first, *page.rest]
    assert len(page.first) == 5
    assert sorted(card.option.rank for card in cards) == list(range(1, len(cards) + 1))
    assert all(card.option.has_reason for card in page.first)
    ticked = [card for card in cards if card.is_on_the_sheet]
    assert len(ticked) == 3
    assert not any(card.option.in_use or card.option.cautions for card in ticked)
    assert all(card.option.may_be_ticked for card in ticked)
    assert [card.option.approach.code for card in cards if not card.can_be_chosen] == ["cbt"]
    talk_first = [card.option.approach.code for card in cards if card.settles_by_talk]
    assert sorted(talk_first) == ["couple-work", "family-work"]
    assert not any(card.may_go_on_the_sheet or card.is_on_the_sheet for card in cards if card.settles_by_talk)
    assert not any(card.can_be_chosen for card in options_page(cast.actor(cast.supervisor), cast.cleo, TODAY).first)
    assert (page.suspended, page.violence) == ("", False)


def test_options_wait_while_a_risk_is_open(cast: Cast) -> None:
    sign(cast)
    sign(cast, "violence_at_home")
    page = options_page(cast.actor(cast.worker), cast.cleo, TODAY)
    assert page.suspended
    assert page.violence


def test_the_sheet_holds_at_most_four_and_leaves_fears_out(cast: Cast) -> None:
    actor = cast.actor(cast.worker)
    record_words(actor, cast.cleo, ClientWordsTopic.FEAR, "hidden fear", ago(3), write_context())
    record_words(actor, cast.cleo, ClientWordsTopic.HOPE, "more light", ago(3), write_context())
    goal(cast)
    page = sheet_page(
        cast.cleo, ["emdr", "emdr", "act", "cbt", "nothing", "behavioural-activation", "mindfulness"], TODAY
    )
    assert [approach.code for approach in page.options][:3] == ["emdr", "act", "cbt"]
    assert len(page.options) == 4
    assert page.matters == [("What I hope", ["more light"])]
    assert page.goals == [WORDS]
    assert sheet_page(cast.cleo, [], TODAY).options == [], "nothing recorded speaks for anything"
    confirm_issues(actor, cast.cleo, ["alcohol"], write_context())
    assert [one.code for one in sheet_page(cast.cleo, [], TODAY).options] == [
        "medicine-for-alcohol", "mutual-aid", "motivational-interviewing"
    ]  # fmt: skip
    asked_for = sheet_page(cast.cleo, ["couple-work", "act"], TODAY).options
    assert [one.code for one in asked_for] == ["act"], "what is not offered is on no sheet"


def test_reasons_are_kept_as_codes_and_sentences(cast: Cast) -> None:
    reasons = reasons_now(cast.cleo, "cbt", TODAY)
    assert reasons
    assert all(reason["code"] and reason["text"] for reason in reasons)
    assert reasons_now(cast.cleo, "a garden group", TODAY) == []
