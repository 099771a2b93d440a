"""What to consider next: facts about a case in, ordered steps out."""

from unstuck.guidance.advice import Advice, Consideration, Reason
from unstuck.guidance.case import Case
from unstuck.guidance.pathway import advise, advise_after_an_end
from unstuck.guidance.thresholds import Thresholds, default_thresholds

__all__ = [
    "Advice",
    "Case",
    "Consideration",
    "Reason",
    "Thresholds",
    "advise",
    "advise_after_an_end",
    "default_thresholds",
]
