"""A task of advocacy: what is asked for on a client's behalf, of whom, by when, and what came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.advocacy.workflow import ADVOCACY, AGREED, DRAFT, OPEN, WITHDRAWN
from unstuck.web.caseload.models import Episode
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.directory.models import Service
from unstuck.web.referrals.models import ContactMethod, HelpReceived


class AdvocacyKind(WordedChoices):
    """What is done for the client (D.6). The codes in this module are append-only."""

    LETTER = "letter", _("Letter")
    CLAIM = "claim", _("Claim")
    APPEAL = "appeal", _("Appeal")
    BENEFIT_CHECK = "benefit_check", _("Benefit check")
    MEETING = "meeting", _("Helpers' meeting")
    INTERPRETER = "interpreter", _("Interpreter")


class AdvocacyDoer(WordedChoices):
    """Who does it."""

    WORKER = "worker", _("I do")
    CLIENT = "client", _("The client, with my support")
    SOMEBODY = "somebody", _("Somebody else")


class InterpreterChoice(WordedChoices):
    """Who interprets. The last one is offered to be refused, with the reason."""

    PROFESSIONAL = "professional", _("A professional interpreter, in the room")
    REMOTE = "remote", _("A professional interpreter, by phone or video")
    COLLEAGUE = "colleague", _("A colleague who is trained to interpret")
    FAMILY = "family", _("A relative, a friend or a child")


MAY_INTERPRET = [choice.value for choice in InterpreterChoice if choice != InterpreterChoice.FAMILY]


class AdvocacyOutcome(WordedChoices):
    """What the answer was; which of them fit a task depends on its kind."""

    GRANTED = "granted", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Refused")
    NO_ANSWER = "no_answer", _("No answer")
    ENTITLED = "entitled", _("There is something to claim")
    NOTHING_MORE = "nothing_more", _("Nothing more to claim")
    HELD = "held", _("The meeting took place")
    NOT_HELD = "not_held", _("The meeting did not take place")
    CAME = "came", _("The interpreter came")
    DID_NOT_COME = "did_not_come", _("The interpreter did not come")


class AdvocacyTask(models.Model):
    """One thing that is asked for on a client's behalf.

    `follows`: the task that it carries on, such as the claim that was refused. `letter`: what they will read or be
    told, by part. `deadline`: the last day on which it can be sent; `appeal_until`: the last day for an appeal against
    the answer. `do_by`: when it is to be sent or done. `meets_on`: the day of the meeting, or of the interpreter.
    `look_on`: the day it comes up again, null once it has ended. `came`: whether the client got it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="advocacy")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carried_on")
    kind = models.CharField(max_length=20)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=200)
    contact = models.TextField(blank=True)
    ask = models.TextField()
    way = models.CharField(max_length=10)
    safe_way = models.TextField(blank=True)
    doer = models.CharField(max_length=10)
    doer_name = models.CharField(max_length=120, blank=True)
    do_by = models.DateField()
    deadline = models.DateField(null=True)
    appeal_until = models.DateField(null=True)
    meets_on = models.DateField(null=True)
    takes_part = models.TextField(blank=True)
    language = models.CharField(max_length=120, blank=True)
    interpreter = models.CharField(max_length=20, blank=True)
    letter = models.JSONField(default=dict)
    part2 = models.BooleanField(default=False)
    state = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_words = models.TextField(blank=True)
    came = models.CharField(max_length=10, blank=True)
    sent_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    look_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    @property
    def is_open(self) -> bool:
        """True while it is followed."""
        return self.state in OPEN

    class Meta:
        indexes = [models.Index(fields=["episode", "state"], name="advocacy_of_episode")]
        constraints = [
            CheckConstraint(condition=Q(kind__in=AdvocacyKind.values), name="advocacy_kind"),
            CheckConstraint(condition=~Q(office="") & ~Q(ask=""), name="advocacy_says_whom_and_what"),
            CheckConstraint(condition=~Q(kind="appeal") | Q(deadline__isnull=False), name="advocacy_appeal_deadline"),
            CheckConstraint(
                condition=~Q(kind__in=["meeting", "interpreter"]) | Q(meets_on__isnull=False), name="advocacy_has_a_day"
            ),
            CheckConstraint(
                condition=~Q(kind="interpreter") | (~Q(language="") & Q(interpreter__in=MAY_INTERPRET)),
                name="advocacy_interpreter",
            ),
            CheckConstraint(condition=Q(way__in=ContactMethod.values), name="advocacy_way"),
            CheckConstraint(condition=Q(doer__in=AdvocacyDoer.values), name="advocacy_doer"),
            CheckConstraint(condition=Q(state__in=list(ADVOCACY.states)), name="advocacy_state"),
            CheckConstraint(condition=Q(outcome__in=("", *AdvocacyOutcome.values)), name="advocacy_outcome"),
            CheckConstraint(
                condition=Q(outcome__in=("", "came")) | ~Q(outcome_words=""), name="advocacy_outcome_has_words"
            ),
            CheckConstraint(condition=Q(came__in=("", *HelpReceived.values)), name="advocacy_came"),
            CheckConstraint(
                condition=Q(state__in=(DRAFT, AGREED, WITHDRAWN)) | Q(sent_on__isnull=False), name="advocacy_sent_on"
            ),
        ]
