"""A question to colleagues about one client, the brief as it was confirmed, and the dialogue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, TransitionRecord
from unstuck.web.consultation.models.groups import Group
from unstuck.web.consultation.workflow import CONSULTATION


class Ground(models.TextChoices):
    """Why colleagues may be consulted about this client. Codes are append-only, as all of this module."""

    CONSENT = "consent"
    STANDING_NOTICE = "standing_notice"


class MessageKind(models.TextChoices):
    """What a message is."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    LINK = "link"
    LITERATURE = "literature"


class PathwayStep(models.TextChoices):
    """What a step of a consultation counts as on the pathway: codes of `ConsultationProgress`, or that none is left.

    Nothing counts once the work with the client has ended.
    """

    NONE = ""
    ASKED = "asked"
    ANSWERED = "answered"
    ACTED_ON = "acted_on"
    TAKEN_BACK = "taken_back"


class Consultation(models.Model):
    """One question of a worker. `leave_out` and `question` are for the asker alone; others read the brief.

    `version` rises with every write. `state` follows the steps, and only actions change it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="consultations")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="consultations")
    question = models.TextField()
    leave_out = models.TextField(blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    about_this_stall = models.BooleanField()
    ground = models.CharField(max_length=20, choices=Ground.choices)
    consent_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=200, blank=True)
    wanted = models.JSONField(default=list)
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    came_of_it = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CONSULTATION.states)), name="consultation_state"),
            models.CheckConstraint(condition=~Q(question=""), name="consultation_has_question"),
            models.CheckConstraint(
                condition=Q(ground="consent", consent_on__isnull=False) & ~Q(consent_how="")
                | Q(ground="standing_notice", consent_on=None, consent_how=""),
                name="consultation_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "withdrawn"]) | Q(asked_at__isnull=False),
                name="consultation_asked_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "closed"]) | ~Q(decision=""), name="consultation_has_decision"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(came_of_it=""), name="consultation_says_what_came_of_it"
            ),
            models.UniqueConstraint(
                fields=["episode", "asker"], condition=Q(state="drafted"), name="consultation_one_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["asker", "state"], name="consultation_of_asker"),
            models.Index(fields=["episode"], name="consultation_of_episode"),
        ]


class Brief(AppendOnly):
    """What the worker confirmed and colleagues read, as it was: later facts never come into it."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="brief")
    content = models.JSONField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Invitation(models.Model):
    """A colleague who was asked by name; or a member of the group that was asked, once they declined."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="invited")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)
    declined_because = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "consultation_invited"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "person"], name="consultation_invited_once"),
            models.CheckConstraint(
                condition=Q(declined_because="") | Q(declined_at__isnull=False),
                name="consultation_reason_of_who_declined",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="consultation_invited_person")]


class ConsultationTransition(TransitionRecord):
    """One thing that was done with a consultation: who and when. `reason` is for those who may read it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="steps")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    counts_as = models.CharField(max_length=12, blank=True, default=PathwayStep.NONE)

    class Meta(TransitionRecord.Meta):
        db_table = "consultation_step"
        constraints = [
            models.CheckConstraint(condition=Q(counts_as__in=PathwayStep.values), name="consultation_step_counts_as"),
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in CONSULTATION.transitions})),
                name="consultation_step_action",
            ),
        ]


class Message(AppendOnly):
    """One thing that was written in the dialogue. `link` where it points to something to read.

    `elsewhere`: the other agency that it came from; `by` is then who brought it in.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    words = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    elsewhere = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="consultation_message_has_words"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="consultation_message_kind"),
        ]
