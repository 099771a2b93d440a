"""What to consider now, with the reasons, the rules and their sources, and where each can be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from unstuck.guidance import Advice, Consideration, tables
from unstuck.language import gettext as _
from unstuck.reporting.words import together
from unstuck.web.home.presenters.links import address_if_any

SHOWN_THEMES, SHOWN_FACTS = 3, 2
"""How much of what is not known stands open; the rest folds."""


class RuleWords(NamedTuple):
    """A rule of the practice page, as it is shown beside a step."""

    id: str
    title: str
    says: str
    evidence: str


class Guided(NamedTuple):
    """A step, or a thought worth pausing on, in words."""

    code: str
    title: str
    reason: str
    more: Sequence[str]
    rules: Sequence[RuleWords]
    sources: Sequence[str]
    verb: str
    address: str


class Unknown(NamedTuple):
    """Facts of one theme that nobody recorded and that would change the answer."""

    theme: str
    facts: Sequence[str]
    address: str


@dataclass(frozen=True)
class WhatNow:
    """The right side of a client's page. The first part of `missing` is shown, the rest folds."""

    steps: Sequence[Guided]
    cautions: Sequence[Guided]
    missing: Sequence[Unknown]
    more_missing: Sequence[Unknown]


def what_now(advice: Advice, episode: UUID, *, may_record: bool) -> WhatNow:
    """Return the advice in words; without `may_record` no link leads to a form."""
    first, rest = _opened(_unknown(advice.missing, episode if may_record else None))
    return WhatNow(
        steps=[_guided(one, episode if may_record else None) for one in advice.steps],
        cautions=[_guided(one, None) for one in advice.cautions],
        missing=first,
        more_missing=rest,
    )


SCORE = "score"


def _buttons() -> dict[str, tuple[str, str]]:
    """Return where a step can be recorded and with which verb: step -> (theme, text of the button)."""
    return {
        "respond-to-risk": ("safety", _("Record an assessment")),
        "repair-relationship": ("engagement", _("Record how it is going")),
        "review-goals-with-client": ("care", _("Record how the goals stand")),
        "ask-prescriber": ("care", _("Record what was agreed")),
        "advocate": ("engagement", _("Record what stands in the way")),
        "consult-colleague": ("consultation", _("Record that you asked a colleague")),
        "wait-for-reply": ("consultation", _("Record the reply")),
        "change-approach": ("approach", _("Record a different approach")),
        "research-with-colleague": ("consultation", _("Record that you asked a colleague")),
        "involve-resources": ("life_areas", _("Ask about life areas")),
        "evaluate-need": ("life_areas", _("Ask about life areas")),
        "closing-review": ("wishes", _("Record what the client wishes")),
        "step-down": ("care", _("Record how the goals stand")),
        "collect-scores": (SCORE, _("Enter a score")),
        "continue": (SCORE, _("Enter a score")),
    }


def _guided(found: Consideration, episode: UUID | None) -> Guided:
    reasons = [together(reason.text) for reason in found.reasons]
    fired = dict.fromkeys(reason.rule for reason in found.reasons)
    theme, verb = _buttons().get(found.code, ("", ""))
    return Guided(
        code=found.code,
        title=found.title,
        reason=reasons[0] if reasons else "",
        more=reasons[1:],
        rules=[_rule(rule) for rule in fired],
        # The rules come first among the sources; they are shown in full instead.
        sources=found.sources[len(fired) :],
        verb=verb,
        address=_form(theme, episode) if theme else "",
    )


def _rule(rule: str) -> RuleWords:
    found = tables.rules()[rule]
    return RuleWords(rule, found.title, found.says, found.evidence)


def _form(theme: str, episode: UUID | None) -> str:
    if episode is None:
        return ""
    if theme == SCORE:
        return address_if_any("caseload:score_add", episode=episode)
    return address_if_any("caseload:fact_add", episode=episode, kind=theme)


def _themes() -> dict[str, tuple[str, str]]:
    """Return the themes of facts, the most telling first: theme -> (name on screen, part of the contract)."""
    return {
        "safety": (_("Safety"), "safety"),
        "life_areas": (_("Life areas"), "life_areas"),
        "engagement": (_("Working together"), "engagement"),
        "consultation": (_("Colleagues"), "consultations"),
        "wishes": (_("The client's wishes"), "client_wishes"),
        "approach": (_("Approaches"), "approaches"),
        "care": (_("Treatment"), "treatment"),
        "": (_("Also"), ""),
    }


def _unknown(missing: Sequence[str], episode: UUID | None) -> list[Unknown]:
    words = tables.words().facts
    parts = {part: theme for theme, (_name, part) in _themes().items()}
    grouped: dict[str, list[str]] = {theme: [] for theme in _themes()}
    for fact in missing:
        grouped[parts.get(fact.partition(".")[0], "")].append(words.get(fact, fact.replace("_", " ")))
    return [
        Unknown(name, grouped[theme], _form(theme, episode) if theme else "")
        for theme, (name, _part) in _themes().items()
        if grouped[theme]
    ]


def _opened(unknown: Sequence[Unknown]) -> tuple[list[Unknown], list[Unknown]]:
    """Part what is not known into what is shown at once and what folds."""
    first = [one._replace(facts=one.facts[:SHOWN_FACTS]) for one in unknown[:SHOWN_THEMES]]
    others = [one._replace(facts=one.facts[SHOWN_FACTS:]) for one in unknown[:SHOWN_THEMES]]
    return first, [one for one in (*others, *unknown[SHOWN_THEMES:]) if one.facts]
