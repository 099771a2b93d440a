"""Reviews and alerts of the demonstration in every state. Some stories are played from weeks ago until today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.models import Alert
from unstuck.web.alerts.permissions import alerts_for
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import ApproachStep, Engagement, Episode
from unstuck.web.demo.clock import INSTRUMENT, DemoClock, stalled_client
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.models import Decision, Outcome

CLIENT_SAYS = "It feels as if we go round in circles. I would not mind doing something instead of talking."
QUESTION = "What do we not see, when nothing moves although every session is kept?"


def add_reviews(workers: Sequence[Actor], now: datetime, today: date) -> None:
    """Play the stories: each worker has some, the first one has all."""
    clock = DemoClock(now, today)
    for worker in workers:
        _on_what_is_raised(worker, clock)
    first = workers[0]
    _decided_and_due(first, clock)
    _back_on_track(first, clock)
    _came_back(first, clock)
    _alliance_fell(first, clock)


def _on_what_is_raised(worker: Actor, clock: DemoClock) -> None:
    """Take up some alerts that the clients of the demo raise; at least one stays new."""
    raised = list(alerts_for(worker).filter(state="raised", risk=False).order_by("id"))
    stories = (_see, _put_off, _talk, _open, _decide)
    for alert, story in zip(raised[1:], stories, strict=False):
        story(worker, alert, clock.ago(0))


def _see(worker: Actor, alert: Alert, context: WriteContext) -> None:
    take_step(worker, alert, "see", AlertAnswer(), context)


def _put_off(worker: Actor, alert: Alert, context: WriteContext) -> None:
    why = AlertAnswer(
        "On holiday until the end of next week; they asked to talk about it afterwards.", _in(context, 12)
    )
    take_step(worker, alert, "put_off", why, context)


def _talk(worker: Actor, alert: Alert, context: WriteContext) -> None:
    take_step(
        worker, alert, "talk", AlertAnswer("“It has been the same since summer. I thought that was normal.”"), context
    )


def _open(worker: Actor, alert: Alert, context: WriteContext) -> None:
    acts.open_review(worker, alert.episode, context)
    why = "The groups are full until January; on the list there."
    acts.set_aside(worker, alert.episode, "change-approach", why, context)


def _decide(worker: Actor, alert: Alert, context: WriteContext) -> None:
    acts.open_review(worker, alert.episode, context)
    acts.talk(worker, alert.episode, CLIENT_SAYS, context)
    decision = acts.ReviewDecision(QUESTION, _allowed(alert), "Agreed for the next session.", _in(context, 14))
    acts.record_decision(worker, alert.episode, decision, context)


def _allowed(alert: Alert) -> Decision:
    return Decision.CONSULT if alert.risk else Decision.CHANGE_APPROACH


def _in(context: WriteContext, days: int) -> date:
    return context.today + timedelta(days=days)


def _score(worker: Actor, episode: Episode, context: WriteContext, total: float) -> None:
    add_score(worker, episode, Total(INSTRUMENT, total, context.today), context)


def _reviewed(worker: Actor, episode: Episode, clock: DemoClock, weeks_ago: int, again_in: int) -> None:
    """Review a stall: talk, decide, note, and another approach a few days later."""
    begun, later = clock.ago(weeks_ago), clock.ago(weeks_ago - 0.5)
    acts.open_review(worker, episode, begun)
    acts.talk(worker, episode, CLIENT_SAYS, begun)
    words = "Behavioural activation from next week on, with the walks that were agreed."
    decided = acts.ReviewDecision(QUESTION, Decision.CHANGE_APPROACH, words, _in(begun, again_in))
    acts.record_decision(worker, episode, decided, begun)
    acts.save_note(worker, episode, f"Review: no change for weeks. {words} To be looked at again.", begun)
    record_facts(worker, episode, [ApproachStep(on=later.today, code="behavioural-activation")], later)


def _decided_and_due(worker: Actor, clock: DemoClock) -> None:
    episode = stalled_client(worker, "R-1101", "Amara Lind", clock, 4)
    _reviewed(worker, episode, clock, 3, 14)
    _score(worker, episode, clock.ago(1), 14)


def _back_on_track(worker: Actor, clock: DemoClock) -> None:
    episode = stalled_client(worker, "R-1102", "Bruno Keller", clock, 6)
    _reviewed(worker, episode, clock, 6, 21)
    for weeks_ago, total in ((4, 11), (3, 9), (2, 7)):
        _score(worker, episode, clock.ago(weeks_ago), total)
    acts.follow_up(worker, episode, "Two walks a week, and the scores move.", _in(clock.ago(2), 7), clock.ago(2))
    acts.close_review(worker, episode, Outcome.BACK_ON_TRACK, "Walks kept up, sleeps better.", clock.ago(1))


def _came_back(worker: Actor, clock: DemoClock) -> None:
    episode = stalled_client(worker, "R-1103", "Celine Maro", clock, 9)
    _reviewed(worker, episode, clock, 9, 21)
    for weeks_ago, total in ((7, 11), (6, 9)):
        _score(worker, episode, clock.ago(weeks_ago), total)
    acts.close_review(worker, episode, Outcome.BACK_ON_TRACK, "The new way of working helps.", clock.ago(5))
    for weeks_ago, total in ((3, 15), (2, 19), (1, 22)):
        _score(worker, episode, clock.ago(weeks_ago), total)


def _alliance_fell(worker: Actor, clock: DemoClock) -> None:
    """Scores improve while the working relationship falls (A.4)."""
    episode = stalled_client(worker, "R-1104", "Dimitri Sand", clock, 4)
    for weeks_ago, total in ((2, 9), (1, 7)):
        _score(worker, episode, clock.ago(weeks_ago), total)
    asked = [(3, 9.0, "We get on well."), (0, 6.0, "You seem to have less time for me lately.")]
    for weeks_ago, alliance, words in asked:
        then = clock.ago(weeks_ago)
        record_facts(worker, episode, [Engagement(on=then.today, alliance=alliance, words=words)], then)
