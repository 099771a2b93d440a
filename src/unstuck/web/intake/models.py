"""What an agency asks of its own when somebody comes, and what was answered."""

from __future__ import annotations

import uuid

from django.db import models

from unstuck.language import gettext as _
from unstuck.web.accounts.models import Agency, Person
from unstuck.web.caseload.models import Episode
from unstuck.web.components.models import AppendOnly, SealedRow
from unstuck.web.components.sealed_texts import SealedTextField
from unstuck.web.components.worded_choices import WordedChoices

LONGEST_QUESTION = 200
MOST_QUESTIONS = 20
"""More would be a questionnaire of its own at a first meeting (our own choice)."""


class AnswerKind(WordedChoices):
    """How a question is answered. Codes are append-only."""

    LINE = "line", _("A few words")
    TEXT = "text", _("A longer text")
    ONE_OF = "one_of", _("One of a list")
    DAY = "day", _("A date")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", _("A number")


class IntakeQuestion(models.Model):
    """One question of an agency's own. It is ended, never removed: answers belong to it. Its kind never changes.

    `choices`: what is chosen from, where one of a list is asked for. `place`: where it stands among the others.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="intake_questions")
    words = models.CharField(max_length=LONGEST_QUESTION)
    kind = models.CharField(max_length=10, choices=AnswerKind.choices)
    choices = models.JSONField(default=list)
    required = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AnswerKind.values), name="intake_kind_is_known"),
        ]


class IntakeAnswer(SealedRow, AppendOnly):
    """What was answered to one question; only ever added, the latest holds. Empty: the answer was taken back.

    `value` as it was given: a text, a day in ISO form, "yes" or "no", or a number with a point.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="intake_answers")
    question = models.ForeignKey(IntakeQuestion, on_delete=models.PROTECT, related_name="+")
    value = SealedTextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["episode", "question"], name="intake_answers_of_episode")]
