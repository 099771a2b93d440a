"""Noting that something is seen to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from unstuck.language import gettext as _
from unstuck.web.accounts import policies
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import audited
from unstuck.web.components.denied import Denied
from unstuck.web.getting_started.models import Arrangement, Matter


@dataclass(frozen=True)
class BackupCare:
    """Who looks after the copies, and the day on which one was last brought back; None: never yet."""

    who: str
    tried_on: date | None


def note_questionnaires(by: Actor, *, now: datetime, idempotency_key: str | None = None) -> None:
    """Note that the agency has looked at its questionnaires and help lines."""
    _note(by, Matter.QUESTIONNAIRES, BackupCare("", None), now, idempotency_key)


def note_backup(by: Actor, care: BackupCare, *, now: datetime, today: date, idempotency_key: str | None = None) -> None:
    """Note who looks after the copies. Denied for a day that is still to come."""
    if care.tried_on is not None and care.tried_on > today:
        raise Denied("day_to_come", _("A copy cannot have been brought back on a day that is still to come."))
    _note(by, Matter.BACKUP, care, now, idempotency_key)


def _note(by: Actor, matter: Matter, care: BackupCare, now: datetime, key: str | None) -> None:
    with audited(
        "agency.seen_to", agency=by.agency_public_id, actor=by.public_id, now=now, idempotency_key=key
    ) as write:
        agency = Agency.objects.get(pk=by.agency_id)
        policies.check_still_holds(by)
        policies.check_administers(by, agency)
        Arrangement.objects.create(
            agency=agency, matter=matter, at=now, by_id=by.id, who=care.who, tried_on=care.tried_on
        )
        write.about("agency", agency.public_id, matter=matter.value)
