"""Reading a plan, always of an episode that the reader may see, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from unstuck.guidance.options import CameOf
from unstuck.progress.goal_attainment import t_score
from unstuck.web.caseload.cases import Facts, facts_about
from unstuck.web.caseload.fact_choices import approach_called
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.plans.models import (
    ApproachEndReason,
    ChosenBy,
    ClientWords,
    ClientWordsTopic,
    Goal,
    GoalRating,
    GoalStep,
    GoalWording,
    LedgerEntry,
    PlanPart,
    PlanPartStep,
)


@dataclass(frozen=True)
class GoalHistory:
    """A goal with its ratings, steps and wordings in order of time."""

    goal: Goal
    ratings: Sequence[GoalRating]
    steps: Sequence[GoalStep]
    wordings: Sequence[GoalWording]

    @property
    def is_described(self) -> bool:
        """True where its steps are described: from then on it is rated."""
        return bool(self.ratings)

    @property
    def now(self) -> GoalRating | None:
        """The latest rating; the last recorded of its day. None until its steps are described."""
        return self.ratings[-1] if self.ratings else None

    @property
    def first(self) -> GoalRating | None:
        """Where the client stood when its steps were described."""
        return self.ratings[0] if self.ratings else None

    @property
    def chosen_by(self) -> ChosenBy:
        """Who chose it."""
        return ChosenBy(self.goal.chosen_by)

    @property
    def level_words(self) -> str:
        """What the present level looks like, in the client's words; empty until its steps are described."""
        return dict(self.goal.levels)[self.now.level] if self.now else ""


@dataclass(frozen=True)
class ClientWordsHistory:
    """The client's words, and the row that ended them, if any."""

    words: ClientWords
    ended: ClientWords | None


@dataclass(frozen=True)
class PlanPartHistory:
    """A part of the plan and what became of it."""

    part: PlanPart
    steps: Sequence[PlanPartStep]

    @property
    def chosen_by(self) -> ChosenBy:
        """Who chose it."""
        return ChosenBy(self.part.chosen_by)


@dataclass(frozen=True)
class ClientPlan:
    """Goals, the client's words by topic, and what was agreed."""

    goals: Sequence[GoalHistory]
    words: Mapping[ClientWordsTopic, Sequence[ClientWordsHistory]]
    parts: Sequence[PlanPartHistory]

    @property
    def working(self) -> list[GoalHistory]:
        """The goals that are worked on."""
        return [row for row in self.goals if row.goal.state == "working"]

    @property
    def closed(self) -> list[GoalHistory]:
        """The goals that were reached or set aside."""
        return [row for row in self.goals if row.goal.state != "working"]

    @property
    def counted(self) -> list[GoalHistory]:
        """The goals that count towards the T-score: those whose steps are described and that were not set aside."""
        return [row for row in self.goals if row.is_described and row.goal.state != "set_aside"]

    @cached_property
    def t_now(self) -> float | None:
        """Goal attainment now, 50 where all is as expected; None without goals (Kiresuk and Sherman 1968)."""
        return _attained([(row.ratings[-1].level, row.goal.weight) for row in self.counted])

    @cached_property
    def t_first(self) -> float | None:
        """Goal attainment when the goals were set."""
        return _attained([(row.ratings[0].level, row.goal.weight) for row in self.counted])

    @property
    def agreed(self) -> list[PlanPartHistory]:
        """The parts that are still agreed."""
        return [row for row in self.parts if row.part.state == "agreed"]

    def words_now(self, topic: ClientWordsTopic) -> list[ClientWords]:
        """Return what the client said about a topic, unless it is no longer so."""
        return [row.words for row in self.words.get(topic, ()) if row.ended is None]

    @property
    def is_empty(self) -> bool:
        """True where nothing was ever planned."""
        return not (self.goals or self.words or self.parts)


def _attained(weighted: Sequence[tuple[int, int]]) -> float | None:
    """Return the T-score of levels, each with its weight."""
    return (
        t_score([level for level, _weight in weighted], [weight for _level, weight in weighted]) if weighted else None
    )


def plan_of(episode: Episode) -> ClientPlan:
    """Return the plan of an episode, in seven queries."""
    return ClientPlan(_goals(episode), _words(episode), _parts(episode))


def working_goals(episode: Episode) -> list[GoalHistory]:
    """Return the goals that are worked on, without their steps and earlier wordings, in two queries."""
    ratings = _by_goal(rows_of(_working_ratings, episode.pk))
    return [GoalHistory(goal, ratings[goal.pk], (), ()) for goal in rows_of(_working_by_weight, episode.pk)]


def _working_ratings(episode: int) -> QuerySet[GoalRating]:
    return _in_time(GoalRating.objects.filter(goal__episode=episode, goal__state="working"))


def _working_by_weight(episode: int) -> QuerySet[Goal]:
    return _by_weight(episode).filter(state="working")


