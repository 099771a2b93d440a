"""The page of one review: what we see, what may be missing, what to do, decide, follow up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from unstuck.guidance import Advice, advise, advise_after_an_end, tables
from unstuck.guidance.blind_spots import BlindSpot, blind_spots
from unstuck.guidance.case import Case
from unstuck.guidance.consultation import stuck
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.reporting.words import StateWords, spell_date, state_now
from unstuck.web.accounts.actors import Actor
from unstuck.web.advocacy.queries import AdvocacySummary, asked_on_behalf
from unstuck.web.alerts.facts_summary import FactsSummary, summary
from unstuck.web.alerts.last_asked import last_asked
from unstuck.web.alerts.models import AlertSign
from unstuck.web.alerts.queries import alerts_of
from unstuck.web.alerts.story import Story, leading_story
from unstuck.web.alerts.workflow import ALERT, OPEN
from unstuck.web.caseload.cases import Facts, facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.caseload.queries import Course, courses, silent_weeks
from unstuck.web.components.denied import why_not
from unstuck.web.components.links import address_if_any
from unstuck.web.consultation.queries import ConsultationSummary, consultations_of
from unstuck.web.plans.queries import GoalHistory, working_goals
from unstuck.web.referrals.models import AreaLink
from unstuck.web.referrals.network_page import NetworkPanel, panel_of
from unstuck.web.referrals.queries import ReferralSummary, area_links_of, asked_outside
from unstuck.web.reviews.models import Decision, Outcome, Review, ReviewStep, SecondLookAnswer
from unstuck.web.reviews.policies import IN_A_CRISIS
from unstuck.web.reviews.presenters.guided import StepGuide, form_address, step_guide
from unstuck.web.reviews.presenters.history import ReviewHistoryLine, history_line
from unstuck.web.reviews.presenters.second_look import GuessList, second_look, struck_codes
from unstuck.web.reviews.presenters.steps import ReviewSteps, StepAction, steps
from unstuck.web.reviews.queries import is_due, review_of, second_look_of, steps_of
from unstuck.web.reviews.workflow import CLOSED, DECIDED, REVIEW
from unstuck.web.safety.case_part import safety_part
from unstuck.web.safety.presenters.concerns import SafetyBox, safety_box

SPOTS_SHOWN = STEPS_SHOWN = 3
"""Prompts and steps that stand open; the rest folds."""

TALK_SPOTS, TALK_STEPS = 3, 2
"""Prompts and steps for which a ten-minute talk has room."""


@dataclass(frozen=True)
class BlindSpotPrompt:
    """What may be missing, and where it can be asked."""

    text: str
    rule: str
    evidence: str
    sources: Sequence[str]
    address: str


@dataclass(frozen=True)
class ConsultationLine:
    """One consultation about the client; only the colleague who asked has its `address`."""

    title: str
    address: str
    about: str


@dataclass(frozen=True)
class ReviewButton:
    """Something to do on the page of a review; `kind` is how its button looks. `at_once`: it asks for nothing more."""

    verb: str
    address: str
    kind: str = ""
    at_once: bool = False


@dataclass(frozen=True)
class AlertStatus:
    """One alert of the episode."""

    called: str
    state: str
    open: bool
    since: date
    public_id: str


@dataclass(frozen=True)
class ReviewRecord:
    """Everything that the page of a review rests on, read once."""

    episode: Episode
    review: Review | None
    moved: Sequence[ReviewStep]
    facts: Facts
    courses: Sequence[Course]
    case: Case
    advice: Advice
    spots: Sequence[BlindSpot]
    goals: Sequence[GoalHistory]
    consultations: Sequence[ConsultationSummary]
    outside: Sequence[ReferralSummary]
    area_links: Sequence[AreaLink]
    second_look: Sequence[SecondLookAnswer]
    on_behalf: Sequence[AdvocacySummary]


def gather(episode: Episode, today: date) -> ReviewRecord:
    """Read what a review shows, in a constant number of queries."""
    standing, facts = episode.standing, facts_about(episode)
    case = current_case(episode, today, facts)
    score_courses = sorted(
        courses(episode, only_latest=True),
        key=lambda course: (course.instrument != standing.instrument, course.instrument),
    )
    review, goals = review_of(episode), working_goals(episode)
    answers, stuck_since = second_look_of(review), standing.since if stuck(case) else None
    when = last_asked(facts, case, episode.started_on, stuck_since, standing.last_heard, today, bool(goals))
    return ReviewRecord(
        episode,
        review,
        steps_of(review),
        facts,
        score_courses,
        case,
        advise(case, ask=False) if episode.ended_on is None else advise_after_an_end(case),
        [one for one in blind_spots(when) if one.code not in struck_codes(answers)] if episode.ended_on is None else [],
        goals,
        consultations_of(episode),
        asked_outside(episode),
        area_links_of(episode),
        answers,
        asked_on_behalf(episode),
    )


@dataclass(frozen=True)
class ReviewPage:
    """What the page of a review shows.

    `stands` and `outcome` say in words how the review stands; `crisis`: a risk waits for an assessment, so that only
    the response to it is shown. `why_not`: why this person records nothing here.
    """

    episode: Episode
    review: Review | None
    stands: str
    is_open: bool
    due: bool
    outcome: str
    state: StateWords
    shown: FactsSummary
    goals: Sequence[GoalHistory]
    consultations: Sequence[ConsultationLine]
    story: Story | None
    alerts: Sequence[AlertStatus]
    spots: Sequence[BlindSpotPrompt]
    second_look: GuessList | None
    network: NetworkPanel | None
    steps: ReviewSteps
    cautions: Sequence[StepGuide]
    crisis: bool
    safety: SafetyBox
    may_write: bool
    why_not: str
    moved: Sequence[ReviewHistoryLine]
    decided: ReviewHistoryLine | None
    note: str

    @property
    def in_words(self) -> str:
        """How the review stands: since when it is due, or its state with its outcome and its next day."""
        if self.review is None:
            return _("no review yet")
        day = {"day": spell_date(self.review.again_on)} if self.review.again_on else None
        if self.due and day:
            return _("to be looked at again since %(day)s") % day
        stands = f"{self.stands}: {self.outcome}" if self.outcome else self.stands
        return f"{stands} {_('on %(day)s') % day}" if day else stands

    @property
    def may_record(self) -> bool:
        """True where this person works on an open review."""
        return self.may_write and self.is_open

    @property
    def decided_now(self) -> bool:
        """True from a decision until the review is looked at again."""
        return self.decided is not None and self.review is not None and self.review.state == DECIDED

    @property
    def decided_before(self) -> bool:
        """True where the decision was made before the review was reopened."""
        return self.decided is not None and self.is_open and not self.decided_now

    @property
    def may_follow_up(self) -> bool:
        """True where what happened since the decision can be recorded."""
        return self.may_write and self.review is not None and self.review.state == DECIDED

    @property
    def follows_up(self) -> bool:
        """True where the page says what follows from the decision."""
        return self.decided_now or (self.decided is not None and not self.is_open)

    @property
    def main_act(self) -> str:
        """Whose button is the one green one: the concern's, what is on top, the decision's, or the first step's."""
        if self.safety.has_act or not self.may_write:
            return "concern"
        if self.due or not (self.review or self.crisis):
            return "top"
        return "decision" if self.is_open and not (self.crisis or self.decided_now) else "step"

    @property
    def buttons(self) -> list[ReviewButton]:
        """What to do next, on top of the page."""
        if not self.may_write:
            return []
        if not self.is_open:
            opening = self._button(_("Reopen it") if self.review else _("Open a review"), "open")
            return [replace(opening, at_once=True)]
        first = [self._button(_("Record what happened since"), "follow_up")] if self.due else self._next_step()
        talk = self._button(_("Ten-minute talk, on one screen"), "ten_minutes", "secondary")
        return first if self.crisis else [*first, talk]

    def _button(self, verb: str, name: str, kind: str = "") -> ReviewButton:
        address = reverse(f"reviews:{name}", kwargs={"episode": self.episode.public_id})
        return ReviewButton(verb, address, kind or ("" if self.main_act == "top" else "secondary"))

    def _next_step(self) -> list[ReviewButton]:
        """Return the first step where the page's main button is another: beside it, and never far down."""
        if self.main_act != "decision" or not self.steps.open:
            return []
        step = self.steps.open[0].step
        return [ReviewButton(step.verb, step.address, "secondary")] if step.address else []

    @property
    def may_set_aside(self) -> bool:
        """True where a step can be set aside with a reason; the response to a risk cannot."""
        return self.is_open and not self.crisis

    @property
    def chart(self) -> Story | None:
        """The picture of the scores, which waits while a risk does."""
        return None if self.crisis else self.story

    @property
    def talks(self) -> list[ReviewHistoryLine]:
        """When it was talked about with the client."""
        return [line for line in self.moved if line.action == "talk"]

    @property
    def first_spots(self) -> Sequence[BlindSpotPrompt]:
        """The prompts that stand open."""
        return self.spots[:SPOTS_SHOWN]

    @property
    def more_spots(self) -> Sequence[BlindSpotPrompt]:
        """The prompts that fold."""
        return self.spots[SPOTS_SHOWN:]

    @property
    def first_steps(self) -> Sequence[StepAction]:
        """The steps that stand open."""
        return self.steps.open[:STEPS_SHOWN]

    @property
    def more_steps(self) -> Sequence[StepAction]:
        """The steps that fold."""
        return self.steps.open[STEPS_SHOWN:]

    @property
    def talk_spots(self) -> Sequence[BlindSpotPrompt]:
        """The prompts for which a ten-minute talk has room."""
        return self.spots[:TALK_SPOTS]

    @property
    def talk_steps(self) -> Sequence[StepAction]:
        """The steps for which a ten-minute talk has room."""
        return self.steps.open[:TALK_STEPS]


