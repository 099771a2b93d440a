"""The facts of a case, as in the contract `case.schema.json`. What is unknown is None, and never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

State = Literal["too_early", "on_track", "watch", "stalled", "deteriorating", "improved", "recovered"]
GoalsMet = Literal["all", "some", "none"]
Aim = Literal["change", "stay_well"]
OtherRisk = Literal["violence_at_home", "harm_to_child_or_elder", "harm_to_others", "psychosis_or_withdrawal"]
Agreed = Literal["medication", "therapy", "community_support"]
AGREED: tuple[Agreed, ...] = get_args(Agreed)
"""What is agreed with a client and followed (A.3), in the order in which it is asked about."""

Adherence = Literal["as_agreed", "partly", "not"]
ConsultationStatus = Literal["asked", "answered", "acted_on"]
Thought = Literal[
    "more_sessions",
    "push_harder",
    "continue_same",
    "replace_worker",
    "revisit_past_trauma",
    "research_methods",
    "end_treatment",
    "change_approach",
    "consult_colleague",
    "outside_resources",
    "medication_change",
]


@dataclass(frozen=True)
class Progress:
    """What the scores say: the state, how probable, and since how many weeks."""

    state: State
    probability: float | None = None
    weeks_in_state: float | None = None


@dataclass(frozen=True)
class Treatment:
    """The treatment so far; `weeks` since it began."""

    weeks: float | None = None
    sessions_attended: int | None = None
    sessions_missed_recently: int | None = None
    goals_met: GoalsMet | None = None
    presenting_problems: tuple[str, ...] | None = None
    aim: Aim | None = None
    mandated: bool | None = None


@dataclass(frozen=True)
class Safety:
    """Signs of risk, and whether a person has assessed them since."""

    suicide_item_above_zero: bool | None = None
    crisis: bool | None = None
    assessed_since: bool | None = None
    other_risk: OtherRisk | None = None
    imminent: bool | None = None


@dataclass(frozen=True)
class Engagement:
    """Engagement in the client's words; values from 0 to 10, changes of late."""

    willingness: float | None = None
    willingness_change: float | None = None
    alliance: float | None = None
    alliance_change: float | None = None
    adherence: Mapping[Agreed, Adherence] | None = None
    sceptical_or_withdrawn: bool | None = None
    readiness_to_change: float | None = None
    access_barriers: tuple[str, ...] | None = None
    strengths: tuple[str, ...] | None = None


@dataclass(frozen=True)
class LifeArea:
    """How one area of life is going, from 0 (very badly) to 10 (very well), and what was said about it."""

    rating: float | None = None
    negatively_affected: bool | None = None
    wants_help: bool | None = None
    imminent_loss: bool | None = None


@dataclass(frozen=True)
class Consultation:
    """A colleague was consulted so many weeks ago. Without a status it counts as answered."""

    weeks_ago: float
    status: ConsultationStatus | None = None
    about_this_stall: bool | None = None


@dataclass(frozen=True)
class Approach:
    """An approach that was tried; one that has not ended is present."""

    code: str
    started_weeks_ago: float
    ended_weeks_ago: float | None = None
    scores_since: int | None = None
    integrates_trauma_work: bool | None = None


@dataclass(frozen=True)
class ClientWishes:
    """What the client wishes."""

    end_treatment: bool | None = None
    another_worker: bool | None = None
    try_something_different: bool | None = None
    preferred_approaches: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Case:
    """All facts about a case. `considering` is what the worker has in mind: thoughts, not facts.

    `referrals_ended`: none is open, and some were made. Only who followed them knows it; CASE.json has no place for it.
    """

    progress: Progress
    treatment: Treatment = field(default_factory=Treatment)
    safety: Safety = field(default_factory=Safety)
    engagement: Engagement = field(default_factory=Engagement)
    life_areas: Mapping[str, LifeArea] | None = None
    consultations: tuple[Consultation, ...] | None = None
    approaches: tuple[Approach, ...] | None = None
    referrals_open: int | None = None
    client_wishes: ClientWishes = field(default_factory=ClientWishes)
    considering: tuple[Thought, ...] = ()
    life_areas_asked_weeks_ago: float | None = None
    referrals_ended: bool | None = None
