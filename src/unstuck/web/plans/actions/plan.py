"""Goals and their ratings, the client's words, and the parts of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.components.actions import record_transition
from unstuck.web.plans import policies
from unstuck.web.plans.models import (
    AgreementKind,
    ChosenBy,
    ClientWords,
    ClientWordsTopic,
    Goal,
    GoalRating,
    GoalStep,
    GoalWording,
    PlanPart,
    PlanPartStep,
)
from unstuck.web.plans.workflow import GOAL, PART

GoalLevels = tuple[str, str, str, str, str]
NOT_DESCRIBED: GoalLevels = ("–", "–", "–", "–", "–")
"""What stands for the steps of a goal that nobody has described yet; shown nowhere."""


@dataclass(frozen=True)
class NewGoal:
    """A goal in the client's words. `levels`: what -2, -1, 0, 1 and 2 look like, where that was said already.

    `level`: where the client stands, once they are.
    """

    words: str
    levels: GoalLevels | None
    on: date
    level: int = -1
    weight: int = 1
    area: str = ""
    chosen_by: ChosenBy = ChosenBy.TOGETHER


@dataclass(frozen=True)
class NewGoalRating:
    """How far a goal has come on a day, and who says so."""

    level: int
    on: date
    rated_by: ChosenBy
    words: str = ""


@dataclass(frozen=True)
class NewPlanPart:
    """One thing that is agreed."""

    words: str
    agreed: AgreementKind
    chosen_by: ChosenBy
    on: date
    goal: Goal | None = None


def set_goal(actor: Actor, episode: Episode, new: NewGoal, context: WriteContext) -> Goal:
    """Store a goal and, where its steps are described, where the client stands on it now."""
    with recorded("goal.set", actor, context) as write:
        held = _own(actor, episode, new.on, context)
        much_less, less, expected, more, much_more = new.levels or NOT_DESCRIBED
        goal = Goal(
            episode=held, words=new.words, area=new.area, weight=new.weight, chosen_by=new.chosen_by,
            much_less=much_less, less=less, expected=expected, more=more, much_more=much_more, on=new.on, state="",
            recorded_at=context.now, recorded_by_id=actor.id,
        )  # fmt: skip
        _move_goal(actor, goal, "set", new.on, "", context)
        if new.levels:
            _rate(actor, goal, NewGoalRating(new.level, new.on, new.chosen_by), context)
        write.about("episode", held.public_id, goal=goal.pk)
    return goal


def describe_goal(actor: Actor, goal: Goal, levels: GoalLevels, rating: NewGoalRating, context: WriteContext) -> None:
    """Store the steps of a goal that was written without them, and where the client stands."""
    with recorded("goal.described", actor, context) as write:
        episode = _own(actor, goal.episode, rating.on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        GOAL.check("rate", held.state)
        policies.check_not_described(held)
        held.much_less, held.less, held.expected, held.more, held.much_more = levels
        held.save(update_fields=["much_less", "less", "expected", "more", "much_more"])
        _rate(actor, held, rating, context)
        write.about("episode", episode.public_id, goal=goal.pk, level=rating.level)


def rate_goal(actor: Actor, goal: Goal, rating: NewGoalRating, context: WriteContext) -> None:
    """Store how far a goal has come."""
    with recorded("goal.rated", actor, context) as write:
        episode = _own(actor, goal.episode, rating.on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        GOAL.check("rate", held.state)
        policies.check_described(held)
        _rate(actor, held, rating, context)
        write.about("episode", episode.public_id, goal=goal.pk, level=rating.level)


def reword_goal(actor: Actor, goal: Goal, words: str, on: date, context: WriteContext) -> None:
    """Put a goal in other words; the words before stay in its history, its levels and ratings as they are."""
    with recorded("goal.reworded", actor, context) as write:
        episode = _own(actor, goal.episode, on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        GOAL.check("reword", held.state)
        policies.check_other_words(held, words)
        wording = GoalWording(
            goal=held, words=words, before=held.words, on=on, recorded_at=context.now, recorded_by_id=actor.id
        )  # fmt: skip
        wording.save(force_insert=True)
        held.words = words
        held.save(update_fields=["words"])
        write.about("episode", episode.public_id, goal=goal.pk)


def move_goal(actor: Actor, goal: Goal, action: str, on: date, words: str, context: WriteContext) -> None:
    """Record that a goal was reached, set aside, or is worked on again."""
    with recorded("goal.moved", actor, context) as write:
        episode = _own(actor, goal.episode, on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        _move_goal(actor, held, action, on, words, context)
        write.about("episode", episode.public_id, goal=goal.pk, action=action)


def record_words(
    actor: Actor, episode: Episode, topic: ClientWordsTopic, words: str, on: date, context: WriteContext
) -> None:
    """Store the client's words on a need, a preference, a hope, a fear or what they have been through."""
    with recorded("words.recorded", actor, context) as write:
        held = _own(actor, episode, on, context)
        row = ClientWords(
            episode=held, kind=topic, words=words, on=on, recorded_at=context.now, recorded_by_id=actor.id
        )  # fmt: skip
        row.save(force_insert=True)
        write.about("episode", held.public_id, kind=topic.value, said=row.pk)


