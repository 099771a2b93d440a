"""What is recorded about a case, as the facts that `guidance` reads: the same as a CASE.json for `unstuck advise`.

Of every question the latest answer holds: by the day it is true of, then by when it was recorded. What was never
asked stays unknown. Durations are weeks with one decimal, as in CASE.json.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import count
from typing import Any, TypeVar

from django.db.models import Max, QuerySet, TextChoices

from unstuck.guidance import Case, default_thresholds
from unstuck.guidance import case as known
from unstuck.guidance.approach import had_its_weeks
from unstuck.guidance.case import AGREED, Progress
from unstuck.guidance.consultation import reply_overdue
from unstuck.guidance.contact import is_silent
from unstuck.guidance.engagement import change_of
from unstuck.guidance.life_areas import area_codes
from unstuck.guidance.tables import FactPattern
from unstuck.guidance.thresholds import Thresholds
from unstuck.web.caseload.case_parts import CasePart, parts_of
from unstuck.web.caseload.fact_rows import History, counting_rows, is_contributed, tell_who, those_that_count
from unstuck.web.caseload.models import (
    KINDS,
    Adherence,
    ApproachStep,
    Care,
    Circumstances,
    Consideration,
    ConsultationProgress,
    ConsultationStep,
    Engagement,
    Episode,
    Fact,
    LifeArea,
    Score,
    Thought,
    Wishes,
)
from unstuck.web.components.prepared_queries import rows_of

READ = tuple(name for name in KINDS if name != "safety")
"""The kinds that make a case. Risks that were recorded before there were concerns are concerns now (`safety`)."""

AnyFact = TypeVar("AnyFact", bound=Fact)


@dataclass(frozen=True)
class RecordedConsultation:
    """The steps of one consultation, in order of time."""

    steps: tuple[ConsultationStep, ...]

    @property
    def status(self) -> ConsultationProgress:
        """How far it has come."""
        return max((ConsultationProgress(step.step) for step in self.steps), key=list(ConsultationProgress).index)

    @property
    def on(self) -> date:
        """When the colleague answered; until then, when they were asked."""
        return {one.step: one.on for one in self.steps}.get(ConsultationProgress.ANSWERED, self.steps[0].on)

    @property
    def about_this_stall(self) -> bool | None:
        """Whether it is about the present stall, None where nobody said."""
        return None if (answer := _latest(self.steps, "about_this_stall")) is None else bool(answer)


@dataclass(frozen=True)
class Approach:
    """One approach, from when to when."""

    began: ApproachStep
    ended: ApproachStep | None


@dataclass(frozen=True)
class Facts:
    """What is known of one episode, kind by kind, in order of time: what workers recorded, and what rooms contribute.

    Withdrawn rows are not among it.
    """

    care: tuple[Care, ...] = ()
    engagement: tuple[Engagement, ...] = ()
    life_areas: tuple[LifeArea, ...] = ()
    wishes: tuple[Wishes, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    consultation: tuple[ConsultationStep, ...] = ()
    approach: tuple[ApproachStep, ...] = ()
    circumstances: tuple[Circumstances, ...] = ()
    started_on: date | None = None
    score_days: tuple[date, ...] = ()
    parts: tuple[CasePart, ...] = ()

    @property
    def told(self) -> tuple[tuple[Fact, ...], ...]:
        """What is recorded in the client's own words, theme by theme."""
        return (self.engagement, self.life_areas, self.wishes, self.circumstances)

    @property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which a limit is crossed: a reply is overdue, an approach had its time, or a room says so."""
        reply, given = _days_until(reply_overdue), _days_until(had_its_weeks)
        overdue = [one.on + reply for one in self.consultations if one.status == ConsultationProgress.ASKED]
        grown = [one.began.on + given for one in self.approaches if one.ended is None]
        silent = [self.heard_on + _days_until(is_silent)] if self.heard_on else []
        return tuple(sorted({*overdue, *grown, *silent, *(day for part in self.parts for day in part.turning_days)}))

    @cached_property
    def heard_on(self) -> date | None:
        """The last day on which the client is known to have told anything: a score, or what only they could answer."""
        asked = (row.on for row in (*self.engagement, *self.life_areas, *self.wishes))
        told = (part.heard_on for part in self.parts)
        return max((*asked, *self.score_days[-1:], *(day for day in told if day)), default=None)

    @cached_property
    def consultations(self) -> tuple[RecordedConsultation, ...]:
        """The consultations, by their first step. Where the first step was withdrawn, the later ones do not count."""
        first = [one for one in self.consultation if one.follows_id is None]
        later: dict[int, list[ConsultationStep]] = defaultdict(list)
        for one in self.consultation:
            if one.follows_id is not None:
                later[one.follows_id].append(one)
        return tuple(RecordedConsultation((one, *later[one.pk])) for one in first)

    @cached_property
    def approaches(self) -> tuple[Approach, ...]:
        """The approaches, by their beginning."""
        ends = {one.ends_id: one for one in self.approach if one.ends_id is not None}
        return tuple(Approach(one, ends.get(one.pk)) for one in self.approach if one.ends_id is None)

    @property
    def rows(self) -> tuple[Fact, ...]:
        """All rows, by theme, in order of time."""
        return tuple(row for name in READ for row in getattr(self, name))

    def until(self, day: date) -> Facts:
        """Return what is true of a day or of one before it."""
        past: dict[str, Any] = {name: tuple(row for row in getattr(self, name) if row.on <= day) for name in READ}
        return replace(self, score_days=tuple(scored for scored in self.score_days if scored <= day), **past)


@cache
def _days_until(crossed: Callable[[float, Thresholds], bool]) -> timedelta:
    """Return after how many days a rule of `guidance` about weeks first holds."""
    start, limits = date.min, default_thresholds()
    days = (timedelta(days=n) for n in count())
    return next(passed for passed in days if crossed(weeks(start, start + passed), limits))


NOTHING_RECORDED = Facts()


def facts_about(episode: Episode, ever: History | None = None) -> Facts:
    """Return what is known of one episode that is in hand. `ever`: its history, where that was read already."""
    read = {name: those_that_count(ever[name]) for name in READ} if ever else None
    return facts_of([episode.pk], began={episode.pk: episode.started_on}, read=read)[episode.pk]


def facts_of(
    episodes: Sequence[int], *, began: Mapping[int, date] | None = None, names: bool = True, read: History | None = None
) -> Mapping[int, Facts]:
    """Return what is known of each episode, in a constant number of queries: one for each kind, and for each reader.

    `began`: when each began, `read`: all its rows, where known already. `names`: whether anybody asks who recorded one.
    """
    if read is None:
        read = {name: counting_rows(name, episodes) for name in READ}
        if names:
            tell_who([row for rows in read.values() for row in rows])
    rows_by_episode: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, rows in read.items():
        for episode, episode_rows in _by_episode(rows).items():
            rows_by_episode[episode][name] = episode_rows
    for episode, parts in parts_of(episodes).items():
        rows_by_episode[episode]["parts"] = parts
    days = _score_days([episode for episode, tables in rows_by_episode.items() if "approach" in tables])
    days |= {episode: (last,) for episode, last in _last_scores(episodes).items() if episode not in days}
    found = {*rows_by_episode, *days}
    if began is None:
        began = dict(Episode.objects.filter(pk__in=found).values_list("pk", "started_on"))
    facts = {
        episode: Facts(**rows_by_episode[episode], started_on=began[episode], score_days=days.get(episode, ()))
        for episode in found
    }
    return dict.fromkeys(episodes, NOTHING_RECORDED) | facts


def _by_episode(rows: Iterable[Fact]) -> dict[int, tuple[Fact, ...]]:
    grouped: dict[int, list[Fact]] = defaultdict(list)
    for row in rows:
        grouped[row.episode_id].append(row)
    return {episode: tuple(episode_rows) for episode, episode_rows in grouped.items()}


def _score_days(episodes: Sequence[int]) -> dict[int, tuple[date, ...]]:
    """Return the days with a counting score. Two questionnaires on one day are one occasion."""
    days: dict[int, set[date]] = defaultdict(set)
    for episode, on in rows_of(_scored_on, tuple(episodes)):
        days[episode].add(on)
    return {episode: tuple(sorted(scored)) for episode, scored in days.items()}


def _last_scores(episodes: Sequence[int]) -> dict[int, date]:
    """Return the day of each episode's last counting score."""
    return dict(rows_of(_last_scored_on, tuple(episodes)))


