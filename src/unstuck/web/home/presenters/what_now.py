"""What to consider now, with the reasons, the rules and their sources, and where each can be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from unstuck.guidance import Advice, tables
from unstuck.language import gettext as _
from unstuck.web.reviews.presenters.guided import StepGuide, form_address, step_guide

SHOWN_THEMES, SHOWN_FACTS = 3, 2
"""How much of what is not known is shown at once; the rest folds."""


ASKED_AS_CONCERNS = (
    "safety.suicide_item_above_zero",
    "safety.crisis",
    "safety.other_risk",
    "safety.assessed_since",
    "safety.imminent",
)
"""The older facts about safety: a case file may hold them, and the site asks for concerns in their place."""

COUNTED = ("referrals_open",)
"""What the site counts itself: none is nothing that anybody has to find out."""


class UnknownFacts(NamedTuple):
    """Facts of one theme that nobody recorded and that would change the answer."""

    theme: str
    facts: Sequence[str]
    address: str


@dataclass(frozen=True)
class WhatNow:
    """The right side of a client's page. The first part of `missing` is shown, the rest folds."""

    steps: Sequence[StepGuide]
    cautions: Sequence[StepGuide]
    missing: Sequence[UnknownFacts]
    more_missing: Sequence[UnknownFacts]


def what_now(advice: Advice, episode: UUID, *, may_record: bool) -> WhatNow:
    """Return the advice in words; without `may_record` no link leads to a form."""
    missing = [fact for fact in advice.missing if not fact.startswith((*ASKED_AS_CONCERNS, *COUNTED))]
    first, rest = _opened(_unknown(missing, episode if may_record else None))
    return WhatNow(
        steps=[step_guide(advised, episode if may_record else None) for advised in advice.steps],
        cautions=[step_guide(advised, None) for advised in advice.cautions],
        missing=first,
        more_missing=rest,
    )


def _themes() -> dict[str, tuple[str, str]]:
    """Return the themes of facts, the most telling first: theme -> (name on screen, part of the contract)."""
    return {
        "safety": (_("Safety"), "safety"),
        "contact": (_("Contact"), "contact"),
        "safe_way": (_("Reaching the client"), "client.safe_contact_known"),
        "life_areas": (_("Life areas"), "life_areas"),
        "engagement": (_("Working together"), "engagement"),
        "consultation": (_("Colleagues"), "consultations"),
        "wishes": (_("The client's wishes"), "client_wishes"),
        "circumstances": (_("Circumstances"), "client"),
        "approach": (_("Approaches"), "approaches"),
        "goals": (_("Goals"), "treatment.goals_met"),
        "sessions": (_("Sessions"), "treatment.sessions_missed_recently"),
        "care": (_("Treatment"), "treatment"),
        "": (_("Also"), ""),
    }


def _unknown(missing: Sequence[str], episode: UUID | None) -> list[UnknownFacts]:
    words = tables.words().facts
    parts = {part: theme for theme, (_name, part) in _themes().items()}
    grouped: dict[str, list[str]] = {theme: [] for theme in _themes()}
    for fact in missing:
        theme = parts.get(fact) or parts.get(fact.partition(".")[0], "")
        grouped[theme].append(words.get(fact, fact.replace("_", " ")))
    return [
        UnknownFacts(name, grouped[theme], _address(theme, episode))
        for theme, (name, _part) in _themes().items()
        if grouped[theme]
    ]


ASKED_ON = {
    "safety": "safety:safety",
    "contact": "safety:contact_add",
    "safe_way": "safety:safe_way",
    "goals": "plans:plan",
    "sessions": "attendance:sessions",
}
"""The pages on which themes are asked about that are no facts of the caseload."""


def _address(theme: str, episode: UUID | None) -> str:
    if not theme or episode is None:
        return ""
    page = ASKED_ON.get(theme)
    return reverse(page, kwargs={"episode": episode}) if page else form_address(theme, episode)


def _opened(unknown: Sequence[UnknownFacts]) -> tuple[list[UnknownFacts], list[UnknownFacts]]:
    """Divide what is not known into what is shown at once and what folds."""
    first = [one._replace(facts=one.facts[:SHOWN_FACTS]) for one in unknown[:SHOWN_THEMES]]
    others = [one._replace(facts=one.facts[SHOWN_FACTS:]) for one in unknown[:SHOWN_THEMES]]
    return first, [one for one in (*others, *unknown[SHOWN_THEMES:]) if one.facts]
