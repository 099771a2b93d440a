"""One screen before a session: what the client answered, what changed, what was agreed, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.reporting.words import number, of_measure, spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.alerts.story import reason_now
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.presenters.worker import CheckinRow, CheckinsPage, checkins_page
from unstuck.web.checkins.queries import checkins_of
from unstuck.web.checkins.workflow import ANSWERED
from unstuck.web.client_pages.presenters.worker import ObjectionLine, not_right_lines
from unstuck.web.home.presenters.client_rows import silent_words, weeks_silent
from unstuck.web.plans.engagement import AgreementProgress, agreements_in_words
from unstuck.web.plans.presenters.plan import PlanPartLine, plan_page
from unstuck.web.referrals.queries import asked_outside
from unstuck.web.safety.case_part import safety_part
from unstuck.web.safety.presenters.concerns import SafetyBox, safety_box


@dataclass(frozen=True)
class ChangeLine:
    """One thing that was answered twice: its name, then and now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class BeforePage:
    """The screen. `answered` is the latest check-in that was sent; `checkins` says what waits and what is due."""

    episode: Episode
    safety: SafetyBox
    reason: str
    silent: str
    answered: CheckinRow | None
    changes: Sequence[ChangeLine]
    compared_with: date | None
    agreed: Sequence[PlanPartLine]
    agreements: Sequence[AgreementProgress]
    due: Sequence[str]
    checkins: CheckinsPage
    not_right: Sequence[ObjectionLine]


def before_page(actor: Actor, episode: Episode, now: datetime, today: date) -> BeforePage:
    """Return what stands on the screen before a session."""
    facts, standing = facts_about(episode), episode.standing
    case = current_case(episode, today, facts)
    checkins = checkins_page(actor, episode, now, today)
    sent = [one for one in checkins_of(episode) if one.state == ANSWERED]
    return BeforePage(
        episode=episode,
        safety=safety_box(episode, safety_part(facts).open_concerns, case, today),
        reason=reason_now(of_measure(standing.instrument, standing.reason), ended=episode.ended_on is not None),
        silent=silent_words(weeks_silent(episode, today)),
        answered=next((row for row in checkins.past if row.is_answered), None),
        changes=_changes(sent),
        compared_with=sent[1].on if len(sent) > 1 else None,
        agreed=[part for part in plan_page(actor, episode, today).parts if part.dropped_on is None],
        agreements=agreements_in_words(facts),
        due=list(_due(episode, checkins, today)),
        checkins=checkins,
        not_right=not_right_lines(episode),
    )


def _changes(sent: Sequence[Checkin]) -> list[ChangeLine]:
    """Return what the latest check-in and the one before have in common, then and now."""
    if len(sent) < 2:
        return []
    now, before = (_figures(one.results) for one in sent[:2])
    return [ChangeLine(name, number(before[name], 1), number(now[name], 1)) for name in now if name in before]


def _figures(results: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    names = {
        "willingness": _("Willingness"),
        "alliance": _("Working together"),
        "readiness_to_change": _("Readiness to change"),
    }
    said = {names[name]: value for name, value in results.get("engagement", {}).items()}
    return {**results.get("totals", {}), **said}


def _due(episode: Episode, checkins: CheckinsPage, today: date) -> Iterator[str]:
    """Yield what somebody has to do or ask, one line each."""
    if checkins.due:
        yield _("Ask: %(names)s.") % {"names": ", ".join(checkins.due)}
    for support in asked_outside(episode):
        if support.is_open and support.call_back_on <= today:
            words = {"name": support.organisation, "day": spell_date(support.call_back_on)}
            yield _("Ask %(name)s again, since %(day)s.") % words
