"""Briefs and consultations as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.reporting.words import number
from unstuck.web.accounts.actors import Actor
from unstuck.web.components.denied import why_not
from unstuck.web.components.open_routes import is_open
from unstuck.web.components.sparkline import Sparkline, as_text
from unstuck.web.consultation.brief import Content
from unstuck.web.consultation.forms.dialogue import kinds
from unstuck.web.consultation.models import Consultation, Message
from unstuck.web.consultation.permissions import those_asked
from unstuck.web.consultation.workflow import CONSULTATION, OPEN

WIDTH, HEIGHT, EDGE = 280.0, 72.0, 6.0


@dataclass(frozen=True)
class ScoreDrawing:
    """The scores of one questionnaire: a small picture and its table, in weeks."""

    instrument: str
    range: str
    points: str
    last: tuple[float, float]
    rows: Sequence[tuple[int, str]]
    said: str


@dataclass(frozen=True)
class BriefPart:
    """One part of a brief."""

    code: str
    title: str
    lines: Sequence[str]
    courses: Sequence[ScoreDrawing] = ()


def shown_parts(content: Content) -> list[BriefPart]:
    """Return the parts of a brief, whether it was confirmed or is looked at before."""
    return [
        BriefPart(part["code"], part["title"], part["lines"], [_drawn(one) for one in part.get("courses", ())])
        for part in content["parts"]
    ]


def _drawn(course: Content) -> ScoreDrawing:
    rows: list[tuple[int, float]] = [(int(week), float(total)) for week, total in course["rows"]]
    low, high = float(course["lowest"]), float(course["highest"])
    points = Sparkline(WIDTH, HEIGHT, EDGE, rows[0][0], rows[-1][0], low, high).line(rows)
    summary = {"name": course["instrument"], "first": number(rows[0][1]), "last": number(rows[-1][1]), "n": len(rows)}
    return ScoreDrawing(
        instrument=course["instrument"],
        range=_("%(low)s to %(high)s") % {"low": number(low), "high": number(high)},
        points=as_text(points),
        last=points[-1],
        rows=[(week, number(total)) for week, total in rows],
        said=_("%(name)s over time: %(n)s scores, from %(first)s to %(last)s; the table lists each one.") % summary,
    )


@dataclass(frozen=True)
class MessageLine:
    """One message of the dialogue."""

    who: str
    mine: bool
    kind: str
    words: str
    link: str
    at: datetime


@dataclass(frozen=True)
class ConsultationAction:
    """Something that may be done, or why it may not."""

    text: str
    address: str
    why_not: str
    leads_on: bool


@dataclass(frozen=True)
class ConsultationHistoryLine:
    """One step: what was done, by whom and when."""

    text: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class ConsultationPage:
    """One consultation as somebody who may read it sees it."""

    state: str
    mine: bool
    question: str
    parts: Sequence[BriefPart]
    messages: Sequence[MessageLine]
    asked: Sequence[str]
    declined: Sequence[tuple[str, str]]
    steps: Sequence[ConsultationHistoryLine]
    doings: Sequence[ConsultationAction]
    no_message: str
    readers: str
    may_write_lesson: bool

    @property
    def next(self) -> ConsultationAction | None:
        """What the asker does next, once somebody answered: decide, and then say what came of it."""
        return next((action for action in self.doings if action.leads_on and not action.why_not), None)

    @property
    def other_doings(self) -> list[ConsultationAction]:
        """What else may be done, or why it may not."""
        return [action for action in self.doings if action != self.next]

    @property
    def has_choices(self) -> bool:
        """True where something can be done besides writing."""
        return bool(self.doings) or self.mine


def consultation_page(actor: Actor, consultation: Consultation) -> ConsultationPage:
    """Return what one page shows, in a constant number of queries."""
    mine = consultation.asker_id == actor.id
    content: dict[str, Any] = (
        consultation.brief.content if hasattr(consultation, "brief") else {"question": "", "parts": []}
    )
    invited = list(consultation.invited.select_related("person").order_by("person__name"))
    called = kinds()
    words = {one.action: one.words for one in CONSULTATION.transitions}
    return ConsultationPage(
        state=CONSULTATION.states[consultation.state],
        mine=mine,
        question=content["question"] or (consultation.question if mine else ""),
        parts=shown_parts(content),
        messages=[_message_line(actor, one, called[one.kind]) for one in consultation.messages.select_related("by")],
        asked=[one.person.name for one in invited if one.declined_at is None],
        declined=[(one.person.name, one.declined_because) for one in invited if one.declined_at is not None],
        steps=[
            ConsultationHistoryLine(words[one.action], one.by.name, one.at, one.reason)
            for one in consultation.steps.select_related("by")
            if one.action != "draft"
        ],
        doings=_doings(actor, consultation),
        no_message=why_not(CONSULTATION.check, "ask_back" if mine else "reply", consultation.state),
        readers=_readers(consultation),
        may_write_lesson=mine and consultation.state in ("decided", "closed"),
    )


def _message_line(actor: Actor, message: Message, kind: str) -> MessageLine:
    who, mine = message.by.name, message.by_id == actor.id
    if message.elsewhere:
        who, mine = _("%(agency)s, another agency") % {"agency": message.elsewhere}, False
    return MessageLine(who, mine, kind, message.words, message.link, message.at)


def _readers(consultation: Consultation) -> str:
    """Say who can read it, each by name: a group's name would not tell who joined it since, and cannot read."""
    here = _readers_here(consultation)
    sealed_for = dict.fromkeys(consultation.steps.filter(action="ask_elsewhere").values_list("reason", flat=True))
    if not sealed_for:
        return here
    words = {"agencies": ", ".join(sealed_for)}
    elsewhere = _("The question and the brief were also sealed for colleagues in %(agencies)s.") % words
    return f"{here} {elsewhere}"


def _readers_here(consultation: Consultation) -> str:
    if consultation.state not in OPEN:
        return _("Only you can read this now.")
    names = ", ".join([consultation.asker.name, *(person.name for person in those_asked(consultation))])
    if consultation.group is None:
        return _("Only these people can read this: %(names)s.") % {"names": names}
    words = {"names": names, "group": consultation.group.name}
    return _("Only these people can read this: %(names)s. Whoever joins the group %(group)s later cannot.") % words


def _why_not(action: str, state: str) -> str:
    if action == "close" and state in ("asked", "answered"):
        return _("Open once you have decided.")
    return why_not(CONSULTATION.check, action, state)


def _doings(actor: Actor, consultation: Consultation) -> list[ConsultationAction]:
    if consultation.asker_id == actor.id:
        named = [
            ("decide", "consultation:decide", _("Decide")),
            ("close", "consultation:close", _("Say what came of it and close")),
            ("ask_another", "consultation:another", _("Ask another colleague")),
            ("ask_elsewhere", "circles:ask", _("Ask colleagues in another agency")),
            ("withdraw", "consultation:withdraw", _("Withdraw the question")),
        ]
        named = [one for one in named if is_open(one[1])]
    else:
        named = [("decline", "consultation:decline", _("I cannot take this on"))]
    if not CONSULTATION.open_actions(consultation.state):
        return []
    return [
        ConsultationAction(
            text,
            reverse(route, kwargs={"consultation": consultation.public_id}),
            _why_not(action, consultation.state),
            leads_on=(action, consultation.state) in (("decide", "answered"), ("close", "decided")),
        )
        for action, route, text in named
    ]
