"""Records of a substance use disorder programme (42 CFR Part 2), and what left the agency beside letters and files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Client
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


class MarkSource(WordedChoices):
    """Where it is known from. The codes in this module are append-only."""

    WORKER = "worker", _("said by the worker")
    FILE = "file", _("the notice stood in a file of scores")


class Part2Mark(AppendOnly):
    """Whether a client's records are such; the latest holds, and without one what the agency says of all its own."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    marked = models.BooleanField()
    source = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(source__in=MarkSource.values), name="consents_mark_source")]


class Part2Rule(AppendOnly):
    """Whether an agency is such a programme, so that all its records are; the latest holds, without one it is not."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    applies = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class DisclosureGround(WordedChoices):
    """Why something may be told, by the sections of 42 CFR Part 2 that say so."""

    CONSENT = "consent", _("The client's consent (§ 2.31)")
    EMERGENCY = "emergency", _("A medical emergency (§ 2.51)")
    COURT = "court", _("A court order (subpart E)")
    REPORT = "report", _("A report that a child may be abused or neglected (§ 2.12(c)(6))")
    AUDIT = "audit", _("An audit or evaluation (§ 2.53)")
    OTHER = "other", _("Another ground in law, named below")


class Disclosure(AppendOnly):
    """What was told to somebody outside by another way than a letter or a file of this site. `consent`: its key."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    recipient = models.CharField(max_length=200)
    what = models.TextField()
    purpose = models.TextField()
    ground = models.CharField(max_length=10)
    consent = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=DisclosureGround.values), name="consents_disclosure_ground"),
            models.CheckConstraint(
                condition=~Q(recipient="") & ~Q(what="") & ~Q(purpose=""), name="consents_disclosure_says_what"
            ),
            models.CheckConstraint(
                condition=~Q(ground="consent") | ~Q(consent=""), name="consents_disclosure_rests_on_one"
            ),
        ]
