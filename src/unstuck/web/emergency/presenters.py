"""Emergencies in words: what stands on a client's page, in the log, and on the page of the second person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localtime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Client
from unstuck.web.components import dates
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.emergency.models import EmergencyAccess, ReviewVerdict
from unstuck.web.emergency.permissions import emergencies_for, open_now


@dataclass(frozen=True)
class EmergencyLine:
    """One record that was opened, without the client's name: by whom, from when to when, and what was said of it."""

    public_id: UUID
    by: str
    opened_at: datetime
    until: datetime
    verdict: str
    reviewed_by: str


def log_lines(rows: Iterable[EmergencyAccess]) -> list[EmergencyLine]:
    """Return what was opened, the latest first."""
    return [_line(one) for one in rows]


def _line(one: EmergencyAccess) -> EmergencyLine:
    ended, review = getattr(one, "end", None), getattr(one, "review", None)
    return EmergencyLine(
        public_id=one.public_id,
        by=one.person.name,
        opened_at=localtime(one.opened_at),
        until=localtime(ended.at if ended else one.until),
        verdict=ReviewVerdict(review.verdict).words if review else "",
        reviewed_by=review.by.name if review else "",
    )


def emergency_notice(actor: Actor, client: Client) -> str:
    """Return what stands on top of a page that is read in an emergency; empty on any other."""
    held = next((one for one in rows_of(open_now, actor.id) if one.client_id == client.pk), None)
    if held is None:
        return ""
    words = _("You opened this record in an emergency. You can read it until %(time)s; everybody concerned was told.")
    return words % {"time": dates.time_of(held.until)}


def waiting_for_review(actor: Actor) -> list[EmergencyAccess]:
    """Return what a second person has to look at."""
    return rows_of(_without_review, actor)


def _without_review(actor: Actor) -> QuerySet[EmergencyAccess]:
    return emergencies_for(actor).filter(review=None).select_related("person", "client").order_by("opened_at")
