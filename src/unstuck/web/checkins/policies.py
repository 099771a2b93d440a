"""What may be done with a check-in, and when, whoever does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import AnswerWay, Checkin, WhyLate
from unstuck.web.checkins.permissions import is_open
from unstuck.web.checkins.workflow import ANSWERED, OPEN
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import ConsentKind
from unstuck.web.consents.queries import said_no
from unstuck.web.safety.queries import others_may_read


def check_can_ask(way: str, names: Sequence[str], episode: Episode) -> None:
    """Raise Denied where nothing would be asked, the client said no, or a link could reach the wrong reader (S.6)."""
    if way not in AnswerWay.values:
        raise Denied("no_way", _("Choose how the client answers."))
    if not names:
        raise Denied("nothing_due", _("Choose at least one questionnaire."))
    if said_no(episode.client_id, ConsentKind.TREATMENT):
        raise Denied(
            "consent_withdrawn", _("The client does not agree to being asked how things go. Talk with them first.")
        )
    if way == AnswerWay.LINK and others_may_read(episode):
        raise Denied(
            "not_by_link",
            _("With violence at home, stalking or exploitation on record there is no link: somebody else may read it. ")
            + _("Ask in person, or on the tablet."),
        )


def check_day(on: date, episode: Episode, today: date) -> None:
    """Raise Denied for answers of a day that has not come, or before the work began."""
    if on > today:
        raise Denied("future_date", _("The date must not be after today."))
    if on < episode.started_on:
        raise Denied("before_episode", _("The date must not be before this work began."))


def check_open(checkin: Checkin, now: datetime) -> None:
    """Raise Denied where a check-in takes no more answers."""
    if not is_open(checkin, now):
        raise Denied("not_open", _("This check-in takes no more answers."))


def why_late(checkin: Checkin, answered_at: datetime | None, received_at: datetime, agency: int | None) -> str:
    """Return why an answer that arrives now does not count; empty where it does. `agency`: whose tablet it came from.

    What counts is when it was answered: a link that ran out while there was no network takes nothing away.
    """
    if checkin.state == ANSWERED:
        return WhyLate.SENT
    if checkin.state not in OPEN:
        return WhyLate.TAKEN_BACK
    if checkin.episode.ended_on is not None:
        return WhyLate.ENDED
    if checkin.way == AnswerWay.LINK and others_may_read(checkin.episode):
        return WhyLate.NOT_SAFE
    if checkin.way == AnswerWay.TABLET and checkin.episode.client.agency_id != agency:
        return WhyLate.TABLET
    return WhyLate.EXPIRED if checkin.expires_at <= (answered_at or received_at) else ""
