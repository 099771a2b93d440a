"""Answering a story, taking a mock examination, choosing how to practise, and wiping it all."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from unstuck.language import gettext as _
from unstuck.learning.practice import drawn
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import Write
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.components.denied import Denied
from unstuck.web.learning.models import LearningAnswer, LearningChoices, MockExam
from unstuck.web.learning.permissions import answers_of, mocks_of
from unstuck.web.learning.stories import stories_for
from unstuck.web.learning.weeks.actions import wipe_courses

KEPT = "own_side.kept"
"""The record says that somebody kept something of their own, as for their own side of the work (decision 78).

An entry of its own would let a reader of the record count how often somebody practises.
"""

LONGEST = timedelta(minutes=10)
"""What one story can count towards the hours, however long it stayed open."""

MOCK_STORIES = 20
MOCK_TIME = timedelta(minutes=30)


def _own(write: Write, actor: Actor, answer: object = "") -> None:
    write.about("person", actor.public_id)
    write.answer = str(answer)


def give_answer(
    actor: Actor, story: str, chosen: str, opened: datetime, context: WriteContext, mock: MockExam | None = None
) -> LearningAnswer:
    """Keep what somebody chose. Denied after the end of a mock examination, or where it was answered already there."""
    with recorded(KEPT, actor, context) as write:
        if mock is not None:
            _check_open(mock, story, context.now)
        told = stories_for(actor).get(story)
        if told is None:
            raise Denied("story_gone", _("This story has been withdrawn. Nothing was kept; choose another."))
        right = told.best == chosen
        seconds = int(max(timedelta(), min(context.now - opened, LONGEST)).total_seconds())
        answer = LearningAnswer.objects.create(
            person_id=actor.id, mock=mock, story=story, chosen=chosen, right=right, seconds=seconds, at=context.now
        )
        _own(write, actor, answer.public_id)
    return answer


def _check_open(mock: MockExam, story: str, now: datetime) -> None:
    if now > mock.ends_at:
        raise Denied("mock_over", _("The time is up. What you had answered by then counts."))
    if mock.answers.filter(story=story).exists():
        raise Denied("mock_answered", _("You have answered this one already."))


def start_mock(actor: Actor, random: Random, context: WriteContext) -> MockExam:
    """Begin a mock examination: stories drawn from all of them, and half an hour."""
    with recorded(KEPT, actor, context) as write:
        stories = [one.code for one in drawn(stories_for(actor).values(), MOCK_STORIES, random)]
        ends = context.now + MOCK_TIME
        mock = MockExam.objects.create(person_id=actor.id, started_at=context.now, ends_at=ends, stories=stories)
        _own(write, actor, mock.public_id)
    return mock


def choose_how(actor: Actor, language: str, one_a_day: bool, context: WriteContext) -> None:
    """Keep how somebody would like to practise."""
    with recorded(KEPT, actor, context) as write:
        values = {"language": language, "one_a_day": one_a_day}
        LearningChoices.objects.update_or_create(person_id=actor.id, defaults=values)
        _own(write, actor)


def wipe_learning(actor: Actor, context: WriteContext) -> None:
    """Wipe every answer, every mock examination and every try at a course of this person."""
    with recorded(KEPT, actor, context) as write:
        answers_of(actor).delete()
        mocks_of(actor).delete()
        wipe_courses(actor)
        _own(write, actor)