def _scored_on(episodes: Sequence[int]) -> QuerySet[Score, tuple[int, date]]:
    return Score.objects.filter(episode__in=episodes, withdrawn_at=None).values_list("episode", "on")


def _last_scored_on(episodes: Sequence[int]) -> QuerySet[Score, tuple[int, date]]:
    counting = Score.objects.filter(episode__in=episodes, withdrawn_at=None).order_by()
    return counting.values_list("episode").annotate(last=Max("on"))


def case_of(facts: Facts, progress: Progress, day: date) -> Case:
    """Return the case as of a day. What nobody recorded is left out and never guessed."""
    seen = facts.until(day)
    case = Case(
        progress=progress,
        treatment=_treatment(seen, day),
        engagement=_engagement(seen.engagement),
        life_areas=_life_areas(seen.life_areas),
        consultations=_consultations(seen, day),
        approaches=_approaches(seen, day),
        referrals_open=_latest(seen.care, "referrals_open"),
        client_wishes=_wishes(seen.wishes),
        considering=_considering(seen.thoughts),
        life_areas_asked_weeks_ago=weeks(max(row.on for row in seen.life_areas), day) if seen.life_areas else None,
        referrals_ended=_referrals_ended(seen.care),
        own_words=tuple(row.words for rows in seen.told for row in rows if row.words and row.on == rows[-1].on),
        client=known.Client(**_latest_of(seen.circumstances, Circumstances.QUESTIONS)),
        contact=known.Contact(weeks_since=None if seen.heard_on is None else weeks(min(seen.heard_on, day), day)),
    )
    for part in facts.parts:
        case = part.complete(case, day)
    return case


