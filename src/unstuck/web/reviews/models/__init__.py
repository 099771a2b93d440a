"""Reviews and endings."""

from unstuck.web.reviews.models.endings import (
    Closing,
    ClosingFollowUp,
    Ending,
    IntendedEnding,
    IntendedEndingStep,
    PlannedEnd,
)
from unstuck.web.reviews.models.reviews import Decision, Outcome, Review, ReviewStep, SecondLookAnswer

__all__ = [
    "Closing",
    "ClosingFollowUp",
    "Decision",
    "Ending",
    "IntendedEnding",
    "IntendedEndingStep",
    "Outcome",
    "PlannedEnd",
    "Review",
    "ReviewStep",
    "SecondLookAnswer",
]
