"""Three weeks pass in the facts of a case, and a choice leaves its mark in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unstuck.learning.weeks.choices import Choice
from unstuck.learning.weeks.person import STEP_WEEKS, Facts


def laid_over(facts: Facts, more: Facts) -> dict[str, Any]:
    """Return facts with others laid over them, part by part; a list is replaced as a whole.

    >>> laid_over({"engagement": {"alliance": 3, "willingness": 6}}, {"engagement": {"alliance": 7}})
    {'engagement': {'alliance': 7, 'willingness': 6}}
    """
    laid = dict(facts)
    for name, value in more.items():
        below = laid.get(name)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        laid[name] = laid_over(below, value) if both and below is not None else value
    return laid


def marked(facts: Facts, choice: Choice, approach: str) -> dict[str, Any]:
    """Return facts with what a choice leaves on record; `approach` is what a change goes to."""
    if choice == "consult":
        answered = {"weeks_ago": 0, "status": "answered", "about_this_stall": True}
        return {**facts, "consultations": [*facts.get("consultations", ()), answered]}
    if choice == "support":
        return {**facts, "referrals_open": facts.get("referrals_open", 0) + 1}
    if choice == "safety" and facts.get("safety"):
        seen_to = {"assessed": True, "assessed_weeks_ago": 0, "imminent": False, "safety_plan": True}
        concerns = [{**one, **seen_to} for one in facts["safety"].get("concerns", ())]
        return laid_over(facts, {"safety": {"concerns": concerns}})
    if choice == "change" and approach:
        ended = [{"ended_weeks_ago": 0, **one} for one in facts.get("approaches", ())]
        begun = {"code": approach, "started_weeks_ago": 0, "scores_since": 0}
        return {**facts, "approaches": [*ended, begun]}
    return dict(facts)


def weeks_later(facts: Facts) -> dict[str, Any]:
    """Return the facts three weeks on: what is counted in weeks, and the sessions that took place."""
    later = dict(facts)
    if "treatment" in later:
        later["treatment"] = _treatment(later["treatment"])
    later["consultations"] = [_older(one, "weeks_ago") for one in later.get("consultations", ())]
    ages = ("started_weeks_ago", "ended_weeks_ago", "scores_since")
    later["approaches"] = [_older(one, *ages) for one in later.get("approaches", ())]
    if later.get("contact", {}).get("weeks_since"):
        later["contact"] = _older(later["contact"], "weeks_since")
    if "concerns" in later.get("safety", {}):
        # Once a risk was seen to, it is looked at again each week: `assessed_weeks_ago` stays.
        concerns = [_older(one, "weeks_ago") for one in later["safety"]["concerns"]]
        later["safety"] = {**later["safety"], "concerns": concerns}
    return {name: value for name, value in later.items() if value != []}


def _treatment(treatment: Facts) -> dict[str, Any]:
    later = _older(treatment, "weeks")
    if "sessions_attended" in later:
        later["sessions_attended"] += max(0, STEP_WEEKS - later.get("sessions_missed_recently", 0))
    return later


def _older(row: Facts, *names: str) -> dict[str, Any]:
    return {name: value + STEP_WEEKS if name in names else value for name, value in row.items()}
