"""What opening a record in an emergency needs, whoever does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied
from unstuck.web.components.wording import has_words

OPEN_FOR = timedelta(hours=1)
"""How long a record stays open (our own): long enough for an emergency, and over by itself."""
FRESH = timedelta(minutes=5)
"""How recently the second factor was shown: what the pages of passkeys ask for (`ACCOUNT_REAUTHENTICATION_TIMEOUT`)."""
MOST_TRIES, TRIES_WITHIN = 5, timedelta(hours=1)
"""Names and references that lead to nobody, at most (our own): the page is no way to find out who is a client."""


def is_fresh(shown: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    """Tell whether a second factor was shown just now. `shown`: what a session remembers of how somebody signed in.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    >>> is_fresh([{"method": "mfa", "at": noon.timestamp() - 60}], noon)
    True
    >>> is_fresh([{"method": "password", "at": noon.timestamp()}], noon)
    False
    """
    moments = (datetime.fromtimestamp(float(one["at"]), tz=now.tzinfo) for one in shown if one.get("method") == "mfa")
    return any(timedelta(0) <= now - moment <= FRESH for moment in moments)


def check_reason(reason: str) -> None:
    """Raise Denied where nobody says what the emergency is."""
    if not has_words(reason):
        raise Denied("no_reason", _("Say what the emergency is, in a sentence."))


def check_tries(wrong: int) -> None:
    """Raise Denied where somebody tried too many names that lead to nobody."""
    if wrong >= MOST_TRIES:
        raise Denied(
            "too_many_tries", _("Too many names that lead to nobody. Wait an hour, or call who knows the client.")
        )


def not_found() -> Denied:
    """Return the refusal of a name or reference that leads to nobody, or to several."""
    problem = _("No record can be opened by this. Type the agency's reference, or the whole name as it is recorded.")
    return Denied("nobody_found", problem)
