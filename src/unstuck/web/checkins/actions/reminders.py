"""What people decide about reminders: the worker with the client, the client by a link, the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, raise_version, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins import policies
from unstuck.web.checkins.models import Reminder, ReminderChoice, ReminderRule, ReminderWay
from unstuck.web.checkins.permissions import check_may_set_up
from unstuck.web.checkins.reminder_rules import REMINDER_CONSENTS, ReminderTimes, check_can_remind, reminder_choice_of
from unstuck.web.consents.holders import WithdrawalMoment, ends_with_consent
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.rota import ids_of_supervisors

PAGE = "checkins:checkins"


@dataclass(frozen=True)
class ReminderAgreement:
    """What a client agreed to: a way, their address, and the day on which they said so; no way, no reminders."""

    way: str = ReminderWay.NONE
    address: str = ""
    on: date | None = None


def choose_reminders(actor: Actor, episode: Episode, agreed: ReminderAgreement, context: WriteContext) -> None:
    """Store whether a client agreed to be reminded: a row of its own. Denied where e-mail is not safe."""
    with recorded("reminder.chosen", actor, context) as write:
        held = locked_episode(episode, context)
        permissions.check_may_write(actor, held)
        if agreed.way != ReminderWay.NONE:
            check_can_remind(held, agreed.way, agreed.address)
            policies.check_day(agreed.on or context.today, held, context.today)
        else:
            agreed = ReminderAgreement()
        _store(held, agreed, actor.id, context.now)
        write.about("episode", held.public_id, way=agreed.way)


def say_no_more(reminder: Reminder, context: WriteContext) -> None:
    """Store that a client wants no more messages, and tell their worker. Said again, it stores nothing."""
    agency = reminder.checkin.episode.client.agency
    with audited("reminder.opted_out", agency=agency.public_id, actor=SYSTEM, now=context.now) as write:
        held = Episode.objects.select_for_update(of=("self",)).get(pk=reminder.checkin.episode_id)
        if reminder_choice_of(held) is not None:
            raise_version(held)
            _store(held, ReminderAgreement(), None, context.now)
            tell_of_reminder(reminder, "reminder.opted_out", context.now)
        write.about("episode", held.public_id)


@ends_with_consent(REMINDER_CONSENTS)
def stop_reminders(row: int, moment: WithdrawalMoment) -> None:
    """End the reminders of a client who takes their consent back, inside the action that does it."""
    _store(ReminderChoice.objects.get(pk=row).episode, ReminderAgreement(), moment.by, moment.now)


def _store(held: Episode, agreed: ReminderAgreement, by: int | None, now: datetime) -> None:
    ReminderChoice.objects.create(
        episode=held, way=agreed.way, address=agreed.address, agreed_on=agreed.on, at=now, by_id=by
    )


def tell_of_reminder(reminder: Reminder, kind: str, now: datetime) -> None:
    """Tell the client's worker what became of a reminder; where they have none, the supervisors."""
    episode = reminder.checkin.episode
    people = [episode.worker_id] if episode.worker_id else ids_of_supervisors(episode)
    tell(people, kind, PAGE, {"episode": str(episode.public_id)}, agency=episode.client.agency_id, now=now)


def set_reminder_rule(actor: Actor, times: ReminderTimes, *, now: datetime, key: str | None = None) -> None:
    """Store after how many days an agency reminds, and its quiet hours."""
    check_may_set_up(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("reminder.rule_set", **about, now=now, idempotency_key=key) as write:
        ReminderRule.objects.create(
            agency_id=actor.agency_id,
            days=times.days,
            quiet_from=times.quiet_from,
            quiet_until=times.quiet_until,
            at=now,
            by_id=actor.id,
        )
        write.about("agency", actor.agency_public_id, days=times.days)
