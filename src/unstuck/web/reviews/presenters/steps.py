"""The steps of the pathway as actions of a review: open ones, done ones, and those that were set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate

from unstuck.guidance import Advice, tables
from unstuck.web.advocacy.models import AdvocacyKind
from unstuck.web.advocacy.queries import AdvocacySummary
from unstuck.web.advocacy.workflow import ADVOCACY
from unstuck.web.caseload.cases import Facts, matching
from unstuck.web.referrals.queries import ReferralSummary
from unstuck.web.referrals.workflow import REFERRAL
from unstuck.web.reviews.models import ReviewStep, SecondLookAnswer
from unstuck.web.reviews.presenters.guided import StepGuide, step_guide


@dataclass(frozen=True)
class StepCompletion:
    """Who did a step, and on which day; `about`: what became of it, where that is known."""

    title: str
    by: str
    on: date
    about: str = ""


@dataclass(frozen=True)
class StepAction:
    """A step that is open, with when it was last done since the stall began."""

    step: StepGuide
    done: StepCompletion | None


@dataclass(frozen=True)
class SetAsideStep:
    """A step that was set aside: why, by whom and when."""

    code: str
    title: str
    words: str
    by: str
    on: date


@dataclass(frozen=True)
class ReviewSteps:
    """All steps of a review."""

    open: Sequence[StepAction]
    done: Sequence[StepCompletion]
    aside: Sequence[SetAsideStep]


def steps(
    advice: Advice,
    facts: Facts,
    moved: Iterable[ReviewStep],
    since: date,
    episode: UUID | None,
    outside: Sequence[ReferralSummary] = (),
    second_look: Sequence[SecondLookAnswer] = (),
    on_behalf: Sequence[AdvocacySummary] = (),
) -> ReviewSteps:
    """Return the steps. `since` is when the stall began; without an episode no link leads to a form."""
    set_aside = _set_aside(moved)
    done = {code: completion for code in tables.done_by() if (completion := _done(code, facts, since)) is not None}
    if (handed_on := _handed_on(outside, since)) is not None:
        done["involve-resources"] = handed_on
    if (looked := _looked_again(second_look, since)) is not None:
        done["reassess"] = looked
    if (spoken_up := _spoken_up(on_behalf, since)) is not None:
        done["advocate"] = spoken_up
    advised = [advised_step.code for advised_step in advice.steps]
    return ReviewSteps(
        open=[
            StepAction(step_guide(advised_step, episode), done.get(advised_step.code))
            for advised_step in advice.steps
            if advised_step.code not in set_aside
        ],
        done=sorted(
            (completion for code, completion in done.items() if code not in advised),
            key=lambda advised_step: advised_step.on,
        ),
        aside=[_aside(set_aside[code]) for code in advised if code in set_aside],
    )


def _done(code: str, facts: Facts, since: date) -> StepCompletion | None:
    rows = [row for row in matching(facts, tables.done_by()[code]) if row.on >= since]
    return StepCompletion(tables.step_titles()[code], rows[-1].recorded_by.name, rows[-1].on) if rows else None


def _handed_on(outside: Sequence[ReferralSummary], since: date) -> StepCompletion | None:
    """Return the latest referral that is open, or was made since, with how all of these stand."""
    count = [referral for referral in outside if referral.is_open or referral.on >= since]
    if not count:
        return None
    about = "; ".join(f"{referral.organisation} ({REFERRAL.states[referral.state]})" for referral in count)
    return StepCompletion(tables.step_titles()["involve-resources"], count[0].by, count[0].on, about)


def _spoken_up(on_behalf: Sequence[AdvocacySummary], since: date) -> StepCompletion | None:
    """Return the latest task of advocacy that is open, or was sent since, with how all of these stand (D.6)."""
    count = [task for task in on_behalf if task.is_open or task.on >= since]
    if not count:
        return None
    about = "; ".join(
        f"{AdvocacyKind(task.kind).words}, {task.office} ({ADVOCACY.states[task.state]})" for task in count
    )
    return StepCompletion(tables.step_titles()["advocate"], count[0].by, count[0].on, about)


def _looked_again(answers: Sequence[SecondLookAnswer], since: date) -> StepCompletion | None:
    """Return the latest answer of a second look (B.7), if it was given since."""
    answered = [answer for answer in answers if localdate(answer.at) >= since]
    if not answered:
        return None
    return StepCompletion(tables.step_titles()["reassess"], answered[-1].by.name, localdate(answered[-1].at))


def _set_aside(moved: Iterable[ReviewStep]) -> dict[str, ReviewStep]:
    """Return the steps that are set aside now, since the review was last opened."""
    aside: dict[str, ReviewStep] = {}
    for step in moved:
        if step.action == "set_aside":
            aside[step.about] = step
        elif step.action == "bring_back":
            aside.pop(step.about, None)
        elif step.action in ("return", "reopen"):
            aside = {}
    return aside


def _aside(step: ReviewStep) -> SetAsideStep:
    by = step.by.name if step.by else ""
    return SetAsideStep(step.about, tables.step_titles()[step.about], step.words, by, localdate(step.at))
