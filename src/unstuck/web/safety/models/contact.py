"""How a client can be reached without putting anybody at risk, and each time it was tried."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, SealedRow
from unstuck.web.components.sealed_texts import SealedTextField
from unstuck.web.components.worded_choices import WordedChoices


class ContactWay(WordedChoices):
    """A way to reach somebody. Codes are append-only."""

    PHONE = "phone", _("Telephone")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("A visit")
    SOMEBODY = "somebody", _("Through somebody else")


class SafeWay(SealedRow, AppendOnly):
    """What the client said about reaching them safely; the latest one holds. `unsafe`: ways that must not be used."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="safe_ways")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField()
    unsafe = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="safety_safe_way_is_in_words")]


class ContactAttempt(SealedRow, AppendOnly):
    """One attempt to reach the client, and whether they were heard from. `welfare_check`: somebody looked whether
    they are well."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="contact_attempts")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10)
    reached = models.BooleanField()
    welfare_check = models.BooleanField(default=False)
    words = SealedTextField(blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=Q(way__in=ContactWay.values), name="safety_contact_way")]
