"""What the tests of an agency's own vignettes do: Wanda makes one of what she learned about Cleo, Wim looks at it."""

from __future__ import annotations

from typing import Any

from tests.web.cast import Cast, write_context
from tests.web.consultation import acts
from unstuck.web.consultation.actions.learning import LessonText, write_lesson
from unstuck.web.consultation.actions.learning import publish as to_the_shelf
from unstuck.web.consultation.models import Lesson
from unstuck.web.vignettes import actions
from unstuck.web.vignettes.actions import VignetteText
from unstuck.web.vignettes.models import AgencyVignette

STORY = "Somebody in her forties comes every week, and nothing has moved for a while. You have asked nobody yet."
OPTIONS = {
    "consult-colleague": {"says": "Put the course to a colleague."},
    "change-approach": {"says": "Change the plan now.", "leads_to": "You would choose with the same eyes."},
    "keep-going-as-before": {"says": "Carry on as before.", "leads_to": "It becomes half a year of the same."},
    "report-concern": {"says": "Report it outside.", "leads_to": "There is nothing to report here."},
}


def text(**given: Any) -> VignetteText:
    wanted: dict[str, Any] = {
        "topic": "stalls",
        "title": "Level for a while",
        "story": STORY,
        "why": "Somebody from outside sees what you cannot see.",
        "best": "consult-colleague",
        "options": OPTIONS,
    }
    return VignetteText(**(wanted | given))


def lesson(cast: Cast) -> Lesson:
    """What Wanda learned from asking about Cleo, on the shelf."""
    asked = acts.closed(cast)
    learned = LessonText("Ask sooner", "A second pair of eyes came late.", ("engagement",))
    written = write_lesson(cast.actor(cast.worker), learned, write_context(), about=asked)
    to_the_shelf(cast.actor(cast.teammate), written, write_context())
    written.refresh_from_db()
    return written


def begun(cast: Cast, parts: tuple[str, ...] = ("treatment", "contact")) -> AgencyVignette:
    return actions.begin(cast.actor(cast.worker), cast.cleo, lesson(cast), parts, write_context())


def told(cast: Cast, **given: Any) -> AgencyVignette:
    made = begun(cast)
    actions.tell_story(cast.actor(cast.worker), made, text(**given), write_context())
    return fresh(made)


def waiting(cast: Cast) -> AgencyVignette:
    made = told(cast)
    actions.confirm(cast.actor(cast.worker), made, write_context())
    return fresh(made)


def published(cast: Cast) -> AgencyVignette:
    made = waiting(cast)
    actions.publish(cast.actor(cast.teammate), made, write_context())
    return fresh(made)


def fresh(made: AgencyVignette) -> AgencyVignette:
    return AgencyVignette.objects.get(pk=made.pk)
