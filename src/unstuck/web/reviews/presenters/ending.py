"""The safeguards beside an ending: what was explored, and what belongs to a good ending (E.1 to E.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import default_thresholds, tables
from unstuck.guidance.because import number
from unstuck.guidance.case import Case
from unstuck.guidance.ending import alternatives, client_leaves, lacking_in_words, not_stepping_down
from unstuck.guidance.safety import risk, suspended
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.reporting.words import together
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import facts_about
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.referrals.queries import ReferralSummary, asked_outside
from unstuck.web.reviews.models import Closing, Ending
from unstuck.web.reviews.queries import endings


@dataclass(frozen=True)
class Safeguard:
    """One part of having explored the alternatives, and where it is done. `met` False: not known to be so."""

    text: str
    met: bool
    step: str


@dataclass(frozen=True)
class EndingRule:
    """A rule of the practice page beside the form."""

    id: str
    title: str
    says: str
    sources: Sequence[str]


@dataclass(frozen=True)
class EndingPage:
    """What stands beside the form of an ending. `crisis`: a risk is on record that nobody has assessed."""

    safeguards: Sequence[Safeguard]
    stepping_down: Sequence[str]
    recovered: bool
    risks: Sequence[str]
    crisis: bool
    wishes_to_leave: bool
    mandated: bool
    rules: Sequence[EndingRule]

    @property
    def assessed_risk(self) -> bool:
        """True where a risk is on record and a person has assessed it."""
        return bool(self.risks) and not self.crisis


def ending_page(episode: Episode, today: date) -> EndingPage:
    """Return what stands beside the form of an ending."""
    facts = facts_about(episode)
    case = current_case(episode, today, facts)
    limits = default_thresholds()
    return EndingPage(
        safeguards=_safeguards(case, asked_outside(episode)),
        stepping_down=[together(one.text) for one in not_stepping_down(case, limits)],
        recovered=case.progress.state == "recovered",
        risks=[one.text for one in risk(case)],
        crisis=suspended(case),
        wishes_to_leave=bool(client_leaves(case)),
        mandated=bool(case.treatment.mandated),
        rules=[_rule(code) for code in ("E.1", "E.2", "E.3")],
    )


def _safeguards(case: Case, outside: Sequence[ReferralSummary]) -> list[Safeguard]:
    limits = default_thresholds()
    met = {
        "E.1-not-consulted": _("A colleague was consulted about this stall, and the advice was acted on."),
        "E.1-few-changes": _("At least %(n)s changes of approach were tried.")
        % {"n": number(limits.changes_of_approach)},
        "E.1-not-given-time": _("The present approach was given its time."),
        "E.1-no-referral": " ".join(
            [_("Outside support was brought in, or the life areas do not call for it."), *_outside(outside)]
        ),
    }
    steps = {
        "E.1-not-consulted": "consult-colleague",
        "E.1-few-changes": "change-approach",
        "E.1-not-given-time": "collect-scores",
        "E.1-no-referral": "involve-resources",
    }
    explored = alternatives(case, limits)
    return [
        Safeguard(met[one.lacking.code] if one.met else one.lacking.text, one.met, steps[one.lacking.code])
        for one in explored
    ]


def _outside(asked: Sequence[ReferralSummary]) -> list[str]:
    """Say how many referrals were made, how many are open, and how many brought help."""
    if not asked:
        return []
    counts = {
        "n": len(asked),
        "open": sum(one.is_open for one in asked) or _("none"),
        "helped": sum(one.helped for one in asked) or _("none"),
    }
    words = ngettext(
        "%(n)s referral was made: %(open)s open, %(helped)s brought help.",
        "%(n)s referrals were made: %(open)s open, %(helped)s brought help.",
        len(asked),
    )
    return [words % counts]


def _rule(code: str) -> EndingRule:
    rule = tables.rules()[code]
    return EndingRule(code, rule.title, rule.says, [tables.sources()[key].citation for key in rule.sources])


@dataclass(frozen=True)
class EndingSummary:
    """An ending in words; `is_own` for the worker whose client it was."""

    closing: Closing
    ending: str
    lacking: Sequence[str]
    is_own: bool


@dataclass(frozen=True)
class EndedWorkPage:
    """The work that ended, the latest first."""

    endings: Sequence[EndingSummary]


def ended_work_page(actor: Actor) -> EndedWorkPage:
    """Return the work that ended, of the clients whom this person may read."""
    return EndedWorkPage([ending_summary(closing, actor) for closing in endings(actor)])


def ending_summary(closing: Closing, actor: Actor) -> EndingSummary:
    """Return an ending in words, with what was not explored then."""
    lacking = lacking_in_words(closing.lacking, default_thresholds())
    is_own = closing.episode.worker_id == actor.id
    return EndingSummary(closing, Ending(closing.ending).words, lacking, is_own)
