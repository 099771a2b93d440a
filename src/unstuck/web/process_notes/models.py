"""Notes that a worker keeps apart from a client's record."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import SealedRow
from unstuck.web.components.sealed_texts import SealedTextField


class ProcessNote(SealedRow):
    """One note, on a day. `person` alone reads it.

    `closed_at`: when maintenance first found that the client is no longer their work; it is wiped some time after.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    words = SealedTextField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="process_notes_in_words")]
        indexes = [models.Index(fields=["episode", "person"], name="process_notes_author")]
