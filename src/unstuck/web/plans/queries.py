"""Reading a plan, always of an episode that came through the gate, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from unstuck.guidance.options import CameOf
from unstuck.progress.goal_attainment import t_score
from unstuck.web.caseload.cases import Facts, facts_of
from unstuck.web.caseload.models import ApproachStep, Episode
from unstuck.web.caseload.questions import approach_called
from unstuck.web.plans.models import (
    Because,
    Chosen,
    Goal,
    GoalRating,
    GoalStep,
    Kind,
    LedgerEntry,
    Part,
    PartStep,
    Said,
)


@dataclass(frozen=True)
class GoalStory:
    """A goal with its ratings and steps in order of time."""

    goal: Goal
    ratings: Sequence[GoalRating]
    steps: Sequence[GoalStep]

    @property
    def now(self) -> GoalRating:
        """The latest rating; of one day, the one recorded last. A goal is rated when it is set."""
        return self.ratings[-1]

    @property
    def first(self) -> GoalRating:
        """Where the client stood when the goal was set."""
        return self.ratings[0]

    @property
    def chosen_by(self) -> Chosen:
        """Who chose it."""
        return Chosen(self.goal.chosen_by)

    @property
    def level_words(self) -> str:
        """What the level of now looks like, in the client's words."""
        return dict(self.goal.levels)[self.now.level]


@dataclass(frozen=True)
class SaidStory:
    """The client's words, and the row that says that they are no longer so."""

    said: Said
    ended: Said | None


@dataclass(frozen=True)
class PartStory:
    """A part of the plan and what became of it."""

    part: Part
    steps: Sequence[PartStep]

    @property
    def chosen_by(self) -> Chosen:
        """Who chose it."""
        return Chosen(self.part.chosen_by)


@dataclass(frozen=True)
class Plan:
    """Goals, the client's words by kind, and what was agreed."""

    goals: Sequence[GoalStory]
    said: Mapping[Kind, Sequence[SaidStory]]
    parts: Sequence[PartStory]

    @property
    def working(self) -> list[GoalStory]:
        """The goals that are worked on."""
        return [one for one in self.goals if one.goal.state == "working"]

    @property
    def closed(self) -> list[GoalStory]:
        """The goals that were reached or set aside."""
        return [one for one in self.goals if one.goal.state != "working"]

    @property
    def counted(self) -> list[GoalStory]:
        """The goals that count towards the T-score: those that were not set aside."""
        return [one for one in self.goals if one.goal.state != "set_aside"]

    @cached_property
    def t_now(self) -> float | None:
        """Goal attainment now, 50 where all is as expected; None without goals (Kiresuk and Sherman 1968)."""
        return _attained([(one.now.level, one.goal.weight) for one in self.counted])

    @cached_property
    def t_first(self) -> float | None:
        """Goal attainment when the goals were set."""
        return _attained([(one.first.level, one.goal.weight) for one in self.counted])

    @property
    def agreed(self) -> list[PartStory]:
        """The parts that hold."""
        return [one for one in self.parts if one.part.state == "agreed"]

    def now(self, kind: Kind) -> list[SaidStory]:
        """Return what the client said of a kind and did not take back."""
        return [one for one in self.said.get(kind, ()) if one.ended is None]

    @property
    def is_empty(self) -> bool:
        """True where nothing was ever planned."""
        return not (self.goals or self.said or self.parts)


def _attained(found: Sequence[tuple[int, int]]) -> float | None:
    return t_score([level for level, _weight in found], [weight for _level, weight in found]) if found else None


def plan_of(episode: Episode) -> Plan:
    """Return the plan of an episode, in six queries."""
    return Plan(_goals(episode), _said(episode), _parts(episode))


def working_goals(episode: Episode) -> list[GoalStory]:
    """Return the goals that are worked on, without the steps of their state, in two queries."""
    ratings = _ratings(GoalRating.objects.filter(goal__episode=episode, goal__state="working"))
    return [GoalStory(goal, ratings[goal.pk], ()) for goal in _by_weight(episode).filter(state="working")]


