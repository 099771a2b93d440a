"""Reviews and endings."""

from unstuck.web.reviews.models.endings import (
    Closing,
    ClosingFollowUp,
    ContactWay,
    Ending,
    IntendedEnding,
    IntendedEndingStep,
    PlannedEnd,
)
from unstuck.web.reviews.models.reviews import Decision, Outcome, Review, ReviewStep

__all__ = [
    "Closing",
    "ClosingFollowUp",
    "ContactWay",
    "Decision",
    "Ending",
    "IntendedEnding",
    "IntendedEndingStep",
    "Outcome",
    "PlannedEnd",
    "Review",
    "ReviewStep",
]
