"""How long an agency keeps records, and which client's are to be deleted."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Client
from unstuck.web.components.models import AppendOnly

LONGEST_YEARS = 99


class RetentionRule(AppendOnly):
    """For how many years after the end of care an agency keeps records; the latest holds, and without one for ever."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=LONGEST_YEARS), name="rights_retention_years")
        ]


class DeletionRequest(models.Model):
    """One person asked for a client's records to be deleted. It goes with them, or is taken back and goes alone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
