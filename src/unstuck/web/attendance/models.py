"""Sessions with a client, one row each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.worded_choices import WordedChoices


class SessionOutcome(WordedChoices):
    """Whether a session took place. Codes are append-only."""

    CAME = "came", _("They came")
    DID_NOT_COME = "did_not_come", _("They did not come")
    CANCELLED = "cancelled", _("It was cancelled beforehand")


class SessionWay(WordedChoices):
    """How a session was held, or was to be held. Codes are append-only."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    VIDEO = "video", _("By video")


class ClientSession(models.Model):
    """One session that was planned or held. It counts while `withdrawn_at` is null."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="client_sessions")
    on = models.DateField()
    outcome = models.CharField(max_length=12)
    way = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on", "at", "id"]
        indexes = [models.Index(fields=["episode", "on"], name="attendance_session_day")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=SessionOutcome.values), name="attendance_outcome"),
            models.CheckConstraint(condition=Q(way__in=SessionWay.values), name="attendance_way"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="attendance_withdrawn_by",
            ),
            models.UniqueConstraint(
                fields=["episode", "on", "outcome", "way"],
                condition=Q(withdrawn_at=None),
                name="attendance_recorded_once",
            ),
        ]
