"""A risk with a life of its own: its signs, who answers for it, its assessments, its end. Codes are append-only."""

from __future__ import annotations

import uuid
from typing import get_args

from django.db import models
from django.db.models import Q

from unstuck.guidance import case, tables
from unstuck.language import gettext as _
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, SealedRow, TransitionRecord
from unstuck.web.components.sealed_texts import SealedTextField
from unstuck.web.components.worded_choices import WordedChoices
from unstuck.web.safety.workflow import CONCERN, OPEN


def concern_names() -> list[tuple[str, str]]:
    """Return the kinds of concerns with their names, in the order in which they are asked about."""
    return [(kind, concern_name(kind)) for kind in get_args(case.ConcernKind)]


def concern_name(kind: str) -> str:
    """Return what a kind is called, as a title."""
    name = tables.words().concerns[kind]
    return name[:1].upper() + name[1:]


class ConcernRole(WordedChoices):
    """Whether the client is in danger or may be a danger."""

    AT_RISK = "at_risk", _("The client is in danger")
    MAY_HARM = "may_harm", _("The client may be a danger to somebody")
    BOTH = "both", _("Both")


class SignSource(WordedChoices):
    """How a sign came to be known."""

    ITEM = "item", _("An answer above zero to a question about suicide or self-harm")
    WORDS = "words", _("The client's own words")
    SEEN = "seen", _("What I saw or heard myself")
    TOLD = "told", _("Somebody else told us")
    OLDER = "older", _("Recorded before there were concerns")


class CloseReason(WordedChoices):
    """Why a concern ends."""

    PASSED = "passed", _("The danger has passed")
    HANDED_ON = "handed_on", _("Others answer for it now")
    MISTAKEN = "mistaken", _("It was not what it seemed")
    OTHER = "other", _("Another reason")


def _known(name: str) -> models.BooleanField[bool | None, bool | None]:
    """Return a column for what is known, or not known."""
    return models.BooleanField(null=True)


class Concern(models.Model):
    """One risk of one client; of one kind one is open at a time, and a further sign joins it.

    What its steps, signs and assessments say last stands here too: `latest_sign_on`, `assessed_on` (null where a sign
    came after it), `imminent`, `plan`, `means`, `past_attempt`, `look_again_on`. `responder` answers for it;
    `answer_by` is until when they are to take it on, null once they did; `place` is theirs in the order of those who
    answer. `version` rises with every write.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="concerns")
    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=10, default=ConcernRole.AT_RISK)
    state = models.CharField(max_length=12)
    raised_at = models.DateTimeField()
    responder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    responding_since = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    place = models.PositiveIntegerField(default=0)
    latest_sign_on = models.DateField(null=True)
    assessed_on = models.DateField(null=True)
    imminent = _known("imminent")
    plan = _known("plan")
    means = _known("means")
    past_attempt = _known("past_attempt")
    urgency = models.CharField(max_length=80, blank=True)
    look_again_on = models.DateField(null=True)
    reported_at = models.DateTimeField(null=True)
    helped_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "kind"], condition=Q(state__in=OPEN), name="safety_one_open_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=get_args(case.ConcernKind)), name="safety_concern_kind"),
            models.CheckConstraint(condition=Q(role__in=ConcernRole.values), name="safety_concern_role"),
            models.CheckConstraint(condition=Q(state__in=list(CONCERN.states)), name="safety_concern_state"),
            models.CheckConstraint(
                condition=~Q(state="assessed") | Q(assessed_on__isnull=False, look_again_on__isnull=False),
                name="safety_assessed_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_because__in=CloseReason.values)
                | ~Q(state="closed") & Q(closed_at=None, closed_because=""),
                name="safety_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(answer_by=None) | Q(state="raised"), name="safety_waits_only_while_raised"
            ),
        ]
        indexes = [models.Index(fields=["answer_by"], condition=Q(state="raised"), name="safety_waiting")]

    @property
    def called(self) -> str:
        """Return the kind in words."""
        return concern_name(self.kind)

    @property
    def is_open(self) -> bool:
        """True until a person closed it with a reason."""
        return self.state in OPEN


class Sign(SealedRow, AppendOnly):
    """What made somebody worry, on a day. `by` is null where it followed from an answer."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="signs")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10)
    words = SealedTextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(source__in=SignSource.values), name="safety_sign_source")]


class Assessment(SealedRow, AppendOnly):
    """What a person asked and found, in words (S.4). An assessment without words is none."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="assessments")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField()
    plan = _known("plan")
    means = _known("means")
    past_attempt = _known("past_attempt")
    protective = SealedTextField(blank=True)
    imminent = models.BooleanField()
    urgency = models.CharField(max_length=80)
    told = SealedTextField()
    done = SealedTextField()
    look_again_on = models.DateField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(told="") & ~Q(done=""), name="safety_assessment_is_in_words"
            )
        ]


class ConcernStep(SealedRow, TransitionRecord):
    """One step in the life of a concern. `to`: whom it was passed on to; `words`: why, or what was done."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    words = SealedTextField(blank=True)
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(TransitionRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=sorted({one.action for one in CONCERN.transitions})), name="safety_step_action"
            ),
            models.CheckConstraint(
                condition=~Q(action__in=["close", "report", "help"]) | ~Q(words=""), name="safety_step_says_why"
            ),
        ]


class RiskQuestion(SealedRow, AppendOnly):
    """Risk was asked about, and nobody saw a sign. `settled`: words of the client's own that were asked about then."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="risk_questions")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    words = SealedTextField()
    settled = models.JSONField(default=list)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="safety_question_is_in_words")]
