"""A safety plan in the client's words, made with them (S.5; the six parts follow Stanley and Brown 2012)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, SealedRow
from unstuck.web.components.sealed_texts import SealedTextField

PARTS = ("signs", "myself", "places", "people", "professionals", "surroundings")
"""The parts of a plan, in their order."""


class SafetyPlan(SealedRow, AppendOnly):
    """One version of a plan; the latest one is in force."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="safety_plans")
    number = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signs = SealedTextField()
    myself = SealedTextField(blank=True)
    places = SealedTextField(blank=True)
    people = SealedTextField(blank=True)
    professionals = SealedTextField()
    surroundings = SealedTextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="safety_plan_version_once"),
            models.CheckConstraint(
                condition=~Q(signs="") & ~Q(professionals="") & ~Q(surroundings=""), name="safety_plan_says_the_least"
            ),
        ]
