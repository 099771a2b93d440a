"""The rows of circles: an agency's keys, the agencies that it exchanges with, and what goes out and comes in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unstuck.web.accounts.models import Agency, Person
from unstuck.web.circles.public_keys import PublicKeys
from unstuck.web.components.models import AppendOnly
from unstuck.web.consultation.models import Consultation, Ground, Message, MessageKind


class CircleKeys(models.Model):
    """An agency's keys. `private` is sealed. Retired ones stay, so that a file for them can be told apart."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=32, unique=True)
    private = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(retired_at=None), name="circles_one_pair_of_keys"),
        ]


class CirclePartner(models.Model):
    """Another agency whose keys were taken in. In use from `confirmed_at` until `removed_at`.

    `confirmed_by` is empty where none was needed: before an agency's first client.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=32)
    signing = models.BinaryField()
    sealing = models.BinaryField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fingerprint"], condition=Q(removed_at=None), name="circles_partner_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")), name="circles_partner_second_person"
            ),
        ]

    @property
    def keys(self) -> PublicKeys:
        """Its public keys."""
        return PublicKeys(bytes(self.signing), bytes(self.sealing))


class OutgoingQuestion(AppendOnly):
    """A consultation that was sealed for another agency; only ever added.

    What went out is the brief of the consultation with these `parts`. `number` stands in the file, and nowhere else in
    the record. `ground` says why it may: for another agency it is asked anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="elsewhere")
    partner = models.ForeignKey(CirclePartner, on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField()
    ground = models.CharField(max_length=20, choices=Ground.choices)
    consent_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    expires_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground="consent", consent_on__isnull=False) & ~Q(consent_how="")
                | Q(ground="standing_notice", consent_on=None, consent_how=""),
                name="circles_question_has_ground",
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("on")), name="circles_question_expires"),
        ]


class IncomingAnswer(AppendOnly):
    """An answer from another agency, as a message of the consultation; only ever added, and once."""

    number = models.UUIDField(unique=True)
    question = models.ForeignKey(OutgoingQuestion, on_delete=models.PROTECT, related_name="answers")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class IncomingQuestion(models.Model):
    """A question from another agency. `content`, its brief, is wiped once it has expired; that it came stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(CirclePartner, on_delete=models.PROTECT, related_name="+")
    number = models.UUIDField()
    content = models.JSONField(null=True)
    on = models.DateField()
    expires_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="circles_question_comes_once"),
            models.CheckConstraint(
                condition=Q(wiped_at=None, content__isnull=False) | Q(wiped_at__isnull=False, content=None),
                name="circles_wiped_or_there",
            ),
        ]


class OutgoingAnswer(models.Model):
    """What somebody here answered; its words are wiped with the question."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(IncomingQuestion, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    words = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    on = models.DateField()
    expires_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | Q(wiped_at__isnull=False), name="circles_answer_has_words"),
        ]
