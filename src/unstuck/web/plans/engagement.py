"""Engagement: a client's own falls as signals (A.4), and how each thing that was agreed is going (A.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.guidance import default_thresholds, tables
from unstuck.guidance import engagement as rules
from unstuck.guidance.case import Case
from unstuck.guidance.urgency import GETTING_BETTER
from unstuck.language import gettext as _
from unstuck.web.caseload.cases import Facts, facts_about, matching, rows_that_answer
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.fact_choices import adherence
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.questions import FactQuestion, answer_in_words
from unstuck.web.plans.rule_words import rule_in_words


@dataclass(frozen=True)
class EngagementSignal:
    """A sign that working together needs care: the pathway's reason, when it was asked, and what to say or do."""

    code: str
    rule: str
    text: str
    on: date | None
    prompts: Sequence[str]


@dataclass(frozen=True)
class EngagementSignals:
    """All signs; `beside_gain`: said where scores are improving as well; `always`: prompts for every sign."""

    signals: Sequence[EngagementSignal]
    beside_gain: str
    always: Sequence[str]
    source: str

    def __bool__(self) -> bool:
        return bool(self.signals)


@dataclass(frozen=True)
class AgreementProgress:
    """How one thing that was agreed is going, when that was asked, and whether it differs from what was agreed."""

    code: str
    name: str
    text: str
    on: date | None
    gap: bool


def engagement_signals(
    episode: Episode, today: date, facts: Facts | None = None, case: Case | None = None
) -> EngagementSignals:
    """Return the signs of strain now, whatever the scores do. `facts`, `case`: if they have been read already."""
    known = facts or facts_about(episode)
    now = case or current_case(episode, today, known)
    helps = tables.repair()
    signals = [
        EngagementSignal(
            reason.code, reason.rule, reason.text, _asked_on(known, reason.code), helps.because.get(reason.code, ())
        )
        for reason in rules.strain(now, default_thresholds())
    ]
    return EngagementSignals(
        signals=signals,
        beside_gain=_("Scores are getting better at the same time, but this is still a sign in its own right.")
        if signals and now.progress.state in GETTING_BETTER
        else "",
        always=helps.prompts,
        source=rule_in_words("A.4"),
    )


def _asked_on(facts: Facts, code: str) -> date | None:
    asked = matching(facts, tables.asked_in()[code])
    return asked[-1].on if asked else None


def agreements_in_words(facts: Facts) -> list[AgreementProgress]:
    """Return how medication, therapy and community support are going, or that nobody has asked yet."""
    return [_agreement(facts, code, name) for code, name in tables.words().agreed.items()]


def _agreement(facts: Facts, code: str, name: str) -> AgreementProgress:
    asked = rows_that_answer(facts.engagement, code)
    if not asked:
        return AgreementProgress(code, name, _("Not asked yet"), None, False)
    row = asked[-1]
    answer = getattr(row, code)
    text = answer_in_words(FactQuestion(code, "choice", name, name, choices=adherence()), answer)
    return AgreementProgress(code, name, text, row.on, rules.is_gap(answer))
