"""Consents that no other room holds, and what was taken back of any of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Client
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


class ConsentKind(WordedChoices):
    """What a client is asked to agree to. The codes in this module are append-only."""

    TREATMENT = "treatment", _("Being helped here, and being asked how things go")
    SHARING = "sharing", _("Telling somebody outside")
    SUMS = "sums", _("Counting in the agency's figures, without a name")
    RESEARCH = "research", _("Taking part in research")


ONCE = (ConsentKind.TREATMENT, ConsentKind.SUMS, ConsentKind.RESEARCH)
"""Kinds of which the latest answer holds; of `SHARING` there is one for each recipient and purpose."""


class ConsentManner(WordedChoices):
    """How somebody agreed, or took it back."""

    SIGNED = "signed", _("Signed, in writing")
    SPOKEN = "spoken", _("Said, in conversation")
    PAGE = "page", _("On their own page")


class GivenBy(WordedChoices):
    """Who agreed: the client, or whoever decides for them in law."""

    CLIENT = "client", _("The client")
    PARENT = "parent", _("A parent, for a minor")
    GUARDIAN = "guardian", _("A guardian or another legal representative")


class GivenConsent(AppendOnly):
    """What was asked, and the answer to it. `agreed` is false where they were asked and said no.

    `what`: exactly what may be told; `giver`: the name of whoever decides for the client; `until`: the last day.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    agreed = models.BooleanField()
    recipient = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    what = models.TextField(blank=True)
    given_by = models.CharField(max_length=10)
    giver = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    on = models.DateField()
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consents_kind"),
            models.CheckConstraint(condition=Q(how__in=ConsentManner.values), name="consents_how"),
            models.CheckConstraint(
                condition=Q(given_by="client") | Q(given_by__in=GivenBy.values) & ~Q(giver=""), name="consents_giver"
            ),
            models.CheckConstraint(
                condition=~Q(kind="sharing") | ~Q(recipient="") & ~Q(purpose="") & ~Q(what=""),
                name="consents_sharing_says_what",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("on")), name="consents_until_after"),
        ]


class ConsentWithdrawal(AppendOnly):
    """A consent was taken back. `holder`: the room that holds it; `row`: its row there. Once for each row.

    `to_tell`: who has to be told, empty where nobody was told anything; `by` is null where the client did it on their
    own page.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=20)
    row = models.BigIntegerField()
    kind = models.CharField(max_length=200)
    to_tell = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    how = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "row"], name="consents_withdrawn_once"),
            models.CheckConstraint(condition=Q(how__in=ConsentManner.values), name="consents_withdrawn_how"),
            models.CheckConstraint(condition=Q(by__isnull=False) | Q(how="page"), name="consents_withdrawn_by"),
        ]


class WithdrawalStep(AppendOnly):
    """What was done after a consent was taken back, in words: who was told, and what was agreed with the client."""

    withdrawal = models.OneToOneField(ConsentWithdrawal, on_delete=models.PROTECT, related_name="seen_to")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="consents_seen_to_in_words")]
