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
    Scale,
    Scoring,
    Source,
)
from unstuck.instruments.library import available, followed, load
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
    "Scale",
    "Score",
    "Scoring",
    "Source",
    "available",
    "followed",
    "load",
    "score",
]
