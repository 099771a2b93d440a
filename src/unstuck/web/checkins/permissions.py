"""Who may ask and read: whoever may read the client; the client's own worker asks. A link opens one check-in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.checkins.models import AnswerWay, Checkin, Reminder, Tablet
from unstuck.web.checkins.tokens import LONGEST, digest_of
from unstuck.web.checkins.workflow import OPEN
from unstuck.web.components.denied import Denied
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.safety.queries import others_may_read

_WITH = "episode__client__agency"


def checkins_for(actor: Actor | None) -> QuerySet[Checkin]:
    """Return the check-ins that somebody may read: the gate of every page about them."""
    return Checkin.objects.filter(episode__in=episodes_for(actor))


def checkin_of(token: str) -> Checkin | None:
    """Return the check-in of a token, whatever became of it; None where there is none."""
    if len(token) > LONGEST:
        return None
    held = rows_of(lambda by: Checkin.objects.select_related(_WITH).filter(digest=by), digest_of(token))
    return next(iter(held), None)


def is_open(checkin: Checkin, now: datetime) -> bool:
    """Tell whether a client can answer.

    Once violence at home is known, a personal link stops working: the device may be shared (S.6).
    """
    if checkin.state not in OPEN or checkin.expires_at <= now or checkin.episode.ended_on is not None:
        return False
    return checkin.way != AnswerWay.LINK or not others_may_read(checkin.episode)


def reminder_of(token: str) -> Reminder | None:
    """Return the message by whose link a client says "no more"; None where there is none. It never expires."""
    if len(token) > LONGEST:
        return None
    return Reminder.objects.select_related(f"checkin__{_WITH}").filter(digest=digest_of(token)).first()


def tablet_of(token: str) -> Tablet | None:
    """Return the tablet of a token; None where there is none, or it is no longer in use."""
    return Tablet.objects.filter(digest=digest_of(token), ended_at=None).first() if len(token) <= LONGEST else None


def check_may_set_up(actor: Actor) -> None:
    """Raise Denied unless somebody looks after the agency's settings."""
    if actor.role != Role.ADMINISTRATOR:
        raise Denied("not_administrator", _("Only an administrator can change this."))
