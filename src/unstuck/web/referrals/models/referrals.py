"""A referral, its consent, its steps, and the client's answers to "did you get help?"."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q

from unstuck.guidance.life_areas import area_codes
from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, TransitionRecord
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.directory.models import Service
from unstuck.web.referrals.workflow import REFERRAL


class ContactMethod(WordedChoices):
    """How an organisation is asked for help. The codes in this module are append-only."""

    LETTER = "letter", _("A letter")
    EMAIL = "email", _("An e-mail, from your own mail program")
    PHONE = "phone", _("A warm handover by phone, with the client on the call if possible")
    SELF = "self", _("The client gets in touch")


class ConsentMethod(WordedChoices):
    """How a client agreed."""

    SIGNED = "signed", _("Signed")
    SPOKEN = "spoken", _("Spoken, in conversation")


class ReferralEndReason(WordedChoices):
    """Why a referral was declined or cancelled, or led to no help."""

    FULL = "full", _("No places were available")
    NOT_ELIGIBLE = "not_eligible", _("The client was not eligible")
    WRONG_PLACE = "wrong_place", _("It was not the right service for this")
    NOT_REACHED = "not_reached", _("They could not reach the client")
    NO_ANSWER = "no_answer", _("Nobody answered")
    WAITING_LIST = "waiting_list", _("The wait was too long")
    COST = "cost", _("It cost too much")
    DISTANCE = "distance", _("It was too far, or there was no way to get there")
    HOURS = "hours", _("The opening hours did not fit")
    LANGUAGE = "language", _("There was no shared language")
    NOT_COMFORTABLE = "not_comfortable", _("The client did not feel comfortable there")
    NOT_WANTED = "not_wanted", _("The client decided against it")
    NO_LONGER_NEEDED = "no_longer_needed", _("It was no longer needed")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("The client withdrew consent")
    OTHER = "other", _("Another reason")


class HelpReceived(WordedChoices):
    """The client's own answer to "did you get help?"."""

    YES = "yes", _("Yes")
    SOME = "some", _("In part")
    NOT_YET = "not_yet", _("Not yet")
    NO = "no", _("No")


HELPED = (HelpReceived.YES, HelpReceived.SOME)
NOT_TOLD_YET = ("", HelpReceived.NOT_YET.value)
"""The client has not said whether help came: they are asked again (D.4)."""


class ReportedBy(WordedChoices):
    """Who reported a step or an answer."""

    WORKER = "worker", _("recorded by the worker")
    PARTNER = "partner", _("answered by them, using the link")
    CLIENT = "client", _("answered by the client, using the link")


class Referral(models.Model):
    """An outside organisation is asked for help: a service from the directory, or one that the worker names.

    `got`: the client's latest answer; empty until they have been asked.
    `part2`: what is shared comes from records of substance use treatment (42 CFR Part 2). `safe_way`: the only safe
    way to reach the client. `call_back_on`: the day the worker asks again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=200)
    contact = models.TextField(blank=True)
    ask = models.TextField()
    way = models.CharField(max_length=10)
    safe_way = models.TextField(blank=True)
    part2 = models.BooleanField(default=False)
    state = models.CharField(max_length=20)
    got = models.CharField(max_length=10, blank=True)
    requested_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    helped_on = models.DateField(null=True)
    call_back_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["episode", "state"], name="referrals_of_episode")]
        constraints = [
            CheckConstraint(condition=~Q(organisation="") & ~Q(ask=""), name="referrals_says_whom_and_what"),
            CheckConstraint(condition=Q(way__in=ContactMethod.values), name="referrals_way"),
            CheckConstraint(condition=Q(state__in=list(REFERRAL.states)), name="referrals_state"),
            CheckConstraint(condition=Q(got__in=("", *HelpReceived.values)), name="referrals_got"),
            CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | Q(requested_on__isnull=False),
                name="referrals_requested_on",
            ),
        ]


class ReferralArea(AppendOnly):
    """An area of life that a referral is for."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="serves")
    area = models.CharField(max_length=30)

    class Meta:
        db_table = "referrals_serves"
        constraints = [
            models.UniqueConstraint(fields=["referral", "area"], name="referrals_serves_once"),
            CheckConstraint(condition=Q(area__in=list(area_codes())), name="referrals_serves_area"),
        ]


class Consent(AppendOnly):
    """What a client agreed to: the words shared for each part, and the text as it stood. Append-only."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="consents")
    on = models.DateField()
    how = models.CharField(max_length=10)
    parts = models.JSONField()
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(how__in=ConsentMethod.values), name="referrals_consent_how"),
            CheckConstraint(condition=~Q(text=""), name="referrals_consent_text"),
        ]


class ReferralStep(TransitionRecord):
    """What became of a referral. Append-only. `spoke_to`: whom the worker spoke to there, where it was a call.

    `open_after`: how many referrals of the client were open then; NULL where the work with them had ended.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    said_by = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    spoke_to = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    open_after = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_column="recorded_at")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_column="recorded_by_id")

    class Meta(TransitionRecord.Meta):
        db_table = "referrals_step"
        constraints = [
            CheckConstraint(
                condition=Q(action__in=sorted({transition.action for transition in REFERRAL.transitions})),
                name="referrals_step_action",
            ),
            CheckConstraint(condition=Q(said_by__in=ReportedBy.values), name="referrals_step_said_by"),
            CheckConstraint(condition=Q(reason__in=("", *ReferralEndReason.values)), name="referrals_step_reason"),
            CheckConstraint(
                condition=Q(by=None, said_by__in=("partner", "client")) | Q(by__isnull=False, said_by="worker"),
                name="referrals_step_whose",
            ),
        ]


class HelpAnswer(AppendOnly):
    """The client's answer to "did you get help?", with the reason where not. Append-only."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="answers")
    got = models.CharField(max_length=10)
    reason = models.CharField(max_length=30, blank=True)
    on = models.DateField()
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "referrals_answer"
        ordering = ["recorded_at", "id"]
        constraints = [
            CheckConstraint(condition=Q(got__in=HelpReceived.values), name="referrals_answer_got"),
            CheckConstraint(condition=Q(reason__in=("", *ReferralEndReason.values)), name="referrals_answer_reason"),
            CheckConstraint(condition=~Q(got="no") | ~Q(reason=""), name="referrals_answer_says_why"),
        ]
