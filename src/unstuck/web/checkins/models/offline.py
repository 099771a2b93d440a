"""What came in from a device that had no network: when it was answered, when it arrived, and why it may not count."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.checkins.models.checkins import Checkin
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


class WhyLate(WordedChoices):
    """Why an answer that arrived late is kept for the worker and does not count. Codes are append-only."""

    SENT = "sent", _("The check-in had been sent already")
    TAKEN_BACK = "taken_back", _("The check-in had been taken back")
    EXPIRED = "expired", _("It was answered after its time was over, or nobody can say when")
    ENDED = "ended", _("The work with the client had ended")
    NOT_SAFE = "not_safe", _("It came by a link, and somebody else may read what reaches this client")
    TABLET = "tablet", _("It came from a device that is not one of your agency's tablets")
    UNKNOWN = "unknown", _("It does not fit the questionnaire as it stands")
    OLDER = "older", _("The same question was answered again afterwards")


class Delivery(AppendOnly):
    """One screen that was answered without a network, and stored when it arrived.

    `answered_at` is worked out from how long the device says it waited, and null where that cannot be. `clock_off`: by
    how many seconds the device's clock was fast when it delivered; slow is negative. `late`: why it does not count;
    empty where it does. `words`: the client's own words, where they came too late to stand with the check-in.
    """

    checkin = models.ForeignKey(Checkin, on_delete=models.PROTECT, related_name="deliveries")
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    clock_off = models.BigIntegerField()
    late = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(late__in=["", *WhyLate.values]), name="checkins_delivery_late"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__lte=models.F("received_at")),
                name="checkins_answered_before_received",
            ),
            models.CheckConstraint(condition=Q(words="") | ~Q(late=""), name="checkins_delivery_keeps_late_words"),
        ]