def review_page(actor: Actor, record: ReviewRecord, today: date) -> ReviewPage:
    """Return what the page of a review shows."""
    episode, review = record.episode, record.review
    reason = why_not(check_may_write, actor, episode) or why_not(check_open, episode)
    place = None if reason else episode.public_id
    crisis = suspended(record.case)
    return ReviewPage(
        episode=episode,
        review=review,
        stands=REVIEW.states[review.state] if review else "",
        is_open=review is not None and review.state != CLOSED,
        due=review is not None and is_due(review, today),
        outcome=Outcome(review.outcome).words if review and review.outcome else "",
        state=state_of(episode, today),
        shown=summary(record.facts),
        goals=record.goals,
        consultations=[_consultation(line, actor) for line in record.consultations],
        story=_story(record),
        alerts=_alerts(episode),
        spots=[] if crisis else [_spot(line, record, may_write=not reason) for line in record.spots],
        second_look=None if crisis else second_look(record.case, record.spots, record.second_look),
        network=None if crisis else panel_of(record.case, record.area_links, record.outside),
        steps=steps(
            record.advice,
            record.facts,
            record.moved,
            _since(record, today),
            place,
            record.outside,
            record.second_look,
            record.on_behalf,
        ),
        cautions=_cautions(record.advice),
        crisis=crisis,
        safety=safety_box(episode, safety_part(record.facts).open_concerns, record.case, today),
        may_write=not reason,
        why_not=reason,
        moved=[history_line(line) for line in record.moved],
        decided=next((history_line(line) for line in reversed(record.moved) if line.action == "decide"), None),
        note=next((line.words for line in reversed(record.moved) if line.action == "note"), ""),
    )


