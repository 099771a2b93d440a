"""Beginning a try at a course, choosing in it, and wiping all of them."""

from __future__ import annotations

from random import Random

from unstuck.language import gettext as _
from unstuck.learning.weeks.choices import Choice
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.components.denied import Denied
from unstuck.web.learning.weeks.models import CourseChoice, CourseTry
from unstuck.web.learning.weeks.permissions import tries_of
from unstuck.web.learning.weeks.queries import course_of

KEPT = "own_side.kept"
"""The record says that somebody kept something of their own, and nothing about it (decision 78)."""

LARGEST_SEED = 2**31


def begin_course(actor: Actor, made_up: str, random: Random, context: WriteContext) -> CourseTry:
    """Begin a try. The chance is that of the learner's first try at this person: what differs comes of the choices."""
    with recorded(KEPT, actor, context) as write:
        before = tries_of(actor).filter(made_up=made_up).last()
        seed = before.seed if before else random.randrange(LARGEST_SEED)
        begun = CourseTry.objects.create(person_id=actor.id, made_up=made_up, seed=seed, started_at=context.now)
        write.about("person", actor.public_id)
        write.answer = str(begun.public_id)
    return begun


def choose_in_course(actor: Actor, course_try: CourseTry, place: int, chosen: Choice, context: WriteContext) -> None:
    """Keep a choice. Denied where one was made at that place already, or where the course has come to its end."""
    with recorded(KEPT, actor, context) as write:
        now = tries_of(actor).select_for_update().get(pk=course_try.pk)
        if place != now.choices.count() or course_of(now).ending:
            raise Denied(
                "course_chosen",
                _("You have chosen here already, and the weeks have passed. To choose otherwise, begin a new try."),
            )
        CourseChoice.objects.create(course_try=now, place=place, chosen=chosen, at=context.now)
        write.about("person", actor.public_id)
        write.answer = str(now.public_id)


def wipe_courses(actor: Actor) -> None:
    """Wipe every try of this person, as a part of wiping their learning."""
    tries = tries_of(actor)
    CourseChoice.objects.filter(course_try__in=tries).delete()
    tries.delete()
