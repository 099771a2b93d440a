"""Clients and their episodes of care."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person


class Client(models.Model):
    """A person who is helped by one agency. `reference` is the agency's own id for them, `key` its casefolded form."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="clients")
    reference = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="caseload_client_reference_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="caseload_client_has_reference"),
        ]

    @property
    def called(self) -> str:
        """Return the name, or the agency's reference where no name was given."""
        return self.name or self.reference


class Episode(models.Model):
    """From the first contact to the closing. `version` rises with every write, so that a stale form is noticed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    worker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="episodes")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(ended_on=None), name="caseload_one_open_episode"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="caseload_episode_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["worker", "ended_on"], name="caseload_episode_worker")]
