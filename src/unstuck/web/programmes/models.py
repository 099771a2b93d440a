"""The programmes of an agency, and which of them an episode of care belongs to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Lower

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly

LONGEST_NAME = 80


class Programme(models.Model):
    """What an agency offers under a name of its own. It is ended, never removed: episodes belong to it.

    `place`: where it stands in the agency's own order. `ended_at`: since when no client is added to it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=LONGEST_NAME)
    place = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint("agency", Lower("name"), name="programmes_name_once")]


class EpisodeProgramme(AppendOnly):
    """From a day on, an episode belongs to a programme (null: to none). Only ever added; of one day the last holds."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="programmes")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["episode", "on"], name="programmes_episode_day")]