def end_words(actor: Actor, quote: ClientWords, words: str, on: date, context: WriteContext) -> None:
    """Store that what the client said is no longer the case."""
    with recorded("words.ended", actor, context) as write:
        held = _own(actor, quote.episode, on, context, quote.on)
        policies.check_still_so(quote)
        ending = ClientWords(
            episode=held, kind=quote.kind, words=words, ends=quote, on=on, recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        ending.save(force_insert=True)
        write.about("episode", held.public_id, said=quote.pk)


def agree_part(actor: Actor, episode: Episode, new: NewPlanPart, context: WriteContext) -> PlanPart:
    """Store one thing that was agreed, and who chose it."""
    with recorded("part.agreed", actor, context) as write:
        held = _own(actor, episode, new.on, context)
        part = PlanPart(
            episode=held, words=new.words, agreed=new.agreed, chosen_by=new.chosen_by, goal=new.goal, state="",
            on=new.on, recorded_at=context.now, recorded_by_id=actor.id,
        )  # fmt: skip
        _move_part(actor, part, "agree", new.on, "", context)
        write.about("episode", held.public_id, part=part.pk, chosen_by=new.chosen_by.value)
    return part


def drop_part(actor: Actor, part: PlanPart, on: date, words: str, context: WriteContext) -> None:
    """Record that a part of the plan is no longer agreed."""
    with recorded("part.dropped", actor, context) as write:
        episode = _own(actor, part.episode, on, context, part.on)
        held = PlanPart.objects.select_for_update().get(pk=part.pk)
        _move_part(actor, held, "drop", on, words, context)
        write.about("episode", episode.public_id, part=part.pk)


def _own(actor: Actor, episode: Episode, on: date, context: WriteContext, not_before: date | None = None) -> Episode:
    """Return the episode, locked, where this person may write to it and the day fits."""
    held = locked_episode(episode, context)
    permissions.check_may_write(actor, held)
    policies.check_day(on, held, context.today, not_before)
    return held


def _rate(actor: Actor, goal: Goal, rating: NewGoalRating, context: WriteContext) -> None:
    row = GoalRating(
        goal=goal, level=rating.level, on=rating.on, rated_by=rating.rated_by, words=rating.words,
        recorded_at=context.now, recorded_by_id=actor.id,
    )  # fmt: skip
    row.save(force_insert=True)


def _move_goal(actor: Actor, goal: Goal, action: str, on: date, words: str, context: WriteContext) -> None:
    step = GoalStep(goal=goal, action=action, on=on, words=words, at=context.now, by_id=actor.id)
    record_transition(GOAL, goal, step)


def _move_part(actor: Actor, part: PlanPart, action: str, on: date, words: str, context: WriteContext) -> None:
    step = PlanPartStep(part=part, action=action, on=on, words=words, at=context.now, by_id=actor.id)
    record_transition(PART, part, step)
