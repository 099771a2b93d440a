"""Keys, agencies, and what went out and came in, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.timezone import localtime

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.accounts.policies import check_is_second_person
from unstuck.web.circles.models import CirclePartner, IncomingQuestion, OutgoingQuestion
from unstuck.web.circles.permissions import partners_of, received_for, sent_by
from unstuck.web.circles.public_keys import in_groups
from unstuck.web.circles.queries import agencies_of, brief_of, keys_to_publish
from unstuck.web.circles.sealed_files import as_content
from unstuck.web.components.denied import Denied, why_not
from unstuck.web.consultation.forms.dialogue import kinds
from unstuck.web.consultation.models import Ground
from unstuck.web.consultation.presenters.dialogue import BriefPart, shown_parts

SHOWN = 100
"""Questions in each list."""


@dataclass(frozen=True)
class CircleQuestionLine:
    """One question in a list: that came in, or that went out."""

    public_id: UUID
    question: str
    agency: str
    on: date
    expires_on: date
    answers: int
    over: bool


@dataclass(frozen=True)
class CirclesPage:
    """What other agencies asked, what one asked of them, and whether there is any to ask."""

    received: Sequence[CircleQuestionLine]
    sent: Sequence[CircleQuestionLine]
    agencies: Sequence[str]


def circles_page(actor: Actor, today: date) -> CirclesPage:
    """Return both lists, the latest first."""
    received = received_for(actor, today).select_related("partner").annotate(count=Count("answers"))[:SHOWN]
    sent = sent_by(actor).select_related("partner", "consultation__brief").annotate(count=Count("answers"))[:SHOWN]
    return CirclesPage(
        received=[_line(one, _content(one)["question"], today) for one in received],
        sent=[_line(one, one.consultation.brief.content["question"], today) for one in sent],
        agencies=list(partners_of(actor).order_by("name").values_list("name", flat=True)),
    )


def _line(row: IncomingQuestion | OutgoingQuestion, question: str, today: date) -> CircleQuestionLine:
    count: int = getattr(row, "count", 0)
    over = row.expires_on < today
    return CircleQuestionLine(row.public_id, question, row.partner.name, row.on, row.expires_on, count, over)


@dataclass(frozen=True)
class SealedQuestionPage:
    """What went out, as it can be looked at again: all that the file holds."""

    public_id: UUID
    consultation: UUID
    agency: str
    fingerprint: str
    on: date
    expires_on: date
    over: bool
    question: str
    parts: Sequence[BriefPart]
    ground: str
    answered: Sequence[datetime]


def sent_page(sent: OutgoingQuestion, today: date) -> SealedQuestionPage:
    """Return one question that was sealed for another agency."""
    content = as_content(brief_of(sent))
    return SealedQuestionPage(
        public_id=sent.public_id,
        consultation=sent.consultation.public_id,
        agency=sent.partner.name,
        fingerprint=in_groups(sent.partner.fingerprint),
        on=sent.on,
        expires_on=sent.expires_on,
        over=sent.expires_on < today,
        question=content["question"],
        parts=shown_parts(content),
        ground=_ground(sent),
        answered=[localtime(at) for at in sent.answers.order_by("at").values_list("at", flat=True)],
    )


def _ground(sent: OutgoingQuestion) -> str:
    if sent.ground == Ground.STANDING_NOTICE:
        return _("The client has had the notice that colleagues in other agencies are consulted.")
    return _("The client consented: %(how)s") % {"how": sent.consent_how}


@dataclass(frozen=True)
class WrittenAnswer:
    """One answer that was written here, with the file to send."""

    public_id: UUID
    who: str
    kind: str
    words: str
    link: str
    at: datetime


@dataclass(frozen=True)
class ReceivedQuestionPage:
    """A question from another agency: whose it is, until when it is read, its brief, and what was answered."""

    public_id: UUID
    agency: str
    fingerprint: str
    on: date
    expires_on: date
    brought_in_by: str
    question: str
    parts: Sequence[BriefPart]
    answers: Sequence[WrittenAnswer]


def received_page(received: IncomingQuestion) -> ReceivedQuestionPage:
    """Return one question from another agency."""
    content, called = _content(received), kinds()
    return ReceivedQuestionPage(
        public_id=received.public_id,
        agency=received.partner.name,
        fingerprint=in_groups(received.partner.fingerprint),
        on=received.on,
        expires_on=received.expires_on,
        brought_in_by=received.by.name,
        question=content["question"],
        parts=shown_parts(content),
        answers=[
            WrittenAnswer(one.public_id, one.by.name, called[one.kind], one.words, one.link, localtime(one.at))
            for one in received.answers.select_related("by")
        ],
    )


def _content(received: IncomingQuestion) -> dict[str, Any]:
    """Return the brief of a question that came through the gate, and so is not wiped."""
    return received.content or {"question": "", "parts": []}


@dataclass(frozen=True)
class AgencyLine:
    """Another agency: in use, or waiting for a second person. `why_not`: why this person cannot be that one."""

    public_id: UUID
    name: str
    fingerprint: str
    asked_by: str
    asked_at: datetime
    confirmed_by: str
    waits: bool
    why_not: str
    may_remove: bool


@dataclass(frozen=True)
class AgenciesPage:
    """The agency's own fingerprint, or why there is none, and the agencies that it exchanges with."""

    fingerprint: str
    no_keys: str
    administers: bool
    waiting: Sequence[AgencyLine]
    in_use: Sequence[AgencyLine]


def agencies_page(actor: Actor) -> AgenciesPage:
    """Return the page of other agencies."""
    fingerprint, no_keys = "", ""
    try:
        fingerprint = in_groups(keys_to_publish(actor).keys.fingerprint)
    except Denied as denied:
        no_keys = denied.reason
    lines = [_agency(actor, one) for one in agencies_of(actor)]
    return AgenciesPage(
        fingerprint=fingerprint,
        no_keys=no_keys,
        administers=actor.role == Role.ADMINISTRATOR,
        waiting=[one for one in lines if one.waits],
        in_use=[one for one in lines if not one.waits],
    )


def _agency(actor: Actor, row: CirclePartner) -> AgencyLine:
    waits, administers = row.confirmed_at is None, actor.role == Role.ADMINISTRATOR
    no = why_not(check_is_second_person, actor, row.agency_id, row.asked_by_id) if waits else ""
    return AgencyLine(
        public_id=row.public_id,
        name=row.name,
        fingerprint=in_groups(row.fingerprint),
        asked_by=row.asked_by.name,
        asked_at=localtime(row.asked_at),
        confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
        waits=waits,
        why_not=no,
        may_remove=administers or (waits and not no),
    )
