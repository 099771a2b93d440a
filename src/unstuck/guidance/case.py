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
    "transfer",
    "discharge_no_contact",
    "report_concern",
    "couple_or_family_work",
]
WorkedWith = Literal["individual", "couple", "family", "group"]
Setting = Literal["in_person", "phone", "video", "outreach"]
EndsBecause = Literal["agency_limit", "funding", "client_moves", "worker_leaves", "other"]
ConcernKind = Literal[
    "suicide",
    "self_harm",
    "violence_at_home",
    "child_at_risk",
    "adult_at_risk",
    "self_neglect",
    "exploitation",
    "harm_to_others",
    "stalking",
    "psychosis",
    "withdrawal",
    "overdose",
    "medical",
    "other",
]
ConcernRole = Literal["at_risk", "may_harm", "both"]
AdherenceBarrier = Literal[
    "side_effects", "cost", "access", "forgetting", "does_not_help", "does_not_want", "stigma", "other"
]
AnotherWorkerReason = Literal["felt_harmed", "gender", "language", "fit", "other"]
Age = Literal["child", "young_person", "adult", "older_adult"]


@dataclass(frozen=True)
class Progress:
    """What the scores say: the state, how probable, and since how many weeks."""

    state: State
    probability: float | None = None
    weeks_in_state: float | None = None


@dataclass(frozen=True)
class Treatment:
    """The treatment so far; `weeks` since it began.

    `issues` are codes that a person chose or confirmed, `presenting_problems` free text. `ends_in_weeks`: a limit that
    is not the client's choice. `worked_with` is `for` in CASE.json.
    """

    weeks: float | None = None
    sessions_attended: int | None = None
    sessions_missed_recently: int | None = None
    goals_met: GoalsMet | None = None
    presenting_problems: tuple[str, ...] | None = None
    aim: Aim | None = None
    mandated: bool | None = None
    issues: tuple[str, ...] | None = None
    worked_with: WorkedWith | None = None
    setting: Setting | None = None
    ends_in_weeks: float | None = None
    ends_because: EndsBecause | None = None


@dataclass(frozen=True)
class Concern:
    """A risk with a life of its own (S). `weeks_ago` since its latest sign; `assessed`: in words, after that sign.

    `plan` and `means`: the client has a plan, the means are within reach; `safety_plan`: one is in force. A site
    knows two things that a case file does not say: `look_again`, the day that was agreed for looking again has come;
    `helped`, a person recorded that medical help was arranged.
    """

    kind: ConcernKind
    role: ConcernRole | None = None
    weeks_ago: float | None = None
    assessed: bool | None = None
    assessed_weeks_ago: float | None = None
    imminent: bool | None = None
    plan: bool | None = None
    means: bool | None = None
    past_attempt: bool | None = None
    safety_plan: bool | None = None
    reported: bool | None = None
    closed: bool | None = None
    look_again: bool = False
    helped: bool = False


@dataclass(frozen=True)
class Safety:
    """Concerns, and the older facts, which count as concerns: signs of risk, and whether a person assessed them."""

    suicide_item_above_zero: bool | None = None
    crisis: bool | None = None
    assessed_since: bool | None = None
    other_risk: OtherRisk | None = None
    imminent: bool | None = None
    concerns: tuple[Concern, ...] | None = None


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
    adherence_barriers: tuple[AdherenceBarrier, ...] | None = None


@dataclass(frozen=True)
class LifeArea:
    """How one area of life is going, from 0 (very badly) to 10 (very well), and what was said about it."""

    rating: float | None = None
    negatively_affected: bool | None = None
    wants_help: bool | None = None
    imminent_loss: bool | None = None
    lost_already: bool | None = None


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
    another_worker_reason: AnotherWorkerReason | None = None
    stay_on: bool | None = None
    different_measure: bool | None = None


@dataclass(frozen=True)
class Client:
    """Facts about the client that change what is wise. `safe_contact_known`: a way that puts nobody at risk."""

    age: Age | None = None
    children_in_home: bool | None = None
    pregnant: bool | None = None
    interpreter_needed: bool | None = None
    interpreter_arranged: bool | None = None
    culture_or_faith_matters: bool | None = None
    decides_with_guardian: bool | None = None
    physical_symptoms: bool | None = None
    safe_contact_known: bool | None = None


@dataclass(frozen=True)
class Contact:
    """Whether the client is heard from: weeks since anybody heard, and tries to reach them since then."""

    weeks_since: float | None = None
    attempts: int | None = None
    ways_tried: int | None = None
    welfare_check: bool | None = None


@dataclass(frozen=True)
class Advocacy:
    """What is asked for on the client's behalf (D.6). Only who follows it knows; CASE.json has no place for it.

    `days_left`: until the first last day that nobody has met yet, below zero once it has passed. `refused`: how many
    answers of no nobody has acted on. `due`: how many tasks are to be taken up today.
    """

    days_left: int | None = None
    refused: int = 0
    due: int = 0


@dataclass(frozen=True)
class Worker:
    """The worker's own side: theirs alone, shown to nobody else and in no report (B.6)."""

    unsure: bool | None = None
    strong_feelings: bool | None = None
    outside_competence: bool | None = None
    dual_relationship: bool | None = None
    leaving: bool | None = None
    overloaded: bool | None = None


@dataclass(frozen=True)
class Case:
    """All facts about a case. `considering` is what the worker has in mind: thoughts, not facts.

    `referrals_ended`: none is open, and some were made. Only who followed them knows it; CASE.json has no place for it.
    `own_words`: what the client said besides what brought them; a record that keeps it is asked about it as well (S.1).
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
    client: Client = field(default_factory=Client)
    contact: Contact = field(default_factory=Contact)
    worker: Worker = field(default_factory=Worker)
    advocacy: Advocacy = field(default_factory=Advocacy)
    own_words: tuple[str, ...] = ()