def weeks(since: date, day: date) -> float:
    """Return the weeks from one day to another, to one decimal: a day more is always seen."""
    return round((day - since).days / 7, 1)


def rows_that_answer(rows: Iterable[AnyFact], *questions: str) -> list[AnyFact]:
    """Return the rows in which at least one of these questions was asked, in their order."""
    return [row for row in rows if any(getattr(row, name) is not None for name in questions)]


def clients_own(rows: Sequence[AnyFact], question: str) -> list[AnyFact]:
    """Return the rows that count for a question: where the client answered it, theirs alone (A.1)."""
    asked = rows_that_answer(rows, question)
    return [row for row in asked if is_contributed(row)] or asked


def answers_to(rows: Iterable[Fact], question: str) -> list[Any]:
    """Return the answers to one question, in the order of the rows; what was not asked is left out."""
    return [getattr(row, question) for row in rows_that_answer(rows, question)]


def matching(facts: Facts, pattern: FactPattern) -> list[Fact]:
    """Return the facts that a pattern of `guidance` counts, in order of time."""
    rows: Sequence[Fact] = getattr(facts, pattern.theme)
    return [row for row in rows if _matches(row, pattern)]


def _matches(row: Fact, pattern: FactPattern) -> bool:
    if pattern.entry == "first":
        return isinstance(row, ConsultationStep | ApproachStep) and _begins(row)
    if pattern.entry == "reply":
        replies = (ConsultationProgress.ANSWERED, ConsultationProgress.ACTED_ON)
        return isinstance(row, ConsultationStep) and row.step in replies
    answers = [getattr(row, name) for name in pattern.questions]
    matched = any(answers) if pattern.yes else any(answer is not None for answer in answers)
    return pattern.entry == "any" or matched


def _begins(row: ConsultationStep | ApproachStep) -> bool:
    return row.follows_id is None if isinstance(row, ConsultationStep) else row.ends_id is None


def _latest(rows: Sequence[Fact], name: str) -> Any:
    """Return the latest answer to a question, None where it was never asked."""
    return next((answer for row in reversed(rows) if (answer := getattr(row, name)) is not None), None)


