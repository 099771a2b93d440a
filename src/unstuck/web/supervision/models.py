"""What a supervisor and a worker keep of their meetings: theirs alone, and no part of a client's record."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.components.models import AppendOnly, SealedRow
from unstuck.web.components.sealed_texts import SealedTextField


class SupervisionPair(models.Model):
    """A supervisor and a worker who meet. Made with the first thing that either of them keeps."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "supervisor", "worker"], name="supervision_pair_once"),
            models.CheckConstraint(condition=~Q(supervisor=F("worker")), name="supervision_pair_of_two"),
        ]


class SupervisionMeeting(AppendOnly):
    """A day on which the two met; only ever added. The latest is the day since which things changed."""

    pair = models.ForeignKey(SupervisionPair, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class AgendaPoint(SealedRow):
    """Something that one of the two wants to talk about; open until one of them says that they did."""

    pair = models.ForeignKey(SupervisionPair, on_delete=models.PROTECT, related_name="points")
    words = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    talked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="supervision_point_in_words")]


class AgreedPoint(SealedRow):
    """What the two agreed: in words, who does it, and by which day; open until one of the two says it is done."""

    pair = models.ForeignKey(SupervisionPair, on_delete=models.PROTECT, related_name="agreed")
    words = SealedTextField()
    whose = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="supervision_agreed_in_words")]


class SupervisionNote(SealedRow, AppendOnly):
    """A note of one of the two, or the answer to one; only ever added, read by the two and nobody else."""

    pair = models.ForeignKey(SupervisionPair, on_delete=models.PROTECT, related_name="notes")
    words = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="supervision_note_in_words")]