def _story(record: ReviewRecord) -> Story | None:
    called, ended = record.episode.client.called, record.episode.ended_on is not None
    return leading_story(record.courses, "review-story", called, record.facts, ended=ended)


def decisions(crisis: bool) -> tuple[Decision, ...]:
    """Return what can be decided: while a risk waits for an assessment, only what answers it (S.1)."""
    return IN_A_CRISIS if crisis else tuple(Decision)


def state_of(episode: Episode, today: date) -> StateWords:
    """Return where the episode stands, in words; not heard from is never on track."""
    heard = (episode.standing.heard_on or episode.started_on).isoformat()
    silent = episode.ended_on is None and silent_weeks(heard, heard, today) > 0
    return state_now(episode.standing.code, silent)


def _since(record: ReviewRecord, today: date) -> date:
    """Return since when a step counts as done for this stall: since it began, or since the review was opened."""
    standing, review = record.episode.standing, record.review
    opened = localdate(review.opened_at) if review else today
    return min(standing.since or opened, opened) if stuck(record.case) else opened


def _alerts(episode: Episode) -> list[AlertStatus]:
    return [
        AlertStatus(
            AlertSign(alert.sign).words,
            ALERT.states[alert.state],
            alert.state in OPEN,
            alert.since,
            str(alert.public_id),
        )
        for alert in alerts_of(episode)
    ]


def _consultation(summary: ConsultationSummary, actor: Actor) -> ConsultationLine:
    asked = ", ".join(summary.asked) or summary.group
    about = f"{summary.words}: {asked}" if asked else summary.words
    if summary.asker_id != actor.id:
        return ConsultationLine(_("A question from %(name)s") % {"name": summary.asker}, "", about)
    address = reverse("consultation:consultation", kwargs={"consultation": summary.public_id})
    return ConsultationLine(_("Your question to colleagues"), address, about)


def _spot(spot: BlindSpot, record: ReviewRecord, *, may_write: bool) -> BlindSpotPrompt:
    known = tables.rules().get(spot.rule)
    rule = f"{spot.rule} {known.title}" if known else spot.rule
    episode = record.episode.public_id
    where = ""
    if spot.theme:
        goals = spot.theme == "goals"
        where = address_if_any("plans:plan", episode=episode) if goals else form_address(spot.theme, episode)
    return BlindSpotPrompt(spot.text, rule, spot.evidence, spot.sources, where if may_write else "")


def _cautions(advice: Advice) -> list[StepGuide]:
    return [step_guide(one, None) for one in advice.cautions]
