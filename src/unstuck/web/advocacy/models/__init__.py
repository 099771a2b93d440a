"""Tasks of advocacy, what the client agreed to, what was sent, what happened, and what the helpers agreed."""

from unstuck.web.advocacy.models.records import AdvocacyConsent, AdvocacyStep, MeetingAgreement, SentLetter
from unstuck.web.advocacy.models.tasks import (
    AdvocacyDoer,
    AdvocacyKind,
    AdvocacyOutcome,
    AdvocacyTask,
    InterpreterChoice,
)

__all__ = [
    "AdvocacyConsent",
    "AdvocacyDoer",
    "AdvocacyKind",
    "AdvocacyOutcome",
    "AdvocacyStep",
    "AdvocacyTask",
    "InterpreterChoice",
    "MeetingAgreement",
    "SentLetter",
]
