"""Concerns of many clients taken in at once: a sign for each that their case tells of, and its assessment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.demo.actions.facts import ASKED_DAYS_AGO, CaseInFull
from unstuck.web.safety.actions.concerns import AssessmentFindings, SeenSign, assess, store_sign
from unstuck.web.safety.actions.frame import show_watch
from unstuck.web.safety.models import Concern, SignSource

SAID = "Answered “several days” to the question about being better off dead."
FOUND = (
    "Asked about thoughts, plan and means. Thoughts come at night and pass; no plan, nothing prepared. "
    "Speaks of the children as what keeps them here."
)


def store_concerns(cases: Iterable[CaseInFull], now: datetime, today: date) -> list[Concern]:
    """Raise a concern for every case with an answer above zero; return those that the case calls assessed."""
    to_assess = []
    for one in cases:
        told = one.case.get("safety", {})
        if told.get("suicide_item_above_zero"):
            on = max(today - timedelta(days=ASKED_DAYS_AGO), one.episode.started_on)
            sign = SeenSign("suicide", on, SignSource.ITEM, SAID)
            held = store_sign(one.episode, sign, None, WriteContext(now, today))
            to_assess += [held] if told.get("assessed_since") else []
    return to_assess


def watch_those(cases: Iterable[CaseInFull]) -> None:
    """Let the caseload show who answers, once it is stored where the episodes stand."""
    for one in cases:
        if one.case.get("safety"):
            show_watch(one.episode)


def assess_those(actor: Actor, concerns: Sequence[Concern], now: datetime, today: date) -> None:
    """Record an assessment of each: no plan, no means, looked at again within the week."""
    findings = AssessmentFindings(
        on=today,
        words=FOUND,
        imminent=False,
        urgency="Look again within the week",
        told="Supervisor, by telephone.",
        done="Went through whom to call at night. The tablets are with a sister.",
        look_again_on=today + timedelta(days=5),
        plan=False,
        means=False,
        past_attempt=False,
        protective="The children; the sister next door.",
    )
    for concern in concerns:
        assess(actor, concern, findings, WriteContext(now, today))
