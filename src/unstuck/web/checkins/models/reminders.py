"""Whether a client agreed to be reminded, when an agency reminds, and the messages that wait or went out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models.checkins import Checkin
from unstuck.web.checkins.workflow import REMINDER
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


class ReminderWay(WordedChoices):
    """By which way a client is reminded. Codes are append-only."""

    NONE = "none", _("No reminders")
    EMAIL = "email", _("By e-mail")
    TEXT = "text", _("By text message")


class ReminderChoice(AppendOnly):
    """What a client agreed to; the latest one holds, and without one there are no reminders.

    `address`: an e-mail address, or a number as +441632960001. `agreed_on`: the day they agreed. `by` is null where the
    client said no behind the link in a message.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="reminder_choices")
    way = models.CharField(max_length=10)
    address = models.CharField(max_length=254, blank=True)
    agreed_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="none", address="", agreed_on=None)
                | Q(way__in=["email", "text"], agreed_on__isnull=False) & ~Q(address=""),
                name="checkins_reminders_were_agreed_to",
            )
        ]


class ReminderRule(AppendOnly):
    """After how many days an agency reminds, and its quiet hours; the latest version holds."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reminder_rules")
    days = models.PositiveSmallIntegerField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="checkins_reminder_not_at_once"),
            models.CheckConstraint(condition=~Q(quiet_from=F("quiet_until")), name="checkins_quiet_hours_end"),
        ]


class Reminder(models.Model):
    """One message about one check-in. `message_id` stays the same; `digest` is of the token that says "no more"."""

    checkin = models.OneToOneField(Checkin, on_delete=models.PROTECT, related_name="reminder")
    state = models.CharField(max_length=10)
    message_id = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(REMINDER.states)), name="checkins_reminder_state")
        ]
        indexes = [models.Index(fields=["state", "id"], name="checkins_outbox")]
