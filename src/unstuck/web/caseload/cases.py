"""What is recorded about a case, as the facts that `guidance` reads: the same as a CASE.json for `unstuck advise`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import Case
from unstuck.guidance.case import Progress


@dataclass(frozen=True)
class Facts:
    """What workers recorded about one episode, kind by kind, in order of time."""

    @property
    def change_with_time(self) -> bool:
        """True where the next step may change by the mere passing of days."""
        return False


NOTHING_RECORDED = Facts()


def facts_of(episodes: Sequence[int]) -> Mapping[int, Facts]:
    """Return what is recorded about each episode, in a constant number of queries."""
    return dict.fromkeys(episodes, NOTHING_RECORDED)


def case_of(facts: Facts, progress: Progress, day: date) -> Case:
    """Return the case as of a day. What nobody recorded is left out and never guessed."""
    return Case(progress=progress)
