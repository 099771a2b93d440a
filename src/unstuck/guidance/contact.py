"""A.6: silence is answered before anything else in A."""

from __future__ import annotations

from unstuck.guidance.because import Because, because, number, weeks
from unstuck.guidance.case import Case
from unstuck.guidance.concerns import open_concerns
from unstuck.guidance.thresholds import Thresholds


def silence(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the signs that the client is not heard from: weeks without a word, or missed sessions."""
    since, missed = case.contact.weeks_since, case.treatment.sessions_missed_recently
    signs = []
    if since is not None and is_silent(since, limits):
        signs.append(because("A.6-silent", weeks=weeks(since)))
    if missed is not None and missed >= limits.missed_sessions:
        signs.append(because("A.6-missed-sessions", count=number(missed)))
    return tuple(signs)


def is_silent(weeks_since: float, limits: Thresholds) -> bool:
    """Tell whether somebody last heard from so many weeks ago is silent (A.6)."""
    return weeks_since >= limits.silent_weeks


def reach(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to make contact, with what belongs to it: a welfare check, the mandate, how often it was tried."""
    signs = silence(case, limits)
    if not signs:
        return ()
    reasons = list(signs)
    if was_at_risk(case, limits) and case.contact.welfare_check is not True:
        reasons.append(because("A.6-welfare-check"))
    if case.treatment.mandated:
        reasons.append(because("A.6-mandate"))
    if _close_in_mind(case) and not tried(case, limits):
        limit = {"tries": number(limits.contact_tries), "ways": number(limits.contact_ways)}
        reasons.append(because("A.6-not-tried", **limit))
    return tuple(reasons)


def tried(case: Case, limits: Thresholds) -> bool:
    """Tell whether reaching the client was tried often enough, in enough ways, before the file may be closed."""
    attempts, ways = case.contact.attempts or 0, case.contact.ways_tried or 0
    return attempts >= limits.contact_tries and ways >= limits.contact_ways


def close_file(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why the closing can be prepared: silent, tried enough, and the worker has it in mind."""
    may = silence(case, limits) and _close_in_mind(case) and tried(case, limits)
    return (because("A.6-tried"),) if may else ()


def _close_in_mind(case: Case) -> bool:
    return "discharge_no_contact" in case.considering


def was_at_risk(case: Case, limits: Thresholds) -> bool:
    """Tell whether a risk was on record of late: open or closed, with a sign of the last half-year."""
    listed = case.safety.concerns or ()
    recent = any(one.weeks_ago is None or one.weeks_ago <= limits.sign_weeks for one in listed)
    return recent or any(one.is_current(limits) for one in open_concerns(case))
