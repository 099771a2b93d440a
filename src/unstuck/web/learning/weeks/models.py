"""A try at a course, and the choices made in it. All of it is the learner's alone, and they may wipe it."""

from __future__ import annotations

import uuid

from django.db import models

from unstuck.web.accounts.models import Person


class CourseTry(models.Model):
    """One way through a made-up person's weeks. `seed` is its chance, the same in each try of theirs at this person."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_up = models.CharField(max_length=80)
    seed = models.PositiveIntegerField()
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["person", "-started_at"], name="learning_try_person_at")]


class CourseChoice(models.Model):
    """What was chosen at one place of a try. It is never changed: who would choose otherwise begins a new try."""

    course_try = models.ForeignKey(CourseTry, on_delete=models.PROTECT, related_name="choices")
    place = models.PositiveSmallIntegerField()
    chosen = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["course_try", "place"], name="one_choice_a_place")]
