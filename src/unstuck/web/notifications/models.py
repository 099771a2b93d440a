"""What waits for whom, and who wants an e-mail about it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person


class Notification(models.Model):
    """Something waits for a person. `route` and `ids` say where: a kind and opaque ids, never a name or a text.

    `seen_at`: when they opened it, or when it was dealt with, by whomever.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    route = models.CharField(max_length=60)
    ids = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(route=""), name="notifications_says_what_and_where"),
            models.CheckConstraint(
                condition=Q(seen_at=None) | Q(seen_at__gte=F("created_at")), name="notifications_seen_after_created"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "agency", "-created_at"], name="notifications_of_person"),
            models.Index(fields=["person", "agency"], condition=Q(seen_at=None), name="notifications_waiting"),
        ]


class EmailChoice(models.Model):
    """Whether a person wants an e-mail when something is waiting. Who never chose gets one."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="+")
    wanted = models.BooleanField()
    chosen_at = models.DateTimeField()
