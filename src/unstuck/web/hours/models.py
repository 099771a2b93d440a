"""What somebody keeps of their own hours and thoughts. All of it is theirs alone, and holds no client."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.components.models import SealedRow
from unstuck.web.components.sealed_texts import SealedTextField
from unstuck.web.components.worded_choices import WordedChoices

LONGEST_DAY = 24 * 60


class HoursKind(WordedChoices):
    """What the time was spent on. Codes are append-only."""

    CONSULTATION_GIVEN = "consultation_given", _("Consultation given")
    CONSULTATION_RECEIVED = "consultation_received", _("Consultation received")
    GROUP = "group", _("Meeting of a group of colleagues")
    SUPERVISION_GIVEN = "supervision_given", _("Supervision given")
    SUPERVISION_RECEIVED = "supervision_received", _("Supervision received")
    PRACTICE = "practice", _("Practice on vignettes, mock examinations included")
    TRAINING = "training", _("Course or training")
    READING = "reading", _("Reading")
    OTHER = "other", _("Something else")


class HoursEntry(models.Model):
    """Time on one day. `proposed`: the site knew of it, and the learner confirmed it; else it was entered by hand.

    Minutes of practice are not stored: they are counted from the answers, so that there is one source for them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)
    about = models.CharField(max_length=120, blank=True)
    proposed = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HoursKind.values), name="hours_kind"),
            models.CheckConstraint(
                condition=Q(kind="practice", minutes=None, proposed=True)
                | ~Q(kind="practice") & Q(minutes__gte=1, minutes__lte=LONGEST_DAY),
                name="hours_minutes_of_a_day",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "on"], condition=Q(proposed=True), name="hours_confirmed_once"
            ),
        ]


class ReflectionNote(SealedRow):
    """Something that somebody thought about their own work. Nobody but them reads it; removed, it is gone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="hours_note_in_words")]
