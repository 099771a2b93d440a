"""Records that were opened in an emergency, and what was said of it afterwards."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Client
from unstuck.web.components.models import AppendOnly, SealedRow
from unstuck.web.components.sealed_texts import SealedTextField
from unstuck.web.components.worded_choices import WordedChoices


class EmergencyAccess(SealedRow, AppendOnly):
    """Somebody opened the record of a client who is not theirs: why, from when, and until when it is open."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_says_why"),
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="emergency_has_an_end"),
        ]
        indexes = [models.Index(fields=["person", "until"], name="emergency_open")]


class EmergencyEnd(AppendOnly):
    """Whoever opened it closed it before its time."""

    access = models.OneToOneField(EmergencyAccess, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()


class ReviewVerdict(WordedChoices):
    """What a second person says of it afterwards. Codes are append-only."""

    RIGHT = "right", _("It was an emergency, and right")
    TALKED = "talked", _("It was not, and I talked with them")
    TAKEN_UP = "taken_up", _("It was not, and it is taken up with them formally")


class EmergencyReview(SealedRow, AppendOnly):
    """A second person looked at it afterwards."""

    access = models.OneToOneField(EmergencyAccess, on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(max_length=10)
    words = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=ReviewVerdict.values), name="emergency_verdict"),
            models.CheckConstraint(condition=~Q(words=""), name="emergency_reviewed_in_words"),
        ]
