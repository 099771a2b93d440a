"""A client's page: the story on the left, what to consider now on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from unstuck.guidance import Advice, Case, advise, advise_after_an_end
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.reporting.staying_in_touch import StayingInTouch
from unstuck.reporting.words import SILENT, StateWords, last_state, state_now
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.coming_back import coming_back
from unstuck.web.alerts.facts_summary import FactsSummary, summary
from unstuck.web.alerts.own_past import PastByKind, newest_figures
from unstuck.web.alerts.story import Story, leading_story, story
from unstuck.web.caseload.cases import Facts, facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.fact_rows import History
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.caseload.permissions import check_is_own, check_may_assign, check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.caseload.queries import Course, courses
from unstuck.web.caseload.questions import themes
from unstuck.web.caseload.timeline import TimelineEvent, history, timeline
from unstuck.web.client_pages.presenters.worker import ObjectionLine, not_right_lines
from unstuck.web.components.denied import allowed, why_not
from unstuck.web.components.links import address_if_any
from unstuck.web.consents.presenters import banner
from unstuck.web.emergency.presenters import emergency_notice
from unstuck.web.home.presenters.below_the_chart import BelowTheChart, below_the_chart
from unstuck.web.home.presenters.client_rows import silent_words, weeks_silent
from unstuck.web.home.presenters.what_now import WhatNow, what_now
from unstuck.web.intake.queries import IntakeSummary, intake_summary
from unstuck.web.own_side.forms import own_side_words
from unstuck.web.own_side.queries import own_side_names, with_own_side
from unstuck.web.plans.presenters.issues import SuggestedIssue, issues_in_words
from unstuck.web.programmes.queries import ShownProgramme, shown_programme
from unstuck.web.referrals.network_page import NetworkPanel, panel_of
from unstuck.web.referrals.queries import area_links_of, asked_outside
from unstuck.web.reviews.presenters.review_summary import ReviewSummary, review_summary
from unstuck.web.safety.case_part import safety_part
from unstuck.web.safety.presenters.concerns import SafetyBox, safety_box
from unstuck.web.transfers.cover_pages import CoverNotice, cover_notice

SHOWN_ENTRIES = 8
"""Entries of the timeline that are open; those before them fold."""


@dataclass(frozen=True)
class ClientHeader:
    """Who it is about, and how things stand."""

    called: str
    reference: str
    state: StateWords
    before: str
    """Where somebody who was not heard from stood at the last score; empty where the state holds."""
    since: date | None
    last_heard: date | None
    silent: str
    worker: str
    programme: ShownProgramme
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class ClientLinks:
    """Where one can go from here; empty where this person may not, with the reason in `why_not`."""

    score_add: str
    client_edit: str
    hand_over: str
    facts: str
    history: str
    end: str
    why_not: str


class TimelineEntry(NamedTuple):
    """One line of the timeline: the theme it belongs to, and what happened."""

    theme: str
    event: TimelineEvent


class QuestionnaireStory(NamedTuple):
    """One questionnaire's part of the page: the story with its chart, and what stands below the chart."""

    story: Story
    below: BelowTheChart


@dataclass(frozen=True)
class ClientPage:
    """Everything that a client's page shows. `leading` is the questionnaire that leads the caseload's row."""

    episode: Episode
    facts: FactsSummary
    header: ClientHeader
    safety: SafetyBox
    lead: str
    """The leading sentence; of somebody not heard from it says that it is of the last score."""
    leading: QuestionnaireStory | None
    others: Sequence[QuestionnaireStory]
    now: WhatNow
    links: ClientLinks
    may_write: bool
    is_own: bool
    review: ReviewSummary
    network: NetworkPanel | None
    intake: IntakeSummary | None
    """What the agency asks of its own, and what was answered; None where it asks nothing."""
    timeline: Sequence[TimelineEntry]
    earlier: Sequence[TimelineEntry]
    """What folds below the latest entries of the timeline."""
    touch: StayingInTouch | None = None
    """Whether the client may not come back; None where there is nothing to say."""
    may_be_about: Sequence[SuggestedIssue] = ()
    """What words on record suggest and nobody has confirmed, for the client's own worker."""
    not_right: Sequence[ObjectionLine] = ()
    """What the client says is not right and nobody has answered: as theirs, beside the numbers."""
    own_side: Sequence[str] = ()
    """What the reader keeps of themselves, in words, for the client's own worker (B.6)."""
    emergency: str = ""
    """What stands on top for whoever reads it in an emergency."""
    limits: Sequence[str] = ()
    """What the client had restricted, or asked for, a sentence each."""
    cover: CoverNotice | None = None
    """Who stands in for the client's worker today; None where nobody does."""

    @property
    def main_act(self) -> str:
        """Whose button is the one green one: the concern's, the review's, or the first step's."""
        if self.safety.has_act:
            return "concern"
        return "review" if self.review.verb and self.review.urgent else "step"


