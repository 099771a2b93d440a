"""The page of one meeting of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.web.consultation.models import AgendaItem, Meeting
from unstuck.web.consultation.workflow import OPEN


@dataclass(frozen=True)
class AgendaLine:
    """One case on the agenda. A case that has closed since has no `address` and no `field` of the form."""

    question: str
    address: str
    asker: str
    field: str


@dataclass(frozen=True)
class MeetingPage:
    """One meeting. `missing`: cases asked of the group since that are not on the agenda yet."""

    group: UUID
    group_name: str
    on: date
    is_recorded: bool
    came: str
    agenda: Sequence[AgendaLine]
    missing: int
    may_record: bool


def meeting_page(
    meeting: Meeting, agenda: Sequence[AgendaItem], came: Sequence[str], missing: int, today: date
) -> MeetingPage:
    """Return the page of a meeting; it can be recorded from its day on."""
    return MeetingPage(
        group=meeting.group.public_id,
        group_name=meeting.group.name,
        on=meeting.on,
        is_recorded=meeting.recorded_at is not None,
        came=", ".join(came) or _("nobody"),
        agenda=[_agenda_line(item) for item in agenda],
        missing=missing,
        may_record=meeting.on <= today,
    )


def _agenda_line(item: AgendaItem) -> AgendaLine:
    consultation, asker = item.consultation, item.consultation.asker.name
    if consultation.state not in OPEN:
        return AgendaLine("", "", asker, "")
    address = reverse("consultation:consultation", kwargs={"consultation": consultation.public_id})
    return AgendaLine(consultation.brief.content["question"], address, asker, field_name(item))


def field_name(item: AgendaItem) -> str:
    """Return the name of the field in which the form asks what was said of a case."""
    return f"said-{item.pk}"
