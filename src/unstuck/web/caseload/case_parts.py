"""The parts of a case that rooms above the caseload keep themselves, such as concerns about safety.

A room registers one reader when the site starts (`gives_part`), and the caseload stores no copy of what it gives.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from unstuck.guidance import Case


class CasePart(ABC):
    """What one room knows of one episode. A part that changes with time, or that a client told, says so."""

    @property
    def turning_days(self) -> Sequence[date]:
        """The days on which this part alone may change what is next."""
        return ()

    @property
    def heard_on(self) -> date | None:
        """The last day on which the client told the room anything."""
        return None

    @abstractmethod
    def complete(self, case: Case, day: date) -> Case:
        """Return the case with this part in it, as of a day."""


Reader = Callable[[Sequence[int]], Mapping[int, CasePart]]
"""From row ids of episodes to what a room knows of them; an episode of which it knows nothing is left out."""

_READERS: dict[str, Reader] = {}


def gives_part(room: str) -> Callable[[Reader], Reader]:
    """Return a decorator that makes a function the reader of a room, asked in order of the rooms' names."""

    def register(reader: Reader) -> Reader:
        _READERS[room] = reader
        return reader

    return register


def parts_of(episodes: Sequence[int]) -> Mapping[int, tuple[CasePart, ...]]:
    """Return what the rooms above know of each episode, in a constant number of queries."""
    parts: dict[int, list[CasePart]] = defaultdict(list)
    for room in sorted(_READERS):
        for episode, part in _READERS[room](episodes).items():
            parts[episode].append(part)
    return {episode: tuple(given) for episode, given in parts.items()}
