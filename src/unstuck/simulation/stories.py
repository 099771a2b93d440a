"""The stories that a caseload holds: what happens to a client, as ranges of parameters.

Every figure here is an ASSUMPTION chosen so that the story is plain to see, in units that fit any
questionnaire: levels and gains in reliable changes (R), times in weeks since the first session. The
shares (`places` in every thirty clients, about one worker's week) lean on NHS Talking Therapies 2024-25
(NHS England, Open Government Licence v3): reliable improvement 67.5 %, no reliable change 25.4 %,
deterioration 5.8 %, recovery 50.5 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

Span = tuple[float, float]
"""A range from which one client's value is drawn: lowest, highest."""

Aim = Literal["change", "stay_well"]

PLACES = 30
"""Clients in one full set of stories: each set of thirty holds every story, in an order of its own."""


@dataclass(frozen=True)
class Attendance:
    """Which of the weekly sessions take place: the usual chance, and how it ends for some.

    `sparse_from`: the week after which only the share `sparse` takes place; `stops_after`: the week
    after which none does; `started_weeks_ago`: for those who only just began (the others began most of
    the caseload's weeks ago).
    """

    usual: float = 0.88
    sparse: float = 1.0
    sparse_from: Span | None = None
    stops_after: Span | None = None
    started_weeks_ago: Span | None = None


@dataclass(frozen=True)
class Facts:
    """What the check-ins say beside the score (0 to 10; alliance sits near its ceiling), and what
    changes in a week.

    From the week `turns_at` on, alliance and willingness fall by so much and `areas_later` replaces
    `areas`, the number of life areas that are negatively affected.
    """

    alliance: Span = (7.5, 9.5)
    willingness: Span = (5.5, 9.0)
    areas: Span = (0, 1)
    turns_at: Span = (3.0, 5.0)
    alliance_falls: Span = (0, 0)
    willingness_falls: Span = (0, 0)
    areas_later: Span | None = None


@dataclass(frozen=True)
class Story:
    """One story: where the latent level starts, when it moves and by how much, who comes, what else is
    known.

    `start` is the first level above the cutoff in R; `flat_for` the weeks before the move, `takes` the
    weeks that it takes, `gain` its size in R (negative: worse). `past_cutoff` makes the move end that
    many R below the cutoff, if that is more. `stays_above` caps the gain so that the level stays that
    many R above the cutoff. `later` is a second, slow move (in R, between the weeks of `later_weeks`):
    drift, or a relapse.
    """

    code: str
    title: str
    says: str
    places: int
    start: Span
    gain: Span = (0, 0)
    flat_for: Span = (0, 0)
    takes: Span = (1, 1)
    past_cutoff: Span | None = None
    stays_above: float = -inf
    later: Span = (-0.1, 0.1)
    later_weeks: Span = (0, 20)
    aim: Aim = "change"
    attendance: Attendance = Attendance()
    facts: Facts = Facts()


STORIES: tuple[Story, ...] = (
    Story(
        "recovered",
        "Recovered",
        "gets better within weeks and ends in the usual range",
        places=9,
        start=(0.1, 2.4),
        gain=(1.3, 1.6),
        takes=(5, 9),
        past_cutoff=(0.4, 0.9),
    ),
    Story(
        "steady_improver",
        "Improves steadily",
        "gains a little every week, for months",
        places=5,
        start=(0.6, 2.0),
        gain=(1.8, 2.0),
        takes=(12, 15),
        past_cutoff=(0.1, 0.5),
    ),
    Story(
        "late_responder",
        "Late responder",
        "nothing moves for six weeks or more, then the gain comes quickly",
        places=2,
        start=(0.6, 1.8),
        gain=(1.2, 1.6),
        flat_for=(6, 8),
        takes=(3, 4),
        past_cutoff=(0.1, 0.5),
    ),
    Story(
        "plateau",
        "Plateau after early gains",
        "a reliable gain within five weeks, then no further change, still above the cutoff",
        places=3,
        start=(1.5, 2.7),
        gain=(1.1, 1.6),
        takes=(3, 5),
        stays_above=0.35,
        later=(-0.05, 0.05),
    ),
    Story(
        "long_stall",
        "Long stall",
        "no real change from the first session on",
        places=3,
        start=(0.5, 2.4),
        gain=(-0.1, 0.1),
        takes=(4, 8),
    ),
    Story(
        "life_areas_hit",
        "Several life areas hit",
        "a small gain is lost again when work, money or housing go wrong together",
        places=1,
        start=(0.8, 2.2),
        gain=(0.3, 0.5),
        takes=(3, 4),
        later=(-0.4, -0.2),
        later_weeks=(5, 8),
        facts=Facts(areas=(1, 2), areas_later=(3, 5)),
    ),
    Story(
        "disengaged",
        "Disengaged",
        "gets a little better, while trust falls, sessions are missed and then stop",
        places=1,
        start=(1.2, 2.2),
        gain=(1.1, 1.5),
        takes=(8, 10),
        attendance=Attendance(usual=0.9, sparse=0.45, sparse_from=(3, 4), stops_after=(6, 8)),
        facts=Facts(turns_at=(2, 3), alliance_falls=(3, 5), willingness=(6.0, 7.0), willingness_falls=(4, 5)),
    ),
    Story(
        "deterioration",
        "Getting worse",
        "reliably worse within three months",
        places=2,
        start=(-0.3, 1.0),
        gain=(-1.5, -1.2),
        flat_for=(0, 3),
        takes=(5, 9),
    ),
    Story(
        "early_dropout",
        "Not heard from",
        "comes a few times and then no more",
        places=1,
        start=(0.3, 2.4),
        gain=(0.1, 0.4),
        takes=(4, 8),
        attendance=Attendance(usual=1.0, stops_after=(1.0, 3.9)),
        facts=Facts(alliance=(5.5, 8.0), willingness=(4.5, 7.0)),
    ),
    Story(
        "below_cutoff",
        "Starts in the usual range",
        "below the cutoff from the first session on",
        places=1,
        start=(-1.2, -0.35),
    ),
    Story(
        "stay_well",
        "Stays well",
        "long-term support whose aim is to stay well; steady, a little above the cutoff",
        places=1,
        start=(0.15, 0.6),
        later=(-0.05, 0.05),
        aim="stay_well",
    ),
    Story(
        "just_started",
        "Just started",
        "in the first two weeks, too early to tell",
        places=1,
        start=(0.3, 2.4),
        gain=(1.3, 1.8),
        takes=(6, 10),
        attendance=Attendance(usual=1.0, started_weeks_ago=(1.0, 1.9)),
    ),
)

BY_CODE: Mapping[str, Story] = {story.code: story for story in STORIES}

IN_PRACTICE = ("long_stall", "plateau", "late_responder", "life_areas_hit", "disengaged", "recovered")
"""The stories that the practice page names; the others make a caseload whole."""
