"""The rows of the room, by what they are about."""

from unstuck.web.safety.models.concerns import (
    Assessment,
    CloseReason,
    Concern,
    ConcernRole,
    ConcernStep,
    RiskQuestion,
    Sign,
    SignSource,
    concern_names,
)
from unstuck.web.safety.models.contact import ContactAttempt, ContactWay, SafeWay
from unstuck.web.safety.models.plans import SafetyPlan
from unstuck.web.safety.models.responders import Responder, SafetyProcedure

__all__ = [
    "Assessment",
    "CloseReason",
    "Concern",
    "ConcernRole",
    "ConcernStep",
    "ContactAttempt",
    "ContactWay",
    "Responder",
    "RiskQuestion",
    "SafeWay",
    "SafetyPlan",
    "SafetyProcedure",
    "Sign",
    "SignSource",
    "concern_names",
]