def client_page(actor: Actor, episode: Episode, today: date) -> ClientPage:
    """Return what the page of one client shows."""
    ever = history(episode.pk)
    facts = facts_about(episode, ever)
    scored = leading_first(courses(episode), episode.standing)
    past = newest_figures(episode.client.agency_id)
    stories = _stories(episode, scored, facts, past)
    links, header = _links(actor, episode), _header(actor, episode, today)
    case = current_case(episode, today, facts)
    entries, kept = _timeline(episode, ever), own_side_names(actor, episode)
    return ClientPage(
        episode=episode,
        facts=summary(facts),
        header=header,
        safety=safety_box(episode, safety_part(facts).open_concerns, case, today),
        lead=_lead(header, stories),
        leading=stories[0] if stories else None,
        others=stories[1:],
        now=what_now(_advice(episode, with_own_side(case, kept)), episode.public_id, may_record=not links.why_not),
        links=links,
        may_write=not links.why_not,
        is_own=episode.worker_id == actor.id,
        review=review_summary(actor, episode, today),
        network=None if suspended(case) else panel_of(case, area_links_of(episode), asked_outside(episode)),
        intake=intake_summary(episode),
        timeline=entries[:SHOWN_ENTRIES],
        earlier=entries[SHOWN_ENTRIES:],
        touch=coming_back(episode, case, scored, past, today),
        not_right=not_right_lines(episode),
        own_side=[own_side_words()[name] for name in kept],
        emergency=emergency_notice(actor, episode.client),
        limits=banner(episode.client),
        cover=cover_notice(actor, episode, today),
        may_be_about=() if links.why_not or suspended(case) else issues_in_words(case, facts, today).waiting,
    )


def _advice(episode: Episode, case: Case) -> Advice:
    return advise(case) if episode.ended_on is None else advise_after_an_end(case)


def _stories(episode: Episode, scored: Sequence[Course], facts: Facts, past: PastByKind) -> list[QuestionnaireStory]:
    """Return the story of each questionnaire, the leading one first."""
    called, ended = episode.client.called, episode.ended_on is not None
    first = leading_story(scored, "story-1", called, facts, ended=ended)
    if first is None:
        return []
    others = [
        QuestionnaireStory(
            story(course, f"story-{place}", called, facts, ended=ended), below_the_chart(course, past, ended=ended)
        )
        for place, course in enumerate(scored[1:], 2)
    ]
    return [QuestionnaireStory(first, below_the_chart(scored[0], past, ended=ended)), *others]


def _lead(header: ClientHeader, stories: Sequence[QuestionnaireStory]) -> str:
    if not stories:
        return ""
    said = stories[0].story.lead
    return _("At the last score: %(reason)s") % {"reason": said} if header.before and not header.ended_on else said


def leading_first(all_courses: Sequence[Course], standing: Standing) -> list[Course]:
    """Return the courses, the one that leads the caseload's row first."""
    return sorted(all_courses, key=lambda course: (course.instrument != standing.instrument, course.instrument))


def _timeline(episode: Episode, ever: History) -> list[TimelineEntry]:
    """Return everything that happened, the latest first, each with the name of its theme."""
    names = {"score": _("Score"), "state": _("State")}
    names |= {slug: theme.title for slug, theme in themes().items()}
    return [TimelineEntry(names[event.kind], event) for event in timeline(episode.pk, ever)]


def _header(actor: Actor, episode: Episode, today: date) -> ClientHeader:
    standing, client = episode.standing, episode.client
    weeks = weeks_silent(episode, today)
    now = state_now(standing.code, weeks > 0)
    gave_way = now.code == SILENT and standing.scores > 0
    return ClientHeader(
        called=client.called,
        reference=client.reference if client.name else "",
        state=now,
        before=last_state(standing.code) if gave_way else "",
        since=None if gave_way else standing.since,
        last_heard=standing.last_heard,
        silent=silent_words(weeks),
        worker=episode.worker.name if episode.worker and episode.worker_id != actor.id else "",
        programme=shown_programme(episode),
        started_on=episode.started_on,
        ended_on=episode.ended_on,
    )


def _links(actor: Actor, episode: Episode) -> ClientLinks:
    """Return the links; a check that does not pass takes away every link that would change something."""
    reason = why_not(check_may_write, actor, episode) or why_not(check_open, episode)
    there = {"episode": episode.public_id}
    own = not reason and allowed(check_is_own, actor, episode)
    assigns = episode.ended_on is None and allowed(check_may_assign, actor, episode)
    return ClientLinks(
        score_add="" if reason else address_if_any("checkins:score_add", **there),
        client_edit="" if reason else address_if_any("caseload:client_edit", **there),
        hand_over=address_if_any("transfers:transfer", **there) if assigns or own else "",
        facts=address_if_any("caseload:facts", **there),
        history=address_if_any("home:history", **there),
        end=address_if_any("reviews:end", **there) if own else "",
        why_not=reason,
    )
