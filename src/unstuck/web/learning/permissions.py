"""Whose learning it is: everybody has their own, and nobody reads another's, whatever their role."""

from __future__ import annotations

from django.db.models import QuerySet

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.learning.models import LearningAnswer, LearningChoices, MockExam


def learner(actor: Actor | None) -> int | None:
    """Return the row id of somebody who learns here: who works with clients; None for anybody else."""
    return actor.id if actor is not None and actor.role in WITH_CLIENTS else None


def answers_of(actor: Actor | None) -> QuerySet[LearningAnswer]:
    """Return one's own answers: the first gate of this room."""
    return LearningAnswer.objects.filter(person=learner(actor))


def mocks_of(actor: Actor | None) -> QuerySet[MockExam]:
    """Return one's own mock examinations: the second gate."""
    return MockExam.objects.filter(person=learner(actor))


def choices_of(actor: Actor | None) -> LearningChoices:
    """Return how one would like to practise: the third gate. Nothing chosen yet: English, when one likes."""
    kept = LearningChoices.objects.filter(person=learner(actor)).first()
    return kept or LearningChoices()
