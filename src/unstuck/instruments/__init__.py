"""What we ask a client, and how the answers score."""

from unstuck.instruments.definition import (
    NOT_CHECKED,
    Band,
    Direction,
    FollowUp,
    Instrument,
    Item,
    Norm,
    Option,
    Scoring,
    Source,
)
from unstuck.instruments.library import available, load
from unstuck.instruments.scoring import Answers, Score, score

__all__ = [
    "NOT_CHECKED",
    "Answers",
    "Band",
    "Direction",
    "FollowUp",
    "Instrument",
    "Item",
    "Norm",
    "Option",
    "Score",
    "Scoring",
    "Source",
    "available",
    "load",
    "score",
]
