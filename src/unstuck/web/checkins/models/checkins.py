"""What a client is asked and how often, each time they are asked, and what they answered."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.language import LANGUAGES
from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.workflow import CHECKIN, OPEN
from unstuck.web.components.models import AppendOnly
from unstuck.web.components.worded_choices import WordedChoices


class AnswerWay(WordedChoices):
    """How answers come in. Codes are append-only."""

    LINK = "link", _("By a personal link")
    TABLET = "tablet", _("On the agency's tablet")
    WORKER = "worker", _("Asked by the worker")
    PAPER = "paper", _("On paper, entered later")


BY_THE_CLIENT = (AnswerWay.LINK, AnswerWay.TABLET)
"""Ways in which nobody stands between the client and what is stored."""


class CheckinPlan(AppendOnly):
    """Which questionnaires, and how often; the latest version holds. `entries`: `[questionnaire, every so many days]`.

    Nought days: every time. `most`: how many questions are asked at one time, at most.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="checkin_plans")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entries = models.JSONField()
    most = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(most__gte=1), name="checkins_plan_asks_something")]


class ClientLanguage(AppendOnly):
    """In which language a client reads; the latest one holds, and without one it is English."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="languages")
    language = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(language__in=list(LANGUAGES)), name="checkins_language")]


class Checkin(models.Model):
    """A client is asked once. `on`: the day that the answers are true of. `questions`: `[questionnaire, item]`.

    The address of a link holds a token; only its digest and seed are stored. `results`: what the answers come to, once
    they were sent. `entered_by` is null where the client answered. One check-in of a client is open at a time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="checkins")
    way = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField()
    seed = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=6, blank=True)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    results = models.JSONField(default=dict)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=AnswerWay.values), name="checkins_way"),
            models.CheckConstraint(condition=Q(state__in=list(CHECKIN.states)), name="checkins_state"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="checkins_expires"),
            models.CheckConstraint(
                condition=Q(state="answered", finished_at__isnull=False) | ~Q(state="answered") & Q(finished_at=None),
                name="checkins_finished_when_answered",
            ),
            models.UniqueConstraint(fields=["episode"], condition=Q(state__in=OPEN), name="checkins_one_open"),
        ]
        indexes = [models.Index(fields=["episode", "finished_at"], name="checkins_finished")]


class Answer(AppendOnly):
    """An answer to one question; the latest one counts. `value` is null where the question was passed by.

    `delivery`: how it came in where the device had no network; one that came too late does not count.
    """

    checkin = models.ForeignKey(Checkin, on_delete=models.PROTECT, related_name="answers")
    instrument = models.CharField(max_length=20)
    item = models.CharField(max_length=40)
    value = models.IntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    delivery = models.ForeignKey("checkins.Delivery", on_delete=models.PROTECT, null=True, related_name="answers")

    class Meta:
        ordering = ["id"]
