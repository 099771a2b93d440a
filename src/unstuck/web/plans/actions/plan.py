"""Goals and their ratings, the client's words, and the parts of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.plans import policies
from unstuck.web.plans.models import Agreed, Chosen, Goal, GoalRating, GoalStep, GoalWording, Kind, Part, PartStep, Said
from unstuck.web.plans.workflow import GOAL, PART


@dataclass(frozen=True)
class NewGoal:
    """A goal in the client's words. `levels`: what -2, -1, 0, 1 and 2 look like; `level`: where the client stands."""

    words: str
    levels: tuple[str, str, str, str, str]
    on: date
    level: int = -1
    weight: int = 1
    area: str = ""
    chosen_by: Chosen = Chosen.TOGETHER


@dataclass(frozen=True)
class Rating:
    """How far a goal has come on a day, and who says so."""

    level: int
    on: date
    rated_by: Chosen
    words: str = ""


@dataclass(frozen=True)
class NewPart:
    """One thing that is agreed."""

    words: str
    agreed: Agreed
    chosen_by: Chosen
    on: date
    goal: Goal | None = None


def set_goal(actor: Actor, episode: Episode, wanted: NewGoal, context: WriteContext) -> Goal:
    """Store a goal with where the client stands on it now."""
    with recorded("goal.set", actor, context) as write:
        found = _own(actor, episode, wanted.on, context)
        much_less, less, expected, more, much_more = wanted.levels
        goal = Goal(
            episode=found, words=wanted.words, area=wanted.area, weight=wanted.weight,
            chosen_by=wanted.chosen_by, much_less=much_less, less=less,
            expected=expected, more=more, much_more=much_more, on=wanted.on, state=GOAL.after("set", ""),
            recorded_at=context.now, recorded_by_id=actor.id,
        )  # fmt: skip
        goal.save(force_insert=True)
        _goal_step(actor, goal, "set", wanted.on, "", context)
        _rate(actor, goal, Rating(wanted.level, wanted.on, wanted.chosen_by), context)
        write.about("episode", found.public_id, goal=goal.pk)
    return goal


def rate_goal(actor: Actor, goal: Goal, rating: Rating, context: WriteContext) -> None:
    """Store how far a goal has come."""
    with recorded("goal.rated", actor, context) as write:
        found = _own(actor, goal.episode, rating.on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        GOAL.check("rate", held.state)
        _rate(actor, held, rating, context)
        write.about("episode", found.public_id, goal=goal.pk, level=rating.level)


def reword_goal(actor: Actor, goal: Goal, words: str, on: date, context: WriteContext) -> None:
    """Put a goal in other words; the words before stay in its history, and its levels and ratings as they are."""
    with recorded("goal.reworded", actor, context) as write:
        found = _own(actor, goal.episode, on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        GOAL.check("reword", held.state)
        policies.check_other_words(held, words)
        wording = GoalWording(
            goal=held, words=words, before=held.words, on=on, recorded_at=context.now, recorded_by_id=actor.id
        )  # fmt: skip
        wording.save(force_insert=True)
        held.words = words
        held.save(update_fields=["words"])
        write.about("episode", found.public_id, goal=goal.pk)


def move_goal(actor: Actor, goal: Goal, action: str, on: date, words: str, context: WriteContext) -> None:
    """Mark a goal as reached, set aside, or taken up again."""
    with recorded("goal.moved", actor, context) as write:
        found = _own(actor, goal.episode, on, context, goal.on)
        held = Goal.objects.select_for_update().get(pk=goal.pk)
        held.state = GOAL.after(action, held.state)
        held.save(update_fields=["state"])
        _goal_step(actor, held, action, on, words, context)
        write.about("episode", found.public_id, goal=goal.pk, action=action)


def record_words(actor: Actor, episode: Episode, kind: Kind, words: str, on: date, context: WriteContext) -> None:
    """Store the client's words on a need, a preference, a hope, a fear or what they lived through."""
    with recorded("words.recorded", actor, context) as write:
        found = _own(actor, episode, on, context)
        said = Said(
            episode=found, kind=kind, words=words, on=on, recorded_at=context.now, recorded_by_id=actor.id
        )  # fmt: skip
        said.save(force_insert=True)
        write.about("episode", found.public_id, kind=kind.value, said=said.pk)


def end_words(actor: Actor, said: Said, words: str, on: date, context: WriteContext) -> None:
    """Store that what the client said is no longer so."""
    with recorded("words.ended", actor, context) as write:
        found = _own(actor, said.episode, on, context, said.on)
        policies.check_still_so(said)
        ending = Said(
            episode=found, kind=said.kind, words=words, ends=said, on=on, recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        ending.save(force_insert=True)
        write.about("episode", found.public_id, said=said.pk)


def agree_part(actor: Actor, episode: Episode, wanted: NewPart, context: WriteContext) -> Part:
    """Store one thing that was agreed, and who chose it."""
    with recorded("part.agreed", actor, context) as write:
        found = _own(actor, episode, wanted.on, context)
        part = Part(
            episode=found, words=wanted.words, agreed=wanted.agreed, chosen_by=wanted.chosen_by, goal=wanted.goal,
            state=PART.after("agree", ""), on=wanted.on, recorded_at=context.now, recorded_by_id=actor.id,
        )  # fmt: skip
        part.save(force_insert=True)
        _part_step(actor, part, "agree", wanted.on, "", context)
        write.about("episode", found.public_id, part=part.pk, chosen_by=wanted.chosen_by.value)
    return part


def drop_part(actor: Actor, part: Part, on: date, words: str, context: WriteContext) -> None:
    """Mark a part as no longer agreed."""
    with recorded("part.dropped", actor, context) as write:
        found = _own(actor, part.episode, on, context, part.on)
        held = Part.objects.select_for_update().get(pk=part.pk)
        held.state = PART.after("drop", held.state)
        held.save(update_fields=["state"])
        _part_step(actor, held, "drop", on, words, context)
        write.about("episode", found.public_id, part=part.pk)


def _own(actor: Actor, episode: Episode, on: date, context: WriteContext, not_before: date | None = None) -> Episode:
    """Return the episode, locked, where this person may write to it and the day fits."""
    found = locked_episode(episode, context)
    permissions.check_may_write(actor, found)
    policies.check_day(on, found, context.today, not_before)
    return found


def _rate(actor: Actor, goal: Goal, rating: Rating, context: WriteContext) -> None:
    row = GoalRating(
        goal=goal, level=rating.level, on=rating.on, rated_by=rating.rated_by, words=rating.words,
        recorded_at=context.now, recorded_by_id=actor.id,
    )  # fmt: skip
    row.save(force_insert=True)


def _goal_step(actor: Actor, goal: Goal, action: str, on: date, words: str, context: WriteContext) -> None:
    row = GoalStep(goal=goal, action=action, on=on, words=words, recorded_at=context.now, recorded_by_id=actor.id)
    row.save(force_insert=True)


def _part_step(actor: Actor, part: Part, action: str, on: date, words: str, context: WriteContext) -> None:
    row = PartStep(part=part, action=action, on=on, words=words, recorded_at=context.now, recorded_by_id=actor.id)
    row.save(force_insert=True)
