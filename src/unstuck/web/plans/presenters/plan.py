"""The plan in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.reporting.words import number, short_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not
from unstuck.web.plans.effects import ApproachEffect, effects
from unstuck.web.plans.engagement import (
    AgreementProgress,
    EngagementSignals,
    agreements_in_words,
    engagement_signals,
)
from unstuck.web.plans.models import AgreementKind, ClientWords, ClientWordsTopic, GoalRating, GoalWording
from unstuck.web.plans.queries import (
    ClientPlan,
    ClientWordsHistory,
    GoalHistory,
    LedgerLine,
    PlanPartHistory,
    ledger,
    plan_of,
)
from unstuck.web.plans.workflow import GOAL


@dataclass(frozen=True)
class GoalLevel:
    """One of a goal's five levels."""

    level: int
    words: str
    is_now: bool
    is_first: bool


@dataclass(frozen=True)
class GoalCard:
    """A goal that is worked on. `about`: who chose it, and its life area; `rated`: how often."""

    pk: int
    public_id: UUID
    words: str
    levels: Sequence[GoalLevel]
    about: str
    rated: str
    latest: GoalRating | None
    wordings: Sequence[GoalWording]


@dataclass(frozen=True)
class ClosedGoal:
    """A goal that was reached or set aside, since when and why."""

    public_id: UUID
    words: str
    state: str
    on: date
    why: str


@dataclass(frozen=True)
class ClientWordsLine:
    """What the client said. `ended`: the row that says that it is no longer so."""

    words: ClientWords
    ended: ClientWords | None


@dataclass(frozen=True)
class TopicLines:
    """What the client said about one topic."""

    topic: str
    lines: Sequence[ClientWordsLine]


@dataclass(frozen=True)
class PlanPartLine:
    """One thing that was agreed. `dropped_on`: since when it is no longer agreed, and `why`."""

    pk: int
    words: str
    about: str
    on: date
    goal: str
    dropped_on: date | None
    why: str


@dataclass(frozen=True)
class ApproachLine:
    """One approach of the ledger. `chosen`, `ended`: a sentence each, empty where there is nothing to say."""

    step: int
    name: str
    period: str
    is_in_use: bool
    chosen: str
    reasons: Sequence[str]
    ended: str


@dataclass(frozen=True)
class PlanPage:
    """The plan of a client."""

    episode: Episode
    why_not: str
    signals: EngagementSignals
    agreements: Sequence[AgreementProgress]
    has_goals: bool
    attainment: str
    goals: Sequence[GoalCard]
    closed_goals: Sequence[ClosedGoal]
    topics: Sequence[TopicLines]
    parts: Sequence[PlanPartLine]
    approaches: Sequence[ApproachLine]
    effects: Sequence[ApproachEffect]

    @property
    def may_write(self) -> bool:
        """True where this person may add to the plan."""
        return not self.why_not


def plan_page(actor: Actor, episode: Episode, today: date) -> PlanPage:
    """Return what the page of a plan shows."""
    facts = facts_about(episode)
    plan = plan_of(episode)
    return PlanPage(
        episode=episode,
        why_not=why_not(check_may_write, actor, episode) or why_not(check_open, episode),
        signals=engagement_signals(episode, today, facts),
        agreements=agreements_in_words(facts),
        has_goals=bool(plan.goals),
        attainment=attainment(plan),
        goals=[_goal(row) for row in plan.working],
        closed_goals=[_closed(row) for row in plan.closed],
        topics=[_topic(topic, rows) for topic, rows in plan.words.items()],
        parts=[_part(row) for row in plan.parts],
        approaches=[_approach(line) for line in ledger(episode, facts)],
        effects=effects(episode, facts),
    )


def attainment(plan: ClientPlan) -> str:
    """Say how far the goals have come, taken together."""
    if plan.t_now is None or plan.t_first is None:
        return ""
    values = {"now": number(plan.t_now, 0), "first": number(plan.t_first, 0), "n": len(plan.counted)}
    if len(plan.counted) == 1:
        return _("Goal attainment: %(now)s (at the start %(first)s; 50 is as expected), from one goal.") % values
    return _("Goal attainment: %(now)s (at the start %(first)s; 50 is as expected), from %(n)s goals.") % values


def _goal(row: GoalHistory) -> GoalCard:
    goal, times = row.goal, len(row.ratings)
    first = row.ratings[0].level if times > 1 else None
    about = _("Chosen by: %(who)s") % {"who": row.chosen_by.words}
    rated = _("Rated once,") if times == 1 else _("Rated %(n)s times, last") % {"n": times}
    levels = reversed(goal.levels) if row.now else ()
    return GoalCard(
        pk=goal.pk,
        public_id=goal.public_id,
        words=goal.words,
        levels=[
            GoalLevel(level, words, bool(row.now and level == row.now.level), level == first) for level, words in levels
        ],
        about=f"{about}; {area_names()[goal.area]}" if goal.area else about,
        rated=rated,
        latest=row.now,
        wordings=row.wordings[::-1],
    )


def _closed(row: GoalHistory) -> ClosedGoal:
    last = row.steps[-1]
    return ClosedGoal(row.goal.public_id, row.goal.words, GOAL.states[row.goal.state], last.on, last.words)


def _topic(topic: ClientWordsTopic, rows: Sequence[ClientWordsHistory]) -> TopicLines:
    return TopicLines(topic.words, [ClientWordsLine(row.words, row.ended) for row in rows])


def _part(row: PlanPartHistory) -> PlanPartLine:
    part, last = row.part, row.steps[-1]
    is_dropped = part.state == "dropped"
    kind, chosen = AgreementKind(part.agreed).words, _("chosen by: %(who)s") % {"who": row.chosen_by.words}
    return PlanPartLine(
        pk=part.pk,
        words=part.words,
        about=f"{kind}; {chosen}",
        on=part.on,
        goal=part.goal.words if part.goal else "",
        dropped_on=last.on if is_dropped else None,
        why=last.words if is_dropped else "",
    )


def _approach(line: LedgerLine) -> ApproachLine:
    first = short_date(line.first.on)
    if line.last:
        period = _("%(first)s to %(last)s") % {"first": first, "last": short_date(line.last.on)}
    else:
        period = _("since %(first)s") % {"first": first}
    return ApproachLine(
        step=line.first.pk,
        name=line.name,
        period=period,
        is_in_use=line.going_on,
        chosen=_chosen(line),
        reasons=[reason["text"] for reason in line.began.reasons] if line.began else [],
        ended=_ended(line),
    )


def _chosen(line: LedgerLine) -> str:
    if line.began is None:
        return ""
    return f"{_('Chosen by: %(who)s') % {'who': line.chosen_by}}. {line.began.words}".strip()


def _ended(line: LedgerLine) -> str:
    if line.last is None:
        return ""
    why = _("Why it ended: %(why)s.") % {"why": line.why_ended or _("not recorded")}
    return f"{why} {line.ended.words}".strip() if line.ended else why
