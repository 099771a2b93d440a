"""What an agency puts in itself: help lines, its tablets, and questionnaires that it holds a licence for."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.components.models import AppendOnly


class HelpLines(AppendOnly):
    """Where people find help at once, in one language, one line each; the latest version holds."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="help_lines")
    language = models.CharField(max_length=10)
    lines = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(lines=""), name="checkins_help_is_in_words")]


class LicensedText(AppendOnly):
    """An agency's own copy of a questionnaire's text, and under which licence it may ask. The latest version holds."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=20)
    texts = models.JSONField()
    licence = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(licence=""), name="checkins_text_has_a_licence")]


class Tablet(models.Model):
    """A tablet of the agency on which clients answer. Its address holds a token, of which the digest is stored."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tablets")
    name = models.CharField(max_length=80)
    seed = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
