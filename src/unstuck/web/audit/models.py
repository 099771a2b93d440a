"""The record of what was done: rows that are only ever added, each sealed with the one before it."""

from __future__ import annotations

from django.db import models

from unstuck.web.components.models import AppendOnly


class Chain(models.Model):
    """The head of one agency's chain. Its row is locked by every write, so entries of an agency stand in one order."""

    agency = models.CharField(max_length=36, primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")


class Entry(AppendOnly):
    """One thing that was done. Codes and opaque ids only: no name, no score, no text that a person typed.

    `seal` is SHA-256 over this entry's fields and the seal before it. `idempotency_key` is the form's own token: a
    form that is sent twice finds the entry of the first time and `answer`, where that led.
    """

    agency = models.CharField(max_length=36)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=36)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=36, blank=True)
    details = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=36, null=True, unique=True, db_column="receipt")
    answer = models.CharField(max_length=200, blank=True)
    before = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="audit_entry_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_entry_number_from_one"),
        ]
        indexes = [models.Index(fields=["agency", "subject", "subject_id"], name="audit_entry_subject")]
        ordering = ["agency", "number"]
