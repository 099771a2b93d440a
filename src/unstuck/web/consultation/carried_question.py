"""The question that a room above has in hand already, such as the one of a review: it stands in the form of asking.

A room registers one reader when the site starts (`carries_question`); what it says can be changed before anybody is
asked.
"""

from __future__ import annotations

from collections.abc import Callable

from unstuck.web.caseload.models import Episode

QuestionReader = Callable[[Episode], str]

_READERS: dict[str, QuestionReader] = {}


def carries_question(room: str) -> Callable[[QuestionReader], QuestionReader]:
    """Return a decorator that makes a function the reader of a room, asked in order of the rooms' names."""

    def register(reader: QuestionReader) -> QuestionReader:
        _READERS[room] = reader
        return reader

    return register


def carried_question(episode: Episode) -> str:
    """Return the question that is in hand about a client; empty where there is none."""
    return next((words for room in sorted(_READERS) if (words := _READERS[room](episode))), "")
