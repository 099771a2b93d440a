"""A client's page: the story on the left, what to consider now on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from unstuck.guidance import advise
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.reporting.words import StateWords, state
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.caseload.permissions import check_may_assign, check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.caseload.queries import Course, courses, silent_weeks
from unstuck.web.caseload.questions import themes
from unstuck.web.caseload.story import story
from unstuck.web.caseload.timeline import Happening, timeline
from unstuck.web.components.denied import allowed, why_not
from unstuck.web.components.links import address_if_any
from unstuck.web.home.presenters.below_the_chart import below_the_chart
from unstuck.web.home.presenters.caseload import silent_words
from unstuck.web.home.presenters.what_now import what_now
from unstuck.web.referrals.network_page import panel_of
from unstuck.web.referrals.queries import area_links_of, asked_outside
from unstuck.web.reviews.presenters.review_summary import review_summary


@dataclass(frozen=True)
class Head:
    """Who it is about, and how it stands."""

    called: str
    reference: str
    state: StateWords
    since: date | None
    last_heard: date | None
    silent: str
    worker: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Links:
    """Where one can go from here; empty where this person may not, with the reason in `why_not`."""

    score_add: str
    client_edit: str
    hand_over: str
    facts: str
    history: str
    end: str
    why_not: str


def client_page(actor: Actor, episode: Episode, today: date) -> dict[str, Any]:
    """Return what the page of one client shows."""
    facts = facts_of([episode.pk])[episode.pk]
    found = leading_first(courses(episode), episode.standing)
    links = _links(actor, episode)
    called, case = episode.client.called, current_case(episode, today, facts)
    return {
        "episode": episode,
        "facts": facts,
        "head": _head(actor, episode, today),
        "stories": [
            (story(course, f"story-{place}", called, facts), below_the_chart(course))
            for place, course in enumerate(found, 1)
        ],
        "now": what_now(advise(case), episode.public_id, may_record=not links.why_not),
        "links": links,
        "may_write": not links.why_not,
        "looks": review_summary(actor, episode, today),
        "network": None if suspended(case) else panel_of(case, area_links_of(episode), asked_outside(episode)),
        "happened": _happened(episode),
    }


def leading_first(found: Sequence[Course], standing: Standing) -> list[Course]:
    """Return the courses, the one that leads the caseload's row first."""
    return sorted(found, key=lambda course: (course.instrument != standing.instrument, course.instrument))


class Happened(NamedTuple):
    """One line of the timeline: the theme it belongs to, and what happened."""

    theme: str
    one: Happening


def _happened(episode: Episode) -> list[Happened]:
    """Return everything that happened, the latest first, each with the name of its theme."""
    names = {"score": _("Score"), "state": _("State")}
    names |= {slug: theme.title for slug, theme in themes().items()}
    return [Happened(names[one.kind], one) for one in timeline(episode.pk)]


def _head(actor: Actor, episode: Episode, today: date) -> Head:
    standing, client = episode.standing, episode.client
    ended = episode.ended_on is not None
    return Head(
        called=client.called,
        reference=client.reference if client.name else "",
        state=state(standing.code),
        since=standing.since,
        last_heard=standing.last_heard,
        silent="" if ended else silent_words(_silent_weeks(episode, today)),
        worker=episode.worker.name if episode.worker and episode.worker_id != actor.id else "",
        started_on=episode.started_on,
        ended_on=episode.ended_on,
    )


def _silent_weeks(episode: Episode, today: date) -> int:
    heard = episode.standing.last_heard
    return silent_weeks(heard.isoformat() if heard else None, episode.started_on.isoformat(), today)


def _links(actor: Actor, episode: Episode) -> Links:
    """Return the links; a check that does not pass takes away every link that would change something."""
    reason = why_not(check_may_write, actor, episode) or why_not(check_open, episode)
    there = {"episode": episode.public_id}
    assigns = episode.ended_on is None and allowed(check_may_assign, actor, episode)
    return Links(
        score_add="" if reason else address_if_any("caseload:score_add", **there),
        client_edit="" if reason else address_if_any("caseload:client_edit", **there),
        hand_over=address_if_any("caseload:hand_over", **there) if assigns else "",
        facts=address_if_any("caseload:facts", **there),
        history=address_if_any("home:history", **there),
        end="" if reason else address_if_any("reviews:end", **there),
        why_not=reason,
    )
