"""Links that take one answer from a partner or a client, and how a client's life areas affect each other."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q

from unstuck.guidance.life_areas import area_codes
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.referrals.models.referrals import Referral


class LinkRecipient(models.TextChoices):
    """Who a reply link is for. Codes are append-only."""

    PARTNER = "partner"
    CLIENT = "client"


class ReplyLink(models.Model):
    """A link that takes one answer, without signing in. The address holds a token; only its digest and seed are stored.

    The token cannot be made from `seed` alone: that takes the site's signing key. `ended_at`: it no longer opens.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    whom = models.CharField(max_length=10)
    seed = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(whom__in=LinkRecipient.values), name="referrals_link_whom"),
            CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="referrals_link_expires"),
            models.UniqueConstraint(
                fields=["referral", "whom"],
                condition=Q(used_at=None, ended_at=None),
                name="referrals_one_open_link",
            ),
        ]


class AreaLink(models.Model):
    """The client says that one life area makes another worse. `ended_on`: the day this stopped being so."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="area_links")
    cause = models.CharField(max_length=30)
    effect = models.CharField(max_length=30)
    words = models.TextField(blank=True)
    on = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "recorded_at", "id"]
        constraints = [
            CheckConstraint(
                condition=Q(cause__in=list(area_codes()), effect__in=list(area_codes())), name="referrals_area_link"
            ),
            CheckConstraint(condition=~Q(cause=F("effect")), name="referrals_area_link_two"),
            CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("on")), name="referrals_area_link_ends_after"
            ),
            models.UniqueConstraint(
                fields=["episode", "cause", "effect"],
                condition=Q(ended_on=None),
                name="referrals_area_link_once",
            ),
        ]
