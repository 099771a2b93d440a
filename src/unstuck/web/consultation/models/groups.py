"""Who can be asked about what, and groups that meet on a set of cases."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from unstuck.web.accounts.models import Agency, Person


class Profile(models.Model):
    """What somebody says of themselves as a colleague to be asked."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="+")
    about = models.CharField(max_length=300, blank=True)
    takes_questions = models.BooleanField(default=True)
    away_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()


class Competence(models.Model):
    """One thing that somebody knows well, in their own words; `key` is its casefolded form."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="competences")
    tag = models.CharField(max_length=60)
    key = models.CharField(max_length=60)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["profile", "key"], name="consultation_competence_once")]


class Group(models.Model):
    """Colleagues who think together regularly."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("agency", Lower("name"), name="consultation_group_name_once")]


class GroupMember(models.Model):
    """Who belongs to a group, from when to when."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "consultation_member"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(left_at=None), name="consultation_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("joined_at")), name="consultation_member_leaves"
            ),
        ]
        indexes = [models.Index(fields=["person", "left_at"], name="consultation_member_person")]


class Meeting(models.Model):
    """One meeting of a group. `recorded_at` once it was said who came."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    version = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "on"], name="consultation_one_meeting_a_day")]


class Attendance(models.Model):
    """Whether a member came to a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="consultation_attendance_once")]
