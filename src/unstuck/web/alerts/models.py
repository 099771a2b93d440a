"""Alerts and their steps."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.alerts.workflow import ALERT
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, TransitionRecord
from unstuck.web.components.worded_choices import WordedChoices


class AlertSign(WordedChoices):
    """What may be worth a look. Codes are append-only."""

    DETERIORATING = "deteriorating", _("Getting worse")
    STALLED = "stalled", _("Little change lately")
    ENGAGEMENT_FELL = "engagement_fell", _("Engagement fell")


class Alert(models.Model):
    """One sign of one episode. Raised once and, when the sign passes and returns, again: `raised_at` is the last time.

    `present` tells whether the sign holds now, `since` when it began; `risk` whether a risk was on record when it was
    last judged. `again_on` is the day to look again of one that was put off.
    """

    BY_PEOPLE = Q(steps__by__isnull=False)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="alerts")
    sign = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    present = models.BooleanField(default=True)
    risk = models.BooleanField(default=False)
    since = models.DateField()
    raised_at = models.DateTimeField()
    again_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "sign"], name="alerts_one_for_each_sign"),
            models.CheckConstraint(condition=Q(sign__in=AlertSign.values), name="alerts_alert_sign"),
            models.CheckConstraint(condition=Q(state__in=list(ALERT.states)), name="alerts_alert_state"),
            models.CheckConstraint(
                condition=Q(state="put_off", again_on__isnull=False) | ~Q(state="put_off") & Q(again_on=None),
                name="alerts_put_off_until_a_day",
            ),
        ]

    @property
    def called(self) -> str:
        """Return the sign in words."""
        return AlertSign(self.sign).words


class ReasonedTransition(TransitionRecord):
    """A step of an alert or a review. `words`: why, or what happened. `outcome`: the code of what came of it."""

    action = models.CharField(max_length=12)
    words = models.TextField(blank=True)
    again_on = models.DateField(null=True)
    outcome = models.CharField(max_length=30, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]


class AlertStep(ReasonedTransition):
    """One step in the life of an alert. `outcome`: what a review told of what happened next."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps")

    class Meta(ReasonedTransition.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in ALERT.transitions})), name="alerts_step_action"
            ),
            models.CheckConstraint(
                condition=~Q(action="put_off") | Q(again_on__isnull=False) & ~Q(words=""),
                name="alerts_put_off_with_a_reason",
            ),
        ]


class BudgetChoice(AppendOnly):
    """The setting of an agency's alerts from a moment on: of the clients on track, the share that may ever be called.

    The newest row holds; before the first one, the curve's own setting does.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    share = models.FloatField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lt=1), name="alerts_budget_is_a_share"),
        ]


class BudgetRound(models.Model):
    """Everybody in care judged again after a choice that changed something: how far the worker process is.

    clients: in care when it was chosen. last_episode: up to which row id they were judged. tries: how often the next
    ones failed. Replaced: a later choice came before the end.
    """

    WAITING, DONE, REPLACED, GIVEN_UP = "waiting", "done", "replaced", "given_up"
    choice = models.OneToOneField(BudgetChoice, on_delete=models.PROTECT, related_name="round")
    stage = models.CharField(max_length=10, default=WAITING)
    stage_at = models.DateTimeField()
    clients = models.PositiveIntegerField()
    judged = models.PositiveIntegerField(default=0)
    last_episode = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=("waiting", "done", "replaced", "given_up")), name="alerts_round_stage"
            ),
        ]


class PastFigures(AppendOnly):
    """What an agency's own past told on a day, of all its clients together and of nobody alone. The newest row holds.

    `kind`: `coming_back`, how people came; or `alerts_right`, how alerts on one questionnaire fared. `figures` is what
    the library gave; empty where the past was too short.
    """

    COMING_BACK, ALERTS_RIGHT = "coming_back", "alerts_right"
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    instrument = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["agency", "kind", "instrument"], name="alerts_past_figures")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("coming_back", "alerts_right")), name="alerts_past_kind"),
        ]
