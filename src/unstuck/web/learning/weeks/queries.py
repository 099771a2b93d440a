"""The course that a try has come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from unstuck.language import spoken
from unstuck.learning.weeks.choices import Choice
from unstuck.learning.weeks.course import Course, course
from unstuck.learning.weeks.library import people
from unstuck.web.accounts.actors import Actor
from unstuck.web.learning.weeks.models import CourseTry
from unstuck.web.learning.weeks.permissions import tries_of

LATEST = 10
"""How many tries a list shows."""


def course_of(course_try: CourseTry) -> Course:
    """Return the course of a try so far, in the language that is spoken."""
    chosen = cast(Sequence[Choice], [one.chosen for one in course_try.choices.all()])
    return course(people(spoken())[course_try.made_up], course_try.seed, chosen)


def tries_told(actor: Actor) -> list[CourseTry]:
    """Return one's latest tries, leaving out those at people who are no longer told of."""
    tries = tries_of(actor).filter(made_up__in=list(people())).prefetch_related("choices")
    return list(tries[:LATEST])
