"""The work that ended: with a risk that is still open first, then the latest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import Case, default_thresholds
from unstuck.guidance.ending import lacking_in_words
from unstuck.guidance.safe_order import safe_place
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.reviews.models import Closing, ClosingFollowUp, Ending
from unstuck.web.reviews.queries import day_to_ask, endings, endings_with_open_risk
from unstuck.web.safety.models import ContactWay
from unstuck.web.transfers.models import ClientConsent
from unstuck.web.transfers.presenters import open_risk


@dataclass(frozen=True)
class EndingSummary:
    """An ending in words; `is_own` for the worker whose client it was. `open_risk`: what stands open, in words."""

    closing: Closing
    ending: str
    lacking: Sequence[str]
    is_own: bool
    details: Sequence[str]
    followed_up: Sequence[ClosingFollowUp]
    ask_on: date | None
    open_risk: Sequence[str] = ()


@dataclass(frozen=True)
class EndedWorkPage:
    """The work that ended: where a risk is still open first, in the safe order (S.3), then the latest."""

    at_risk: Sequence[EndingSummary]
    others: Sequence[EndingSummary]


def ended_work_page(actor: Actor, today: date) -> EndedWorkPage:
    """Return the work that ended, of the clients whom this person may read."""
    cases = endings_with_open_risk(actor, today)
    shown = [ending_summary(closing, actor, cases.get(closing.episode_id)) for closing in endings(actor, cases)]
    at_risk = [one for one in shown if one.open_risk]
    at_risk.sort(key=lambda one: safe_place(cases[one.closing.episode_id]).rank)
    return EndedWorkPage(at_risk=at_risk, others=[one for one in shown if not one.open_risk])


def ending_summary(closing: Closing, actor: Actor, case: Case | None = None) -> EndingSummary:
    """Return an ending in words, with what was not explored then; `case`: where a risk is still open."""
    return EndingSummary(
        closing,
        Ending(closing.ending).words,
        lacking_in_words(closing.lacking, default_thresholds()),
        closing.episode.worker_id == actor.id,
        list(_details(closing)),
        list(closing.follow_ups.all()),
        day_to_ask(closing),
        open_risk(case) if case else (),
    )


def _details(closing: Closing) -> Iterator[str]:
    """Yield what was recorded with an ending, each with its name."""
    named = {
        _("Where, or who takes over"): closing.place,
        _("Who was told"): closing.told,
        _("Tried to reach them"): _tries(closing),
        _("Whether somebody looked in"): closing.welfare,
        _("The client's consent"): _consent(closing),
        _("Notice"): " ".join([spell_date(closing.notice_on) if closing.notice_on else "", closing.notice]).strip(),
        _("What goes on"): closing.continuity,
        _("If things get harder again"): closing.setbacks,
        _("The way back"): closing.way_back,
        _("The risk"): closing.risk_words,
        _("The mandate"): closing.mandate_words,
        _("Second person"): closing.second_look.second.name if closing.second_look else "",
    }
    yield from (f"{name}: {words}" for name, words in named.items() if words)


def _tries(closing: Closing) -> str:
    if closing.tries is None:
        return ""
    times = ngettext("%(n)s time", "%(n)s times", closing.tries) % {"n": closing.tries}
    return ", ".join([times, *(ContactWay(way).words.lower() for way in closing.ways)])


def _consent(closing: Closing) -> str:
    said = ClientConsent(closing.consent).words if closing.consent else ""
    return f"{said} ({closing.consent_words})" if closing.consent_words else said
