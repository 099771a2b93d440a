"""What two people of the demo have practised: stories, a mock examination that is over, and two tries at courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from unstuck.learning.library import vignettes
from unstuck.learning.practice import drawn
from unstuck.learning.weeks.choices import Choice
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.demo.clock import DemoClock
from unstuck.web.learning.actions import give_answer, start_mock
from unstuck.web.learning.weeks.actions import begin_course, choose_in_course

STORIES = 6
EVERY = 3
"""Each third story was answered otherwise than the rules would."""


COURSES: Mapping[str, Sequence[Choice]] = {
    "notice-to-quit": ("consult", "support", "wait", "wait"),
    "the-quiet-chair": ("change",),
}
"""Tries at courses: one that is over, and one that goes on."""


def add_learning(people: Sequence[Actor], clock: DemoClock) -> None:
    """Let each of them have practised for two weeks."""
    for actor in people:
        random = Random(actor.name)  # noqa: S311 - invented people
        then = clock.ago(2)
        for place, story in enumerate(drawn(vignettes().values(), STORIES, random)):
            others = [one.code for one in story.options if one.code != story.best]
            chosen = others[0] if place % EVERY == 0 else story.best
            at = WriteContext(then.now + timedelta(days=place), then.today)
            give_answer(actor, story.code, chosen, _opened(at.now), at)
        _mock(actor, random, clock.ago(1))
        _courses(actor, random, clock.ago(1))


def _mock(actor: Actor, random: Random, then: WriteContext) -> None:
    mock = start_mock(actor, random, then)
    for place, code in enumerate(mock.stories[:-1], start=1):
        at = WriteContext(then.now + timedelta(minutes=place), then.today)
        give_answer(actor, code, vignettes()[code].best, _opened(at.now), at, mock)


def _courses(actor: Actor, random: Random, then: WriteContext) -> None:
    for made_up, choices in COURSES.items():
        begun = begin_course(actor, made_up, random, then)
        for place, choice in enumerate(choices):
            choose_in_course(actor, begun, place, choice, then)


def _opened(answered: datetime) -> datetime:
    return answered - timedelta(seconds=75)
