"""Check-ins of the demonstration: one that was answered, one that waits, help lines and a tablet."""

from __future__ import annotations

from unstuck.instruments import load
from unstuck.web.accounts.actors import Actor
from unstuck.web.checkins.actions.answering import EnteredAnswers, enter
from unstuck.web.checkins.actions.asking import NewCheckin, ask
from unstuck.web.checkins.actions.settings import add_tablet, write_help_lines
from unstuck.web.demo.clock import DemoClock, stalled_client

HELP = "Emergency services: 112\nCrisis line, day and night: see the notice board\nOur office, weekdays 9 to 5: 0123"
USUAL = ("PHQ-9", "Working together", "Willingness")
ANSWERS = (2, 2, 3, 2, 1, 2, 1, 0, 0)
TOGETHER = {"together_heard": 9, "together_goals": 7, "together_way": 6, "together_say": 8, "willing": 8}
WORDS = "It helped that we wrote it down together. Mornings are the worst."


def add_checkins(worker: Actor, administrator: Actor, clock: DemoClock) -> None:
    """Set up what an agency sets up, and ask one client twice."""
    write_help_lines(administrator, {"en": HELP}, now=clock.now)
    add_tablet(administrator, "Front desk", now=clock.now)
    episode = stalled_client(worker, "R-1950", "Noor Whitfield", clock, weeks_ago=3)
    asked = [load(name) for name in USUAL]
    then = clock.ago(1)
    answers = {f"phq9_{number}": value for number, value in enumerate(ANSWERS, start=1)}
    new = NewCheckin("worker", asked, then.today)
    enter(worker, episode, new, EnteredAnswers({**answers, **TOGETHER}, WORDS), then)
    ask(worker, episode, NewCheckin("link", asked, clock.today), clock.ago(0))
