"""What may be done with a client's own page, whoever does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode
from unstuck.web.client_pages.models import Objection, PagePart
from unstuck.web.components.denied import Denied
from unstuck.web.safety.models import ContactWay
from unstuck.web.safety.queries import others_may_read, safe_way_of

MOST_A_DAY = 20
"""Objections in a day, at most (our own): a page that somebody plays with does not bury what was meant."""
MOST_WRONG_CODES = 10
"""Wrong codes in a row after which a page closes (our own): one in a hundred thousand guesses it by then."""


def check_can_link(episode: Episode, code_way: str) -> None:
    """Raise Denied where a page could reach the wrong reader, or nobody knows how to reach this client safely (S.6)."""
    if others_may_read(episode):
        raise Denied(
            "not_by_link",
            _("With violence at home, stalking or exploitation on record there is no page: somebody else may read it."),
        )
    safe = safe_way_of(episode)
    if safe is None:
        raise Denied("no_safe_way", _("Ask first how this client can be reached safely, and record it under “Safety”."))
    if code_way not in ContactWay.values or code_way in safe.unsafe:
        raise Denied("unsafe_way", _("Choose a way for the code that is safe for this client."))


def check_parts(parts: Sequence[str]) -> None:
    """Raise Denied for a part that the page does not have."""
    if set(parts) - set(PagePart.values):
        raise Denied("no_such_part", _("Choose from the parts on the list."))


def check_not_too_many(episode: Episode, now: datetime) -> None:
    """Raise Denied where more came in a day than anybody means."""
    if Objection.objects.filter(episode=episode, at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Denied("too_many", _("That is a lot for one day. Please tell your worker the rest in person."))
