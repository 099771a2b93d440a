"""B: consult a colleague, the first answer to a stall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unstuck.guidance.because import Because, because, weeks
from unstuck.guidance.case import Case, Consultation
from unstuck.guidance.thresholds import Thresholds
from unstuck.progress.reasons import percent

Standing = Literal["not_asked", "waiting", "no_reply", "answered", "acted_on"]


@dataclass(frozen=True)
class Consulting:
    """How far consulting on this stall has come, and how many weeks ago that was."""

    standing: Standing
    weeks_ago: float = 0.0

    @property
    def done(self) -> bool:
        """True once a colleague has answered."""
        return self.standing in {"answered", "acted_on"}


def stuck(case: Case) -> bool:
    """Tell whether the case is stalled or deteriorating; steady is not stalled where it is the aim (E.3)."""
    if case.progress.state == "stalled":
        return case.treatment.aim != "stay_well"
    return case.progress.state == "deteriorating"


def reply_overdue(weeks_ago: float, limits: Thresholds) -> bool:
    """Tell whether a colleague who was asked so many weeks ago has had the time to reply (B.1)."""
    return weeks_ago > limits.reply_weeks


def consulting(case: Case, limits: Thresholds) -> Consulting:
    """Return how far consulting on this stall has come (B.1); an answer counts before an open question."""
    counting = [one for one in case.consultations or () if _counts(one, case)]
    acted_on = [one.weeks_ago for one in counting if one.status == "acted_on"]
    answered = [one.weeks_ago for one in counting if one.status in {"answered", None}]
    if acted_on:
        return Consulting("acted_on", min(acted_on))
    if answered:
        return Consulting("answered", min(answered))
    if not counting:
        return Consulting("not_asked")
    asked = min(one.weeks_ago for one in counting)
    return Consulting("no_reply" if reply_overdue(asked, limits) else "waiting", asked)


def _counts(consultation: Consultation, case: Case) -> bool:
    """Tell whether a consultation is about this stall: so marked or, unmarked, no older than the stall."""
    if consultation.about_this_stall is not None:
        return consultation.about_this_stall
    if not stuck(case):
        return True
    duration = case.progress.weeks_in_state
    return duration is not None and consultation.weeks_ago <= duration


def why_stuck(case: Case) -> tuple[Because, ...]:
    """Return the stall or the deterioration with its duration and probability, as far as they are known."""
    code = f"B.1-{case.progress.state}"
    reasons = [because(code, duration=duration(case), probability=_probability(case))]
    if case.progress.state == "deteriorating":
        reasons.append(because("combine-deteriorating"))
    return tuple(reasons)


def duration(case: Case) -> str:
    """Return ` for 9 weeks`, or nothing where it is unknown or has only begun."""
    known = case.progress.weeks_in_state
    return f" for {weeks(known)}" if known else ""


def _probability(case: Case) -> str:
    known = case.progress.probability
    return f" (probability {percent(known)})" if known is not None else ""


def ask(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to ask a colleague now; empty when none is called for, or a reply may still come."""
    so_far = consulting(case, limits)
    if not stuck(case) or so_far.done or so_far.standing == "waiting":
        return ()
    if so_far.standing == "no_reply":
        return (*why_stuck(case), because("B.1-no-reply", weeks=weeks(so_far.weeks_ago)))
    return why_stuck(case)


def wait(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to wait for a reply instead of asking; empty when there is nothing to wait for."""
    so_far = consulting(case, limits)
    if not stuck(case) or so_far.standing != "waiting":
        return ()
    asked = because("B.1-asked", weeks=weeks(so_far.weeks_ago), limit=weeks(limits.reply_weeks))
    return (*why_stuck(case), asked)


def ask_urgently(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to ask today, while a risk is open: a reply that may still come is not waited for (S.1)."""
    reasons = ask(case, limits) or wait(case, limits)
    return (*reasons, because("S.1-urgent")) if reasons else ()
