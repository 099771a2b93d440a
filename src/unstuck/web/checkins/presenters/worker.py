"""Check-ins as those who work with a client see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from unstuck.language import gettext as _
from unstuck.reporting.words import number, spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.checkins.actions.answering import latest_answers
from unstuck.web.checkins.models import AnswerWay, Checkin
from unstuck.web.checkins.permissions import is_open
from unstuck.web.checkins.presenters.deliveries import LateAnswer, arrived, late_answers
from unstuck.web.checkins.presenters.reminders import RemindersPart, reminders_part
from unstuck.web.checkins.queries import checkins_of, due_today, place_of, plan_of, waiting_for
from unstuck.web.checkins.questionnaires import questionnaire, questions_of
from unstuck.web.checkins.tokens import token_of
from unstuck.web.checkins.workflow import ANSWERED, CHECKIN
from unstuck.web.components.denied import allowed
from unstuck.web.safety.queries import others_may_read


@dataclass(frozen=True)
class AnsweredPart:
    """One questionnaire of a check-in: its name, what it came to, and each question with its answer."""

    name: str
    total: str
    answers: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True)
class CheckinRow:
    """One check-in. `answered`: how many questions, of how many; `arrived`: how it came in without a network; `late`:
    what arrived and does not count."""

    id: str
    on: date
    way: str
    by: str
    state: str
    is_answered: bool
    answered: str
    words: str
    parts: Sequence[AnsweredPart]
    arrived: str
    late: Sequence[LateAnswer]


@dataclass(frozen=True)
class OpenCheckin:
    """A check-in that waits: its link or code, until when, and what arrived meanwhile and does not count."""

    id: str
    way: str
    link: str
    code: str
    until: str
    progress: str
    late: Sequence[LateAnswer]


@dataclass(frozen=True)
class CheckinsPage:
    """All of a client's check-ins. `own`: their worker looks at it and may ask."""

    episode: Episode
    own: bool
    due: Sequence[str]
    plan: Sequence[tuple[str, str]]
    usual: bool
    most: int
    open: OpenCheckin | None
    past: Sequence[CheckinRow]
    no_link: bool
    reminders: RemindersPart


def checkins_page(actor: Actor, episode: Episode, now: datetime, today: date) -> CheckinsPage:
    """Return a client's check-ins as they are now."""
    rows, plan = checkins_of(episode), plan_of(episode)
    waiting = next((one for one in rows if is_open(one, now)), None)
    return CheckinsPage(
        episode=episode,
        own=allowed(check_may_write, actor, episode) and episode.ended_on is None,
        due=due_today(episode, today),
        plan=[(name, _every(days)) for name, days in plan.entries],
        usual=plan.usual,
        most=plan.most,
        open=_open(waiting) if waiting else None,
        past=[_row(one) for one in rows if one is not waiting],
        no_link=others_may_read(episode),
        reminders=reminders_part(episode, rows),
    )


def _every(days: int) -> str:
    if not days:
        return _("every time")
    return _("every week") if days == 7 else _("every %(n)s weeks") % {"n": days // 7}


def _open(checkin: Checkin) -> OpenCheckin:
    until = timezone.localtime(checkin.expires_at)
    link = f"{settings.SITE_ADDRESS}{reverse('checkins:start', args=[token_of(checkin.seed)])}"
    return OpenCheckin(
        id=str(checkin.public_id),
        way=AnswerWay(checkin.way).words,
        link=link if checkin.way == AnswerWay.LINK else "",
        code=checkin.code,
        until=_("%(time)s on %(day)s") % {"time": f"{until:%H:%M}", "day": spell_date(until.date())},
        progress=_progress(checkin, latest_answers(checkin)),
        late=late_answers(checkin, questions_of(checkin)),
    )


def _progress(checkin: Checkin, answers: Mapping[str, int | None]) -> str:
    """Say how many screens were answered: the client was told their number, without what is asked beside another."""
    asked = [one.item.code for one in questions_of(checkin)]
    given = sum(answers.get(code) is not None for code in asked)
    return _("%(given)s of %(all)s questions answered") % {"given": given, "all": len(asked)}


def _row(checkin: Checkin) -> CheckinRow:
    answers = latest_answers(checkin)
    done = checkin.state == ANSWERED
    entered = checkin.entered_by.name if checkin.entered_by else ""
    return CheckinRow(
        id=str(checkin.public_id),
        on=checkin.on,
        way=AnswerWay(checkin.way).words,
        by=_("entered by %(name)s") % {"name": entered} if entered else _("answered by the client") if done else "",
        state=_("Its time ran out") if not done and checkin.state != "ended" else CHECKIN.states[checkin.state],
        is_answered=done,
        answered=_progress(checkin, answers),
        words=checkin.words,
        parts=_parts(checkin, answers) if answers else (),
        arrived=arrived(checkin),
        late=late_answers(checkin, questions_of(checkin)),
    )


def _parts(checkin: Checkin, answers: Mapping[str, int | None]) -> list[AnsweredPart]:
    agency = checkin.episode.client.agency_id
    return [_part(checkin, agency, name, answers) for name in dict.fromkeys(row[0] for row in checkin.questions)]


def _part(checkin: Checkin, agency: int, name: str, answers: Mapping[str, int | None]) -> AnsweredPart:
    instrument = questionnaire(agency, name)
    total = checkin.results.get("totals", {}).get(name)
    rows = []
    for item in instrument.items:
        value = answers.get(item.code)
        if item.code not in answers or (item.beside and not value):
            continue
        text = next((one.text for one in instrument.options_of(item) if one.value == value), _("passed by"))
        rows.append((item.text, text, bool(item.safety and value)))
    return AnsweredPart(instrument.id, number(total, 2) if total is not None else "", rows)


@dataclass(frozen=True)
class WaitingRow:
    """One client who was asked and has not answered."""

    episode: str
    name: str
    worker: str
    danger: str
    asked_on: date
    way: str
    over: bool


def waiting_rows(actor: Actor, now: datetime, today: date) -> list[WaitingRow]:
    """Return who has not answered, those in danger first (S.3)."""
    return [_waiting(one, now, today) for one in waiting_for(actor, today)]


def _waiting(checkin: Checkin, now: datetime, today: date) -> WaitingRow:
    episode = checkin.episode
    _rank, danger = place_of(episode, today)
    return WaitingRow(
        episode=str(episode.public_id),
        name=episode.client.called,
        worker=episode.worker.name if episode.worker else "",
        danger=danger,
        asked_on=timezone.localdate(checkin.asked_at),
        way=AnswerWay(checkin.way).words,
        over=checkin.expires_at <= now,
    )
