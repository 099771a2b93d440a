"""A made-up person: what the learner is told, and what only the story knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from unstuck.learning.weeks.choices import Choice

STEP_WEEKS = 3
"""Weeks from one choice to the next."""

STEPS = 4
"""Choices in one course: it ends twelve weeks after the learner came in."""

Ending = Literal["better", "level", "worse", "left", "stopped"]
Facts = Mapping[str, Any]
"""A case as CASE.json holds it."""


@dataclass(frozen=True)
class Hold:
    """One of the things that keep the person where they are, until something eases it.

    `eased_by`: choices that ease it; `needs`: choices that must have been made before, or the same choice does nothing
    yet. `by_itself`: it also eases after so many weeks, counted anew from each choice in `disturbed_by`. `facts` are
    what is known once it is eased, laid over the rest. `rule` is what its direction rests on.
    """

    code: str
    says: str
    rule: str
    eased_by: tuple[Choice, ...] = ()
    needs: tuple[Choice, ...] = ()
    by_itself: int | None = None
    disturbed_by: tuple[Choice, ...] = ()
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What comes of a choice.

    `early` is said where it eases something, but what that needs has not happened (of `safety`: where no sign of risk
    is open); `eased` where nothing holds the person any more.
    """

    says: str
    early: str = ""
    eased: str = ""


@dataclass(frozen=True)
class Event:
    """What happens at a point, `week` weeks in, unless a hold was eased by then. It may be that the client leaves."""

    week: int
    says: str
    unless: str = ""
    leaves: bool = False
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class MadeUpPerson:
    """A made-up person.

    `scores` are those of the weeks before, one a week, the last of this week. `held` and `eased` say how far a stretch
    of three weeks takes the course while nothing is eased and once everything is: in reliable changes, positive is
    worse for `held` and better for `eased`. A change of approach that eases something goes to `fits`, any other to the
    next of `approaches`. `really` is what was wrong, told at the end.
    """

    code: str
    title: str
    name: str
    story: str
    really: str
    instrument: str
    scores: tuple[int, ...]
    facts: Facts
    approaches: tuple[str, ...]
    fits: str
    held: float
    eased: float
    holds: Mapping[str, Hold]
    choices: Mapping[Choice, Told]
    events: tuple[Event, ...]
    endings: Mapping[Ending, str]
