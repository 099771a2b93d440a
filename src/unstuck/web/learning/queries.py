"""What comes next for a learner, what is due again, and how far they have come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.utils.timezone import localdate

from unstuck.learning.library import topic_titles
from unstuck.learning.practice import shuffled
from unstuck.learning.repetition import due_again
from unstuck.learning.vignette import Vignette, VignetteOption
from unstuck.web.accounts.actors import Actor
from unstuck.web.components import dates
from unstuck.web.learning.models import LearningAnswer, MockExam
from unstuck.web.learning.permissions import answers_of
from unstuck.web.learning.stories import stories_for

History = Mapping[str, Sequence[LearningAnswer]]
"""A learner's answers, in order, by the code of the story."""


@dataclass(frozen=True)
class TopicProgress:
    """One topic: how many stories it has, how many were told, and in how many the latest answer was the rules'."""

    code: str
    title: str
    count: int
    told: int
    right: int


def history_of(actor: Actor) -> History:
    """Return the answers by story, leaving out stories that are no longer told."""
    known, kept = stories_for(actor), defaultdict[str, list[LearningAnswer]](list)
    for answer in answers_of(actor):
        if answer.story in known:
            kept[answer.story].append(answer)
    return kept


def due_stories(history: History, now: datetime) -> list[str]:
    """Return the stories that went wrong and are due again, the longest due first."""
    due = {code: due_again([(one.at, one.right) for one in answers]) for code, answers in history.items()}
    ready = [(when, code) for code, when in due.items() if when is not None and when <= now]
    return [code for _when, code in sorted(ready)]


def next_story(actor: Actor, history: History, now: datetime, topic: str = "") -> Vignette:
    """Return what comes next: what is due again, then what was not told yet, then what was told longest ago."""
    pool = {code: one for code, one in stories_for(actor).items() if topic in ("", one.topic)}
    due = [code for code in due_stories(history, now) if code in pool]
    if due:
        return pool[due[0]]
    new = [code for code in pool if code not in history]
    if new:
        return pool[_chance(actor, topic).choice(new)]
    return pool[min(pool, key=lambda code: history[code][-1].at)]


def story_of_the_day(actor: Actor, today: date) -> Vignette:
    """Return the one story of a day, the same all day long."""
    return _chance(actor, today.isoformat()).choice(list(stories_for(actor).values()))


def options_for(actor: Actor, vignette: Vignette, times: int) -> tuple[VignetteOption, ...]:
    """Return the options in the order in which this person sees them when they were told the story so often before."""
    return shuffled(vignette, _chance(actor, vignette.code, str(times)))


def _chance(actor: Actor, *about: str) -> Random:
    """Return chance that gives the same for the same person and matter: what is shown twice looks the same."""
    return Random("|".join((str(actor.public_id), *about)))  # noqa: S311 - which story comes next is no secret


def told_before(actor: Actor, answer: LearningAnswer) -> int:
    """Return how often the story had been told before this answer."""
    return answers_of(actor).filter(story=answer.story, pk__lt=answer.pk).count()


def progress_by_topic(actor: Actor, history: History) -> list[TopicProgress]:
    """Return how far somebody has come, topic by topic."""
    shown, told = [], stories_for(actor).values()
    for code, title in topic_titles().items():
        stories = [one.code for one in told if one.topic == code]
        latest = [history[story][-1].right for story in stories if story in history]
        shown.append(TopicProgress(code, title, len(stories), len(latest), sum(latest)))
    return shown


def open_story(actor: Actor, mock: MockExam, now: datetime) -> str | None:
    """Return the next story of a mock examination, None where all are answered or its time is up."""
    answered = {answer.story for answer in mock.answers.all()}
    told = stories_for(actor)
    left = [code for code in mock.stories if code not in answered and code in told]
    return left[0] if left and now <= mock.ends_at else None


def seconds_of(actor: Actor, first: date, last: date) -> int:
    """Return for how many seconds somebody practised from one day to another, both included."""
    return sum(seconds_by_day(actor, first, last).values())


def seconds_by_day(actor: Actor, first: date, last: date) -> Mapping[date, int]:
    """Return the same day by day: the one source of how long somebody practised, mock examinations included."""
    counted: Counter[date] = Counter()
    for at, seconds in (
        answers_of(actor)
        .filter(at__gte=dates.day_begins(first), at__lt=dates.day_ends(last))
        .values_list("at", "seconds")
    ):
        counted[localdate(at)] += seconds
    return counted
