"""What an agency of the demo made of its lessons, and what two people keep of their own learning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.consultation.models import Lesson
from unstuck.web.demo.clock import DemoClock
from unstuck.web.hours.actions import HoursByHand, confirm_hours, enter_hours, write_reflection
from unstuck.web.hours.models import HoursKind
from unstuck.web.hours.queries import proposals_for
from unstuck.web.vignettes import actions
from unstuck.web.vignettes.actions import VignetteText
from unstuck.web.vignettes.permissions import lessons_to_use
from unstuck.web.vignettes.queries import banded_facts, basis_of, case_in

STORY = VignetteText(
    "stalls",
    "Everything was agreed, and nothing was done",
    "A father in his thirties agrees with every plan, thanks you, and does none of it. His scores have not moved for "
    "weeks. You like him, and you have spoken about him with nobody.",
    "Whoever is not part of the politeness can see it. Ask a colleague first, then change the plan with him.",
    "consult-colleague",
    {
        "consult-colleague": {"says": "Tell a colleague how the weeks went, without his name."},
        "change-approach": {
            "says": "Propose a new plan at the next session.",
            "leads_to": "He agrees with that one as well, and you know no more than before.",
        },
        "keep-going-as-before": {
            "says": "Wait: he will begin when he is ready.",
            "leads_to": "Waiting is what both of you have done for weeks.",
        },
        "report-concern": {
            "says": "Write to the child welfare office that he does not cooperate.",
            "leads_to": "Nobody is at risk here, and he would not come back.",
        },
    },
)


def add_own_learning(workers: Sequence[Actor], supervisor: Actor, clock: DemoClock) -> None:
    """Let one worker make a vignette of a lesson, a second look at it, and two people keep a log and a note."""
    author, second = workers[:2]
    found = next(_stalled(author), None)
    if found is not None:
        episode, lesson = found
        made = actions.begin(author, episode, lesson, (), clock.ago(2))
        actions.tell_story(author, made, STORY, clock.ago(2))
        actions.confirm(author, made, clock.ago(2))
        actions.publish(second, made, clock.ago(1))
    for actor in (author, supervisor):
        _log(actor, clock)


def _stalled(actor: Actor) -> Iterator[tuple[Episode, Lesson]]:
    """Yield the clients whose case is told from a stall, with a lesson that may come from each."""
    for episode in episodes_for(actor).filter(worker=actor.id).select_related("client").order_by("id"):
        basis, lesson = basis_of(actor, episode), lessons_to_use(actor, episode).order_by("id").first()
        if basis and lesson and case_in(banded_facts(episode, basis.on)).progress.state == "stalled":
            yield episode, lesson


def _log(actor: Actor, clock: DemoClock) -> None:
    now = clock.ago(0)
    known = proposals_for(actor, clock.today)[1:4]
    confirm_hours(actor, {one.key: 45 for one in known}, now)
    day = clock.today - timedelta(days=9)
    enter_hours(actor, HoursByHand(HoursKind.TRAINING, day, 180, "Motivational interviewing, second day"), now)
    write_reflection(actor, "I was quick to help because the silence was hard for me. Wait longer.", now)
