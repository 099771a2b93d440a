"""Who answers for concerns at an agency, in what hours, in what order; and what the agency asks people to do."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person

EVERY_DAY = 127


class Responder(models.Model):
    """One person's turn. `days`: a bit for each weekday, Monday first; `begins` and `ends` in the site's time.

    An end at or before the beginning lies on the next day. Of those on duty, the lowest `position` is asked first.
    `waits`: a second person has yet to confirm it, and it counts for nothing. `named_by`: empty for those before that.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="responders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField(default=EVERY_DAY)
    begins = models.TimeField()
    ends = models.TimeField()
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    waits = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=EVERY_DAY), name="safety_responder_days"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("named_at")), name="safety_responder_ends"
            ),
        ]


class SafetyProcedure(models.Model):
    """What the agency itself asks for. `levels`: how urgent a concern can be, one a line, the most urgent first."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="safety_procedure")
    levels = models.TextField(blank=True)
    out_of_hours = models.TextField(blank=True)
    child_report = models.TextField(blank=True)
    adult_report = models.TextField(blank=True)
    medical_help = models.TextField(blank=True)
    changed_at = models.DateTimeField()
