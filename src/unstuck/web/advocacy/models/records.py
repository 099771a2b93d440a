"""What is only ever added to a task: the client's consent, letters as they were sent, steps, what helpers agreed."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

from unstuck.web.accounts.models import Person
from unstuck.web.advocacy.models.tasks import AdvocacyTask
from unstuck.web.advocacy.workflow import ADVOCACY
from unstuck.web.components.models import AppendOnly, TransitionRecord
from unstuck.web.referrals.models import ConsentMethod


class AdvocacyConsent(AppendOnly):
    """What a client wishes for, and the words that they agreed to, by part and as the text stood."""

    task = models.ForeignKey(AdvocacyTask, on_delete=models.PROTECT, related_name="consents")
    on = models.DateField()
    how = models.CharField(max_length=10)
    wish = models.TextField()
    letter = models.JSONField()
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(how__in=ConsentMethod.values), name="advocacy_consent_how"),
            CheckConstraint(condition=~Q(wish="") & ~Q(text=""), name="advocacy_consent_says_what"),
        ]


class SentLetter(AppendOnly):
    """A letter as it was sent: `content` is the whole of it, so that it can be printed again as it was."""

    task = models.ForeignKey(AdvocacyTask, on_delete=models.PROTECT, related_name="sent")
    number = models.PositiveIntegerField()
    on = models.DateField()
    content = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="advocacy_letter_number")]


class AdvocacyStep(TransitionRecord):
    """What happened with a task, on which day, and in which words. `spoke_to`: whom somebody spoke to there."""

    task = models.ForeignKey(AdvocacyTask, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    words = models.TextField(blank=True)
    spoke_to = models.CharField(max_length=120, blank=True)

    class Meta(TransitionRecord.Meta):
        constraints = [
            CheckConstraint(
                condition=Q(action__in=sorted({transition.action for transition in ADVOCACY.transitions})),
                name="advocacy_step_action",
            )
        ]


class MeetingAgreement(AppendOnly):
    """What was agreed at a helpers' meeting: who does what, and by when."""

    task = models.ForeignKey(AdvocacyTask, on_delete=models.PROTECT, related_name="agreements")
    who = models.CharField(max_length=120)
    what = models.TextField()
    by_when = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [CheckConstraint(condition=~Q(who="") & ~Q(what=""), name="advocacy_agreement_says_who")]
