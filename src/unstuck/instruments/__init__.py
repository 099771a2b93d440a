"""What we ask a client, and how the answers score."""

from unstuck.instruments.definition import (
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

__all__ = [
    "Band",
    "Direction",
    "FollowUp",
    "Instrument",
    "Item",
    "Norm",
    "Option",
    "Scoring",
    "Source",
    "available",
    "load",
]
