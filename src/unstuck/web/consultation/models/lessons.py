"""The learning shelf: what was learned, without whose story it was."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.components.models import AppendOnly
from unstuck.web.consultation.models.consultations import Consultation
from unstuck.web.consultation.workflow import LESSON


class Lesson(models.Model):
    """Something learned, on the shelf once a second person has looked at it. Only its author sees `consultation`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, null=True, related_name="lessons")
    title = models.CharField(max_length=120)
    words = models.TextField()
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(LESSON.states)), name="consultation_lesson_state"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="consultation_lesson_says_something"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(looked_by__isnull=False) & ~Q(looked_by=F("author")),
                name="consultation_lesson_second_look",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-written_at"], name="consultation_shelf")]


class LessonTheme(models.Model):
    """A theme under which something learned is found."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="themes")
    theme = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "theme"], name="consultation_lesson_theme_once")]


class LessonStep(AppendOnly):
    """One thing that was done with something learned: who and when."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
