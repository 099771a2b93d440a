"""Concerns in words: on their own page, on the client's, and in the list of those that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from unstuck.guidance import Case, tables
from unstuck.guidance.concerns import MEDICAL, OWN_LIFE, REPORTABLE, open_words
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for, may_write
from unstuck.web.components.denied import why_not
from unstuck.web.safety.models import (
    Assessment,
    CloseReason,
    Concern,
    ConcernRole,
    ConcernStep,
    SafetyProcedure,
    Sign,
    SignSource,
)
from unstuck.web.safety.queries import ConcernHistory, concerns_list, history_of, is_due, plans_of, procedure_of
from unstuck.web.safety.rota import is_anybody_named, somebody_on_duty
from unstuck.web.safety.workflow import ASSESSED, CLOSED, CONCERN, RAISED, TAKEN


@dataclass(frozen=True)
class ConcernLine:
    """One concern in a list. `danger`: nobody has assessed it, or it is imminent; `verb` is the next act."""

    concern: Concern
    called: str
    state: str
    watched: str
    address: str
    verb: str
    danger: bool
    client: str = ""
    worker: str = ""


def concern_line(concern: Concern, today: date) -> ConcernLine:
    """Return a concern with its state, who answers for it, and its next act."""
    return ConcernLine(
        concern=concern,
        called=concern.called,
        state=state_words(concern, today),
        watched=watch_words(concern),
        address=concern_address(concern),
        verb=next_act(concern, today),
        danger=is_danger(concern),
    )


def concern_address(concern: Concern) -> str:
    """Return the page on which a concern is answered."""
    return reverse("safety:concern", kwargs={"concern": concern.public_id})


def is_danger(concern: Concern) -> bool:
    """True where nobody has assessed a concern, or it is imminent."""
    return concern.state != ASSESSED or bool(concern.imminent)


def state_words(concern: Concern, today: date) -> str:
    """Say how a concern stands: danger now, not assessed yet, or when somebody looks again."""
    if concern.state == CLOSED:
        return CloseReason(concern.closed_because).words
    if concern.imminent:
        return _("danger now")
    if concern.state != ASSESSED:
        return _("not assessed yet")
    again = concern.look_again_on
    if again is None:
        return _("assessed")
    if is_due(concern, today):
        return _("to be looked at again since %(day)s") % {"day": spell_date(again)}
    return _("assessed; look again on %(day)s") % {"day": spell_date(again)}


def watch_words(concern: Concern) -> str:
    """Say who answers for a concern, and whether they have taken it on."""
    if not concern.is_open:
        return ""
    if concern.responder is None:
        return _("Nobody is named to answer for it: tell a colleague now.")
    name, since = concern.responder.name, concern.responding_since
    if concern.state == RAISED:
        told = {"name": name, "when": at_moment(since)}
        return _("%(name)s was told %(when)s and has not taken it on yet.") % told
    return _("With %(name)s since %(when)s.") % {"name": name, "when": moment(since)}


def moment(at: datetime | None) -> str:
    """Say a moment as a person does: the time, and the day where it is not today."""
    day, clock = _day_and_clock(at)
    return f"{day}, {clock}" if day else clock


def at_moment(at: datetime | None) -> str:
    """Say a moment inside a sentence: “at 10:21”, and “on” its day where it is not today."""
    day, clock = _day_and_clock(at)
    words = _("on %(day)s at %(clock)s") if day else _("at %(clock)s")
    return words % {"day": day, "clock": clock} if clock else ""


def _day_and_clock(at: datetime | None) -> tuple[str, str]:
    if at is None:
        return "", ""
    local = timezone.localtime(at)
    return "" if local.date() == timezone.localdate() else spell_date(local.date()), f"{local:%H:%M}"


def next_act(concern: Concern, today: date) -> str:
    """Return what is to be done about a concern next."""
    if concern.state == RAISED:
        return _("Take it on")
    if concern.state == TAKEN:
        return _("Record an assessment")
    return _("Look at it again") if is_due(concern, today) or concern.imminent else _("Open the concern")


@dataclass(frozen=True)
class ConcernsPage:
    """The open concerns of those whom somebody works with or answers for, the most urgent first."""

    lines: Sequence[ConcernLine]
    anybody_named: bool


def concerns_page(actor: Actor, today: date) -> ConcernsPage:
    """Return the list of open concerns."""
    lines = []
    for concern in concerns_list(actor):
        worker = concern.episode.worker
        name = worker.name if worker and worker.pk != actor.id else ""
        lines.append(replace(concern_line(concern, today), client=concern.episode.client.called, worker=name))
    return ConcernsPage(lines, is_anybody_named(actor.agency_id))


@dataclass(frozen=True)
class ConcernEvent:
    """One thing that happened to a concern, in order of time."""

    at: datetime
    what: str
    who: str
    words: str
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ConcernRoute:
    """What has to be done beside the assessment: the agency's procedure, and whether it was done."""

    title: str
    procedure: str
    done: str
    verb: str
    address: str


@dataclass(frozen=True)
class ConcernPage:
    """One concern: how it stands, what comes next, and everything that happened."""

    concern: Concern
    line: ConcernLine
    role: str
    client: str
    client_address: str
    why_not: str
    can_take: bool
    can_close: bool
    routes: Sequence[ConcernRoute]
    events: Sequence[ConcernEvent]
    out_of_hours: str
    unwatched: bool
    own_life: bool
    planned: bool
    plan_address: str


