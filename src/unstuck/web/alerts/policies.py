"""What may be done with an alert, whoever does it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from unstuck.guidance.safe_order import REST
from unstuck.language import gettext as _
from unstuck.web.alerts.budget import SETTINGS
from unstuck.web.caseload.models import Standing
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.components.denied import Denied


def check_put_off(words: str, again_on: date | None, today: date) -> None:
    """Raise Denied where no reason or day is given, or the day lies too far ahead."""
    if not words.strip():
        raise Denied("no_reason", _("Say why it can wait."))
    if again_on is None:
        raise Denied("no_day", _("Say when to look again."))
    check_again_on(again_on, today, SETTINGS.longest_put_off_weeks)


def check_may_wait(standing: Standing, today: date) -> None:
    """Raise Denied where a concern or a loss comes first: neither can be put off (S.3)."""
    rank, words = place_on(standing.places, today.isoformat())
    if rank < REST:
        reason = _("This cannot be put off: %(concern)s. Respond to that first.") % {"concern": words}
        raise Denied("safety_first", reason)


def check_again_on(again_on: date, today: date, longest_weeks: int) -> None:
    """Raise Denied for a day to look again that is not ahead, or further ahead than so many weeks."""
    if again_on <= today:
        raise Denied("not_ahead", _("The day to look again must be after today."))
    if again_on > today + timedelta(weeks=longest_weeks):
        raise Denied("too_far", _("Choose a day within %(n)s weeks.") % {"n": longest_weeks})


def check_told(action: str, words: str) -> None:
    """Raise Denied where what happened next is not said."""
    if action == "tell" and not words.strip():
        raise Denied("no_words", _("Say in a sentence what happened next."))


def check_offered(share: float, offered: Collection[float]) -> None:
    """Raise Denied for a setting that no curve offers."""
    if share not in offered:
        raise Denied("not_offered", _("Choose one of the settings in the table."))
