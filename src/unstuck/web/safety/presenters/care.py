"""The page of a client's safety: concerns, the plan, and how to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance.concerns import open_words
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_works_with
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not
from unstuck.web.safety.forms.care import part_titles
from unstuck.web.safety.models import ContactAttempt, ContactWay, RiskQuestion, SafetyPlan, SafeWay
from unstuck.web.safety.presenters.concerns import ConcernLine, concern_line
from unstuck.web.safety.queries import (
    attempts_of,
    closed_concerns_of,
    open_concerns_of,
    plans_of,
    procedure_of,
    questions_of,
    safe_way_of,
)


@dataclass(frozen=True)
class AttemptLine:
    """One attempt to reach the client."""

    attempt: ContactAttempt
    way: str


@dataclass(frozen=True)
class EarlierPlan:
    """A version of the safety plan that is no longer in force."""

    number: int
    on: date
    by: Person
    parts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SafetyPage:
    """Everything about a client's safety on one page."""

    episode: Episode
    open: Sequence[ConcernLine]
    closed: Sequence[ConcernLine]
    words: Sequence[str]
    plan: Sequence[tuple[str, str]]
    version: SafetyPlan | None
    earlier: Sequence[EarlierPlan]
    safe_way: SafeWay | None
    unsafe: str
    attempts: Sequence[AttemptLine]
    questions: Sequence[RiskQuestion]
    out_of_hours: str
    why_not: str


def safety_page(actor: Actor, episode: Episode, today: date) -> SafetyPage:
    """Return the page of a client's safety."""
    versions, way = plans_of(episode), safe_way_of(episode)
    procedure = procedure_of(episode.client.agency_id)
    return SafetyPage(
        episode=episode,
        open=[concern_line(one, today) for one in open_concerns_of(episode)],
        closed=[concern_line(one, today) for one in closed_concerns_of(episode)],
        words=open_words(current_case(episode, today)),
        plan=plan_parts(versions[0]) if versions else [],
        version=versions[0] if versions else None,
        earlier=[EarlierPlan(one.number, one.on, one.by, plan_parts(one)) for one in versions[1:]],
        safe_way=way,
        unsafe=", ".join(ContactWay(one).words for one in way.unsafe) if way else "",
        attempts=[AttemptLine(one, ContactWay(one.way).words) for one in attempts_of(episode)],
        questions=questions_of(episode),
        out_of_hours=procedure.out_of_hours if procedure else "",
        why_not=why_not(check_works_with, actor, episode) or why_not(check_open, episode),
    )


def plan_parts(plan: SafetyPlan) -> list[tuple[str, str]]:
    """Return the parts of a plan that were filled in, each with its title."""
    return [(title, text) for name, title in part_titles().items() if (text := getattr(plan, name))]
