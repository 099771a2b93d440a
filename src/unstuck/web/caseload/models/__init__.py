"""The rows of a caseload, by what they are about."""

from unstuck.web.caseload.models.clients import Client, Episode
from unstuck.web.caseload.models.cover import Cover, CoveredClient
from unstuck.web.caseload.models.facts import (
    KINDS,
    Adherence,
    Aim,
    ApproachStep,
    Care,
    Circumstances,
    Consideration,
    ConsultationProgress,
    ConsultationStep,
    Engagement,
    Fact,
    GoalsMet,
    LifeArea,
    OtherRisk,
    Safety,
    Thought,
    Wishes,
)
from unstuck.web.caseload.models.scores import Score, Standing, State, WithdrawalReason, the_client
from unstuck.web.caseload.models.uploads import Upload

__all__ = [
    "KINDS",
    "Adherence",
    "Aim",
    "ApproachStep",
    "Care",
    "Circumstances",
    "Client",
    "Consideration",
    "ConsultationProgress",
    "ConsultationStep",
    "Cover",
    "CoveredClient",
    "Engagement",
    "Episode",
    "Fact",
    "GoalsMet",
    "LifeArea",
    "OtherRisk",
    "Safety",
    "Score",
    "Standing",
    "State",
    "Thought",
    "Upload",
    "Wishes",
    "WithdrawalReason",
    "the_client",
]
