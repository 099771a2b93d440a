"""B: consult a colleague, the first answer to a stall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unstuck.guidance.because import Because, because, weeks
from unstuck.guidance.case import Case, Consultation
from unstuck.guidance.resources import goals_not_met
from unstuck.guidance.thresholds import Thresholds
from unstuck.progress.reasons import chance

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
    reasons = [because(code, probability=_probability(case), noticed=_noticed(case))]
    if case.progress.state == "deteriorating":
        reasons.append(because("combine-deteriorating"))
    return tuple(reasons)


def duration(case: Case) -> str:
    """Return ` for 9 weeks`, or nothing where it is unknown or has only begun. Weeks are whole: nobody says 6.6."""
    known = int(case.progress.weeks_in_state or 0)
    return f" for {weeks(known)}" if known else ""


def _noticed(case: Case) -> str:
    """Return how long ago the state was noticed: what is seen may have begun long before, and the chart says when."""
    known = case.progress.weeks_in_state
    if not known:
        return ""
    return f"; noticed {weeks(int(known))} ago" if known >= 1 else "; noticed within the last week"


def _probability(case: Case) -> str:
    known = case.progress.probability
    if known is None:
        return ""
    if case.progress.state == "stalled":
        return f", and little expected in the next four weeks ({chance(known)})"
    return f" (chance of being clearly worse in four weeks than at the start: {chance(known)})"


def ask(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to ask a colleague now (B.1, B.6); empty when none is called for, or a reply may still come."""
    if _open_questions(case, limits):
        return ()
    return _stall_unanswered(case, limits) + own_side(case)


def wait(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to wait for a reply instead of asking; empty when there is nothing to wait for."""
    called_for = _stall_unanswered(case, limits) + own_side(case)
    if not called_for or not _open_questions(case, limits):
        return ()
    asked = because("B.1-asked", weeks=weeks(min(_open_questions(case, limits))), limit=weeks(limits.reply_weeks))
    return (*called_for, asked)


def ask_urgently(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to ask today, while a risk is open, in any state and whatever was asked before the sign (S.2)."""
    stall = why_stuck(case) if stuck(case) else ()
    return (*stall, *own_side(case), because("S.1-urgent"))


def _stall_unanswered(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the stall on which no colleague has answered, and unmet goals: part of nearly every one (B.1)."""
    so_far = consulting(case, limits)
    if not stuck(case) or so_far.done:
        return ()
    overdue = (because("B.1-no-reply", weeks=weeks(so_far.weeks_ago)),) if so_far.standing == "no_reply" else ()
    return (*why_stuck(case), *goals_not_met(case), *overdue)


def _open_questions(case: Case, limits: Thresholds) -> list[float]:
    """Return how many weeks ago colleagues were asked who may still reply, about this stall where there is one."""
    asked = [one for one in case.consultations or () if one.status == "asked" and _counts(one, case)]
    return [one.weeks_ago for one in asked if not reply_overdue(one.weeks_ago, limits)]


OWN_SIDE = ("unsure", "strong_feelings", "outside_competence", "dual_relationship", "overloaded", "leaving")
"""What a worker may record of themselves, each a reason to ask a colleague (B.6): theirs alone."""


def own_side(case: Case) -> tuple[Because, ...]:
    """Return the worker's own reasons to ask a colleague, in any state of progress (B.6)."""
    recorded = [because(f"B.6-{name.replace('_', '-')}") for name in OWN_SIDE if getattr(case.worker, name)]
    in_mind = [because("B.6-in-mind")] if "consult_colleague" in case.considering else []
    return (*recorded, *in_mind)


def reassess(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to look at the path again (B.7): behind the consultation on a stall, until it is answered."""
    if not stuck(case) or consulting(case, limits).done:
        return ()
    culture = (because("B.7-culture"),) if case.client.culture_or_faith_matters else ()
    return (because("B.7-reassess"), *culture)
