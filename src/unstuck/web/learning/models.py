"""What somebody keeps of their learning. All of it is theirs alone, and they may wipe it."""

from __future__ import annotations

import uuid

from django.db import models

from unstuck.web.accounts.models import Person
from unstuck.web.learning.weeks.models import CourseChoice, CourseTry

__all__ = ["CourseChoice", "CourseTry", "LearningAnswer", "LearningChoices", "MockExam"]


class LearningChoices(models.Model):
    """How somebody would like to practise: in which language, and whether with one story a day."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+", primary_key=True)
    language = models.CharField(max_length=5, default="en")
    one_a_day = models.BooleanField(default=False)


class MockExam(models.Model):
    """A mock examination: so many stories in so many minutes. `stories` are their codes, in order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stories = models.JSONField()

    class Meta:
        ordering = ["-started_at", "-id"]


class LearningAnswer(models.Model):
    """What somebody chose in a story. `seconds` since it was opened, at most ten minutes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mock = models.ForeignKey(MockExam, on_delete=models.PROTECT, null=True, related_name="answers")
    story = models.CharField(max_length=80)
    chosen = models.CharField(max_length=40)
    right = models.BooleanField()
    seconds = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["person", "at"], name="learning_person_at")]
