"""D.6: advocacy is work, with tasks that have a last day, an answer and an outcome."""

from __future__ import annotations

from unstuck.guidance import engagement
from unstuck.guidance.because import Because, because, counted
from unstuck.guidance.case import Case
from unstuck.guidance.thresholds import Thresholds

WEEK = 7


def is_near(days_left: float, limits: Thresholds) -> bool:
    """Tell whether a last day is so near that it is named on every list, or has passed (D.6).

    >>> from unstuck.guidance.thresholds import default_thresholds
    >>> is_near(14, default_thresholds()), is_near(15, default_thresholds()), is_near(-3, default_thresholds())
    (True, False, True)
    """
    return days_left <= limits.deadline_weeks * WEEK


def advocate(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to speak up for the client: what has a last day or an answer (D.6), and what is in the way (A.5)."""
    return _last_day(case, limits) + _answers(case) + engagement.barriers(case)


def _last_day(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    left = case.advocacy.days_left
    if left is None or not is_near(left, limits):
        return ()
    if left < 0:
        return (because("D.6-last-day-passed"),)
    return (because("D.6-last-day", days=counted(left, "day")) if left else because("D.6-last-day-today"),)


def _answers(case: Case) -> tuple[Because, ...]:
    refused = (because("D.6-refused"),) if case.advocacy.refused else ()
    return refused + ((because("D.6-due"),) if case.advocacy.due else ())