def _latest_of(rows: Sequence[Fact], names: Iterable[str]) -> dict[str, Any]:
    return {name: _latest(rows, name) for name in names}


def lines(text: str | None) -> tuple[str, ...] | None:
    """Return the things that were named, one a line; None where nobody asked."""
    return None if text is None else tuple(line for line in text.splitlines() if line)


def _referrals_ended(rows: tuple[Care, ...]) -> bool | None:
    """Return True where none is open now, and some were before; None else."""
    return (_latest(rows, "referrals_open") == 0 and any(row.referrals_open for row in rows)) or None


def _treatment(seen: Facts, day: date) -> known.Treatment:
    listed = ("presenting_problems", "referrals_open")
    return known.Treatment(
        weeks=None if seen.started_on is None or seen.started_on > day else weeks(seen.started_on, day),
        presenting_problems=lines(_latest(seen.care, "presenting_problems")),
        **_latest_of(seen.care, (name for name in Care.QUESTIONS if name not in listed)),
    )


def _engagement(rows: tuple[Engagement, ...]) -> known.Engagement:
    willing, together = clients_own(rows, "willingness"), clients_own(rows, "alliance")
    agreed = {thing: _latest(rows, thing) for thing in AGREED}
    asked = any(answer is not None for answer in agreed.values())
    adherence = {thing: how for thing, how in agreed.items() if how not in (None, Adherence.NOTHING_AGREED)}
    barriers: Any = lines(_latest(rows, "adherence_barriers"))
    return known.Engagement(
        willingness=_latest(willing, "willingness"),
        willingness_change=change_of(answers_to(willing, "willingness")),
        alliance=_latest(together, "alliance"),
        alliance_change=change_of(answers_to(together, "alliance")),
        adherence=adherence if asked else None,
        adherence_barriers=barriers,
        sceptical_or_withdrawn=_latest(rows, "sceptical_or_withdrawn"),
        readiness_to_change=_latest(clients_own(rows, "readiness_to_change"), "readiness_to_change"),
        access_barriers=lines(_latest(rows, "access_barriers")),
        strengths=lines(_latest(rows, "strengths")),
    )


def _life_areas(rows: tuple[LifeArea, ...]) -> dict[str, known.LifeArea] | None:
    if not rows:
        return None
    areas = {}
    for area in area_codes():
        about = [row for row in rows if row.area == area]
        if about:
            areas[area] = known.LifeArea(**_latest_of(about, LifeArea.QUESTIONS))
    return areas


def _consultations(seen: Facts, day: date) -> tuple[known.Consultation, ...] | None:
    recorded = seen.consultations
    return (
        tuple(
            known.Consultation(weeks(consultation.on, day), _code(consultation.status), consultation.about_this_stall)
            for consultation in recorded
        )
        or None
    )


def _approaches(seen: Facts, day: date) -> tuple[known.Approach, ...] | None:
    return (
        tuple(
            known.Approach(
                code=approach.began.code,
                started_weeks_ago=weeks(approach.began.on, day),
                ended_weeks_ago=None if approach.ended is None else weeks(approach.ended.on, day),
                scores_since=sum(approach.began.on <= taken <= day for taken in seen.score_days),
                integrates_trauma_work=approach.began.integrates_trauma_work,
            )
            for approach in seen.approaches
        )
        or None
    )


def _wishes(rows: tuple[Wishes, ...]) -> known.ClientWishes:
    answers = _latest_of(rows, Wishes.QUESTIONS)
    return known.ClientWishes(**answers | {"preferred_approaches": lines(answers["preferred_approaches"])})


def _considering(rows: tuple[Thought, ...]) -> tuple[known.Thought, ...]:
    """Return what the worker has in mind now, in the order of the contract."""
    now = {row.code: row.in_mind for row in rows}
    return tuple(_code(code) for code in Consideration if now.get(code.value))


def _code(choice: TextChoices) -> Any:
    """Return a code of the tables, which are the contract's (a test compares them)."""
    return choice.value
