"""A client's own page in the demonstration: one client who chose what to see, and says that something is not right."""

from __future__ import annotations

from unstuck.web.accounts.actors import Actor
from unstuck.web.client_pages import actions as acts
from unstuck.web.demo.clock import DemoClock
from unstuck.web.plans.models import PlanPart
from unstuck.web.safety.actions.care import say_safe_way

WORDS = "I never wanted this. We only talked about it once."
CHOSEN = ("plan", "goals", "support")


def add_own_pages(worker: Actor, administrator: Actor, clock: DemoClock) -> None:
    """Let clients read how things go, and one of them use their page."""
    acts.set_page_rule(administrator, True, now=clock.now)
    part = PlanPart.objects.filter(episode__worker=worker.id, episode__ended_on=None, state="agreed").earliest("pk")
    say_safe_way(worker, part.episode, "Call me in the mornings. No letters.", ["letter"], clock.ago(1))
    acts.choose_parts_with_client(worker, part.episode, CHOSEN, clock.ago(1))
    acts.make_page_link(worker, part.episode, "phone", clock.ago(1))
    quoted = acts.QuotedStatement("plan", part.pk, part.words)
    acts.object_to(part.episode, quoted, WORDS, clock.ago(0))
