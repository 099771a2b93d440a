"""A client's own page: its link, what the client chose to see there, and what they say is not right."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.safety.models import ContactWay


class PagePart(WordedChoices):
    """A part of the page; each is shown only where the client chose it. Codes are append-only."""

    COURSE = "course", _("How things are going")
    PLAN = "plan", _("The plan")
    GOALS = "goals", _("My goals")
    SAFETY = "safety", _("My safety plan")
    SUPPORT = "support", _("Help from others")


class PageLink(models.Model):
    """The address of a client's own page. It holds a token, and a code opens it; neither is stored, both are made from
    the seed and the site's signing key. `wrong_codes`: how many were tried since the last right one.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="page_links")
    seed = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    code_way = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code_way__in=ContactWay.values), name="client_pages_code_way"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="client_pages_expires"),
            models.UniqueConstraint(fields=["episode"], condition=Q(ended_at=None), name="client_pages_one_link"),
        ]


class PageChoice(AppendOnly):
    """Which parts the client chose to see; the latest one holds, and before the first none is shown.

    `by` is null where the client chose on the page itself.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="page_choices")
    parts = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]


class Objection(AppendOnly):
    """The client says that something is not right: what was on the page, word for word, and their own words."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="objections")
    about = models.CharField(max_length=10)
    row = models.BigIntegerField()
    statement = models.TextField()
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=PagePart.values), name="client_pages_objection_about"),
            models.CheckConstraint(condition=~Q(statement=""), name="client_pages_objection_quotes"),
        ]


class ObjectionAnswer(AppendOnly):
    """What came of an objection, in words. The client's stay as they are."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="answer")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="client_pages_answer_in_words")]


class PageRule(AppendOnly):
    """Whether an agency lets clients read how things go; the latest one holds, and without one they do not."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    shows_course = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
