"""What a person does about an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts import policies
from unstuck.web.alerts.actions.raising import keep_open
from unstuck.web.alerts.models import Alert, AlertStep
from unstuck.web.alerts.workflow import ALERT
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.caseload.permissions import check_may_write


@dataclass(frozen=True)
class AlertAnswer:
    """What goes with a step: words, the day to look again where it is put off, the outcome where a review told it."""

    words: str = ""
    again_on: date | None = None
    outcome: str = ""


NO_ANSWER = AlertAnswer()


def take_step(actor: Actor, alert: Alert, action: str, answer: AlertAnswer, context: WriteContext) -> None:
    """Move an alert one step: seen, put off, talked about, acted on, or what happened next."""
    policies.check_told(action, answer.words)
    if action == "put_off":
        policies.check_put_off(answer.words, answer.again_on, context.today)
    with recorded("alert.moved", actor, context) as write:
        episode = locked_episode(alert.episode, context)
        check_may_write(actor, episode)
        if action == "put_off":
            policies.check_may_wait(Standing.objects.get(pk=episode.pk), context.today)
        held = Alert.objects.select_for_update().get(pk=alert.pk)
        _move(held, action, actor, context, answer)
        write.about("episode", episode.public_id, alert=held.pk, sign=held.sign, step=action)


def follow(episode: Episode, action: str, actor: Actor, context: WriteContext, answer: AlertAnswer = NO_ANSWER) -> None:
    """Move every alert of an episode to which a step is open, inside a running action: a review does it for them."""
    for alert in Alert.objects.select_for_update().filter(episode=episode).order_by("id"):
        if any(one.action == action for one in ALERT.open_actions(alert.state)):
            _move(alert, action, actor, context, answer)


def _move(alert: Alert, action: str, actor: Actor, context: WriteContext, answer: AlertAnswer) -> None:
    alert.state = ALERT.after(action, alert.state)
    alert.again_on = answer.again_on if action == "put_off" else None
    alert.save(update_fields=["state", "again_on"])
    AlertStep.objects.create(
        alert=alert,
        action=action,
        at=context.now,
        by_id=actor.id,
        words=answer.words.strip(),
        again_on=alert.again_on,
        outcome=answer.outcome,
    )
    keep_open([alert.episode_id])
