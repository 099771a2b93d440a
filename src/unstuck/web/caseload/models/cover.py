"""Who stands in for a client's worker, and on which days: what the gate goes by. The room of transfers writes it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.cover_states import COVER_STATES, ENDED
from unstuck.web.caseload.models.clients import Episode


class Cover(models.Model):
    """A colleague stands in for a worker with some of their clients, from a day to a day, once they have agreed.

    `note`: what holds for all of them; `risk_words`: how a risk that is open is held meanwhile.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.TextField(blank=True)
    risk_words = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=COVER_STATES), name="caseload_cover_state"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="caseload_cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(worker=F("colleague")), name="caseload_cover_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(state=ENDED, ended_at__isnull=False) | ~Q(state=ENDED) & Q(ended_at=None),
                name="caseload_cover_ended_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["colleague", "last_day"], name="caseload_cover_colleague")]


class CoveredClient(models.Model):
    """One client of a cover. `knows`: whether they know of it, as a code; `note`: what to know about this one."""

    cover = models.ForeignKey(Cover, on_delete=models.PROTECT, related_name="clients")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="covers")
    note = models.TextField(blank=True)
    knows = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cover", "episode"], name="caseload_covered_client_once")]
