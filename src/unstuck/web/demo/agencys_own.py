"""What the demo's agency made its own: programmes, with clients of every worker in each, and questions at intake."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.demo.clock import DemoClock
from unstuck.web.intake.actions import QuestionDetails, add_question, answer_questions
from unstuck.web.programmes.actions import add_programme, change_programme, move_to

EVERY = 5
"""One in so many clients is in no programme yet."""


def add_programmes(administrator: Actor, workers: Sequence[Actor], clock: DemoClock) -> None:
    """Make the programmes, and say which of them the workers' clients belong to since they came."""
    at = clock.ago(0)
    adults, families = (add_programme(administrator, name, at) for name in ("Adults", "Families"))
    pilot = add_programme(administrator, "Evening pilot", at)
    change_programme(administrator, pilot, pilot.name, 3, is_on=False, context=at)
    for worker in workers:
        for number, episode in enumerate(episodes_for(worker).order_by("pk"), 1):
            if number % EVERY:
                move_to(worker, episode, families if number % 3 == 0 else adults, episode.started_on, at)


def add_questions(administrator: Actor, worker: Actor, clock: DemoClock) -> None:
    """Make the agency's own questions, and answer some about a few clients."""
    at = clock.ago(0)
    ways = ("A doctor", "School or work", "Family or friends", "They came by themselves")
    wanted = (
        ("line", QuestionDetails("Which language do they speak at home?", (), required=False)),
        ("one_of", QuestionDetails("Who sent them to us?", ways, required=True)),
        ("yes_no", QuestionDetails("Have they had help from us before?", (), required=False)),
    )
    asked = [add_question(administrator, kind, details, at) for kind, details in wanted]
    for number, episode in enumerate(episodes_for(worker).filter(ended_on=None).order_by("pk")[:6]):
        told = ("Portuguese", ways[number % len(ways)], "" if number % 2 else "no")
        answer_questions(worker, episode, dict(zip(asked, told, strict=True)), at)
