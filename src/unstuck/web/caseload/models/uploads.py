"""Files of scores on their way in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.web.accounts.models import Agency, Person


class UploadStage(models.TextChoices):
    """How far an upload has come. Codes are append-only."""

    READ = "read"
    SAVED = "saved"
    UNDONE = "undone"
    DISCARDED = "discarded"


class Upload(models.Model):
    """A file of scores: read, then saved whole or discarded, and perhaps undone.

    `content` holds the file between the steps, and `rows` what was read from it once its columns were described; both
    are emptied when it is saved, discarded or a day old. `mapping` says which column holds what; `choices` where
    unclear clients go.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="uploads")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    rows = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    instrument = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    stage = models.CharField(max_length=12, choices=UploadStage.choices, default=UploadStage.READ)
    stage_at = models.DateTimeField()
    clients_added = models.PositiveIntegerField(default=0)
    scores_added = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=UploadStage.values), name="caseload_upload_stage"),
            models.CheckConstraint(
                condition=Q(stage="read") | Q(content=None, rows=None), name="caseload_upload_keeps_no_file_afterwards"
            ),
        ]