def _goals(episode: Episode) -> list[GoalStory]:
    rated = GoalRating.objects.filter(goal__episode=episode)
    ratings = _ratings(rated.select_related("recorded_by"))
    steps: dict[int, list[GoalStep]] = defaultdict(list)
    for step in GoalStep.objects.filter(goal__episode=episode).order_by("recorded_at", "id"):
        steps[step.goal_id].append(step)
    return [GoalStory(goal, ratings[goal.pk], steps[goal.pk]) for goal in _by_weight(episode)]


def _ratings(rated: QuerySet[GoalRating]) -> dict[int, list[GoalRating]]:
    found: dict[int, list[GoalRating]] = defaultdict(list)
    for rating in rated.order_by("on", "recorded_at", "id"):
        found[rating.goal_id].append(rating)
    return found


def _by_weight(episode: Episode) -> QuerySet[Goal]:
    return Goal.objects.filter(episode=episode).order_by("-weight", "on", "id")


def _said(episode: Episode) -> dict[Kind, list[SaidStory]]:
    rows = list(Said.objects.filter(episode=episode).select_related("recorded_by"))
    ends = {row.ends_id: row for row in rows if row.ends_id is not None}
    found: dict[Kind, list[SaidStory]] = defaultdict(list)
    for row in reversed(rows):
        if row.ends_id is None:
            found[Kind(row.kind)].append(SaidStory(row, ends.get(row.pk)))
    return {kind: found[kind] for kind in Kind if kind in found}


def _parts(episode: Episode) -> list[PartStory]:
    steps: dict[int, list[PartStep]] = defaultdict(list)
    for step in PartStep.objects.filter(part__episode=episode).order_by("recorded_at", "id"):
        steps[step.part_id].append(step)
    parts = Part.objects.filter(episode=episode).select_related("goal").order_by("on", "id")
    return [PartStory(part, steps[part.pk]) for part in parts]


@dataclass(frozen=True)
class LedgerLine:
    """One approach from when to when. `began` and `ended` say who chose and why, where it was chosen on a plan."""

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
        return Chosen(self.began.chosen_by).words if self.began else ""

    @property
    def why_ended(self) -> str:
        """Why it ended, in words; empty where nobody recorded it."""
        return Because(self.ended.because).words if self.ended and self.ended.because else ""


def ledger(episode: Episode, facts: Facts | None = None) -> list[LedgerLine]:
    """Return the approaches of an episode, the latest first. `facts`: where they were read already."""
    known = facts or facts_of([episode.pk])[episode.pk]
    entries = {entry.step_id: entry for entry in LedgerEntry.objects.filter(step__episode=episode)}
    lines = [
        LedgerLine(
            name=approach_called(one.began.code),
            code=one.began.code,
            first=one.began,
            last=one.ended,
            began=entries.get(one.began.pk),
            ended=entries.get(one.ended.pk) if one.ended else None,
        )
        for one in known.approaches
    ]
    return sorted(lines, key=lambda line: (line.first.on, line.first.pk), reverse=True)


_CAME_OF: Mapping[str, CameOf] = {
    Because.HELPED: "helped",
    Because.NO_GAIN: "no_gain",
    Because.WORSE: "worse",
    Because.NOT_WANTED: "not_wanted",
}


def came_of(lines: Sequence[LedgerLine]) -> dict[str, CameOf]:
    """Return by code what came of the approaches that ended, the latest ending first, where it is recorded."""
    found: dict[str, CameOf] = {}
    ended = sorted((one for one in lines if one.last), key=lambda one: one.last.on if one.last else date.min)
    for line in ended:
        if line.ended and line.ended.because in _CAME_OF:
            found[line.code] = _CAME_OF[line.ended.because]
    return found
