"""What the demo's supervisor and a worker keep of their meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.demo.clock import DemoClock
from unstuck.web.supervision.actions import (
    SupervisionAgreement,
    SupervisionContext,
    add_point,
    agree,
    note_meeting,
    write_note,
)
from unstuck.web.supervision.models import SupervisionNote
from unstuck.web.supervision.permissions import Partners


def add_supervision(worker: Actor, supervisor: Actor, clock: DemoClock) -> None:
    """Let the two have met three weeks ago, and let both have something for the next time."""
    people = {one.pk: one for one in Person.objects.filter(pk__in=[worker.id, supervisor.id])}
    partners = Partners(people[supervisor.id], people[worker.id])
    theirs = SupervisionContext(supervisor, partners, clock.now, clock.today)
    mine = replace(theirs, actor=worker)
    note_meeting(theirs, clock.today - timedelta(weeks=3))
    write_note(mine, "I left our last talk lighter. The evenings are still hard to put down.")
    first = SupervisionNote.objects.latest("pk")
    write_note(theirs, "Thank you for saying so. Let us look at how many long calls there are in a week.", first.pk)
    add_point(mine, "Two of my clients cancel again and again. How long do I keep offering the same hour?")
    add_point(theirs, "Your leave in December: who covers, and how clients hear of it.")
    agree(
        theirs,
        SupervisionAgreement(
            "Ask the housing service for a standing weekly slot", False, clock.today + timedelta(weeks=1)
        ),
    )