def concern_page(actor: Actor, concern: Concern, today: date, now: datetime) -> ConcernPage:
    """Return the page of a concern that came through the gate."""
    episode, history = concern.episode, history_of(concern)
    readable = episodes_for(actor).filter(pk=episode.pk).exists()
    procedure = procedure_of(episode.client.agency_id)
    here = {"episode": episode.public_id}
    return ConcernPage(
        concern=concern,
        line=concern_line(concern, today),
        role=ConcernRole(concern.role).words,
        client=episode.client.called,
        client_address=reverse("home:client", kwargs=here) if readable else "",
        why_not="" if concern.is_open else _("This concern is closed."),
        can_take=concern.state == RAISED,
        can_close=not why_not(CONCERN.check, "close", concern.state) and not concern.imminent,
        routes=_routes(concern, procedure),
        events=_events(history),
        out_of_hours=procedure.out_of_hours if procedure else "",
        unwatched=concern.state == RAISED and not somebody_on_duty(episode, now),
        own_life=concern.kind in OWN_LIFE,
        planned=bool(plans_of(episode)) if readable else False,
        plan_address=reverse("safety:plan", kwargs=here) if readable and may_write(actor, episode) else "",
    )


def _routes(concern: Concern, procedure: SafetyProcedure | None) -> list[ConcernRoute]:
    here = {"concern": concern.public_id}
    routes = []
    if concern.kind in MEDICAL:
        routes.append(
            ConcernRoute(
                _("Get medical help"),
                procedure.medical_help if procedure else "",
                _done(concern.helped_at),
                _("Record the help that was arranged"),
                reverse("safety:help", kwargs=here),
            )
        )
    if concern.kind in REPORTABLE:
        part = "child_report" if concern.kind == "child_at_risk" else "adult_report"
        routes.append(
            ConcernRoute(
                _("Report the concern"),
                getattr(procedure, part) if procedure else "",
                _done(concern.reported_at),
                _("Record the report"),
                reverse("safety:report", kwargs=here),
            )
        )
    return routes


def _done(at: datetime | None) -> str:
    return _("Recorded %(when)s.") % {"when": at_moment(at)} if at else ""


def _events(history: ConcernHistory) -> list[ConcernEvent]:
    """Return signs and assessments in full, and every other step, the latest first."""
    events = [_sign_event(one) for one in history.signs]
    events += [ConcernEvent(one.at, _("Assessed"), _name(one), one.words, _found(one)) for one in history.assessments]
    events += [_step_event(one) for one in history.steps if one.action not in ("raise", "sign", "assess")]
    return sorted(events, key=lambda event: event.at)[::-1]


def _sign_event(sign: Sign) -> ConcernEvent:
    how = _("Sign: %(how)s") % {"how": SignSource(sign.source).words}
    return ConcernEvent(sign.at, how, _name(sign), sign.words, [(_("Day it is about"), spell_date(sign.on))])


def _step_event(step: ConcernStep) -> ConcernEvent:
    what = next(one.words for one in CONCERN.transitions if one.action == step.action)
    return ConcernEvent(step.at, what, _name(step), step.words, [(_("To"), step.to.name)] if step.to else [])


def _name(row: Sign | Assessment | ConcernStep) -> str:
    return row.by.name if row.by else ""


def _found(one: Assessment) -> list[tuple[str, str]]:
    """Return what an assessment found beside its words; what was not asked is left out."""
    known = [
        (_("A plan"), one.plan),
        (_("Means within reach"), one.means),
        (_("An attempt before"), one.past_attempt),
        (_("Danger imminent"), one.imminent),
    ]
    facts = [(label, _("yes") if answer else _("no")) for label, answer in known if answer is not None]
    texts = [
        (_("What protects"), one.protective),
        (_("How urgent"), one.urgency),
        (_("Told"), one.told),
        (_("Done or agreed"), one.done),
        (_("Look again on"), spell_date(one.look_again_on)),
    ]
    return [*facts, *((label, text) for label, text in texts if text)]


@dataclass(frozen=True)
class AssessmentPrompts:
    """What to ask in an assessment: of this kind, always, and what follows the ASQ where it was asked."""

    asks: Sequence[str]
    always: Sequence[str]
    asq: tables.AsqFollowUp | None


def assessment_prompts(concern: Concern) -> AssessmentPrompts:
    """Return the prompts for assessing a concern (S.4)."""
    known = tables.assessing()
    return AssessmentPrompts(known.kinds[concern.kind], known.always, known.asq if concern.kind == "suicide" else None)


@dataclass(frozen=True)
class SafetyBox:
    """What stands above everything else on pages about a client: open concerns, the most urgent first.

    `words`: words of the client's own that may be a sign, until somebody says what was meant (S.1).
    """

    lines: Sequence[ConcernLine]
    words: Sequence[str]
    address: str

    @property
    def has_act(self) -> bool:
        """True where the box holds the one thing to do first: its button is then the main one of the page."""
        return bool(self.lines) and self.lines[0].danger


def safety_box(episode: Episode, concerns: Sequence[Concern], case: Case, today: date) -> SafetyBox:
    """Return the open concerns of a client for the head of a page, and words of theirs that nobody has asked about."""
    address = reverse("safety:safety", kwargs={"episode": episode.public_id})
    return SafetyBox([concern_line(one, today) for one in concerns], open_words(case), address)