def has_goals(episode: int) -> bool:
    """True where a goal of the client, by the row id of the episode, is written down and was not set aside."""
    return Goal.objects.filter(episode=episode, state__in=("working", "reached")).exists()


def _goals(episode: Episode) -> list[GoalHistory]:
    rated = GoalRating.objects.filter(goal__episode=episode)
    ratings = _by_goal(_in_time(rated.select_related("recorded_by")))
    steps: dict[int, list[GoalStep]] = defaultdict(list)
    for step in GoalStep.objects.filter(goal__episode=episode).order_by("at", "id"):
        steps[step.goal_id].append(step)
    wordings: dict[int, list[GoalWording]] = defaultdict(list)
    for wording in GoalWording.objects.filter(goal__episode=episode).order_by("recorded_at", "id"):
        wordings[wording.goal_id].append(wording)
    return [GoalHistory(goal, ratings[goal.pk], steps[goal.pk], wordings[goal.pk]) for goal in _by_weight(episode.pk)]


def _in_time(rated: QuerySet[GoalRating]) -> QuerySet[GoalRating]:
    return rated.order_by("on", "recorded_at", "id")


def _by_goal(rated: Iterable[GoalRating]) -> dict[int, list[GoalRating]]:
    by_goal: dict[int, list[GoalRating]] = defaultdict(list)
    for rating in rated:
        by_goal[rating.goal_id].append(rating)
    return by_goal


def _by_weight(episode: int) -> QuerySet[Goal]:
    return Goal.objects.filter(episode=episode).order_by("-weight", "on", "id")


def _words(episode: Episode) -> dict[ClientWordsTopic, list[ClientWordsHistory]]:
    rows = list(ClientWords.objects.filter(episode=episode).select_related("recorded_by"))
    ends = {row.ends_id: row for row in rows if row.ends_id is not None}
    by_topic: dict[ClientWordsTopic, list[ClientWordsHistory]] = defaultdict(list)
    for row in reversed(rows):
        if row.ends_id is None:
            by_topic[ClientWordsTopic(row.kind)].append(ClientWordsHistory(row, ends.get(row.pk)))
    return {topic: by_topic[topic] for topic in ClientWordsTopic if topic in by_topic}


def _parts(episode: Episode) -> list[PlanPartHistory]:
    steps: dict[int, list[PlanPartStep]] = defaultdict(list)
    for step in PlanPartStep.objects.filter(part__episode=episode).order_by("at", "id"):
        steps[step.part_id].append(step)
    parts = PlanPart.objects.filter(episode=episode).select_related("goal").order_by("on", "id")
    return [PlanPartHistory(part, steps[part.pk]) for part in parts]


@dataclass(frozen=True)
class LedgerLine:
    """One approach with its first and last day. `began`, `ended`: who chose and why, where it was chosen on a plan."""

    name: str
    code: str
    first: ApproachStep
    last: ApproachStep | None
    began: LedgerEntry | None
    ended: LedgerEntry | None

    @property
    def going_on(self) -> bool:
        """True while it is in use."""
        return self.last is None

    @property
    def chosen_by(self) -> str:
        """Who chose it, in words; empty where nobody recorded it."""
        return ChosenBy(self.began.chosen_by).words if self.began else ""

    @property
    def why_ended(self) -> str:
        """Why it ended, in words; empty where nobody recorded it."""
        return ApproachEndReason(self.ended.because).words if self.ended and self.ended.because else ""


def ledger(episode: Episode, facts: Facts | None = None) -> list[LedgerLine]:
    """Return the approaches of an episode, the latest first. `facts`: if they have been read already."""
    facts = facts or facts_about(episode)
    entries = {entry.step_id: entry for entry in LedgerEntry.objects.filter(step__episode=episode)}
    lines = [
        LedgerLine(
            name=approach_called(period.began.code),
            code=period.began.code,
            first=period.began,
            last=period.ended,
            began=entries.get(period.began.pk),
            ended=entries.get(period.ended.pk) if period.ended else None,
        )
        for period in facts.approaches
    ]
    return sorted(lines, key=lambda line: (line.first.on, line.first.pk), reverse=True)


_CAME_OF: Mapping[str, CameOf] = {
    ApproachEndReason.HELPED: "helped",
    ApproachEndReason.NO_GAIN: "no_gain",
    ApproachEndReason.WORSE: "worse",
    ApproachEndReason.NOT_WANTED: "not_wanted",
}


def came_of(lines: Sequence[LedgerLine]) -> dict[str, CameOf]:
    """Return by code what came of the approaches that ended, where it is recorded; the latest ending counts."""
    results: dict[str, CameOf] = {}
    ended = sorted((line for line in lines if line.last), key=lambda line: line.last.on if line.last else date.min)
    for line in ended:
        if line.ended and line.ended.because in _CAME_OF:
            results[line.code] = _CAME_OF[line.ended.because]
    return results
