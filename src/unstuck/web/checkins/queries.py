"""Reading check-ins: always through the gate, except where a link itself is the right to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from unstuck.instruments import followed, load
from unstuck.instruments.scoring import is_asked
from unstuck.language import ENGLISH
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.changes import last_instrument
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.checkins.actions.answering import latest_answers
from unstuck.web.checkins.models import Checkin, CheckinPlan, ClientLanguage, HelpLines, LicensedText, Tablet
from unstuck.web.checkins.permissions import checkins_for
from unstuck.web.checkins.planning import Plan, due, fitting, screens, usual_plan
from unstuck.web.checkins.questionnaires import USUAL_OUTCOME, Question, askable, questions_of
from unstuck.web.checkins.workflow import ANSWERED, OPEN
from unstuck.web.components.prepared_queries import rows_of


def plan_of(episode: Episode) -> Plan:
    """Return what a client is asked, and how often; the default where nobody has chosen."""
    row = CheckinPlan.objects.filter(episode=episode).last()
    if row is not None:
        return Plan(tuple((name, days) for name, days in row.entries), row.most)
    last = last_instrument(episode)
    return usual_plan(last if last in followed() and load(last).has_text else USUAL_OUTCOME)


def answered_on(episode: Episode) -> dict[str, date]:
    """Return on which day each questionnaire was last answered: a score counts, however it came in."""
    days: dict[str, date] = {}
    sent = Checkin.objects.filter(episode=episode, state=ANSWERED).values_list("questions", "on")
    answered = [(name, on) for questions, on in sent for name in {row[0] for row in questions}]
    answered += Score.objects.filter(episode=episode, withdrawn_at=None).values_list("instrument", "on")
    for name, on in answered:
        days[name] = max(on, days.get(name, on))
    return days


def due_today(episode: Episode, today: date) -> list[str]:
    """Return the questionnaires that are asked now: those whose turn it is and that fit."""
    plan = plan_of(episode)
    can_ask = {one.id: screens(one) for one in askable(episode.client.agency_id)}
    names = [name for name in due(plan, answered_on(episode), today) if name in can_ask]
    return fitting(plan, names, can_ask)


def checkins_of(episode: Episode) -> list[Checkin]:
    """Return the check-ins of an episode that came through the gate, the latest first."""
    rows = Checkin.objects.filter(episode=episode).select_related("asked_by", "entered_by")
    return list(rows.prefetch_related("deliveries__answers"))


def waiting_for(actor: Actor, today: date) -> list[Checkin]:
    """Return the check-ins that were asked and not answered, in the safe order of the clients (S.3)."""
    rows = checkins_for(actor).filter(state__in=OPEN, episode__ended_on=None)
    found = list(rows.select_related("episode__client", "episode__worker", "episode__standing"))
    return sorted(found, key=lambda one: (place_of(one.episode, today)[0], one.asked_at))


def place_of(episode: Episode, today: date) -> tuple[int, str]:
    """Return a client's place in the safe order on a day, and the words of it."""
    standing = getattr(episode, "standing", None)
    return place_on(standing.places if standing else [], today.isoformat())


@dataclass(frozen=True)
class Progress:
    """Where somebody is in a check-in: the screens that are asked now, and what was answered."""

    questions: Sequence[Question]
    answers: dict[str, int | None]

    @property
    def asked(self) -> list[Question]:
        """The screens that the answers so far call for."""
        return [one for one in self.questions if is_asked(one.instrument, one.item, self.answers)]

    @property
    def next_place(self) -> int:
        """The first screen without an answer, counted from 1; one more than there are, where none is left."""
        open_ones = [place for place, one in enumerate(self.asked, start=1) if one.item.code not in self.answers]
        return open_ones[0] if open_ones else len(self.asked) + 1


def progress_of(checkin: Checkin) -> Progress:
    """Return where somebody is in a check-in."""
    return Progress(questions_of(checkin), latest_answers(checkin))


def help_lines(agency: int, language: str = ENGLISH) -> list[str]:
    """Return where people find help at once, as the agency wrote it; in English where a language has none."""
    written = help_text(agency, language) or help_text(agency, ENGLISH)
    return [line for line in written.splitlines() if line.strip()]


def language_of(episode: Episode) -> str:
    """Return the language in which a client reads, as their worker noted it last."""
    rows = rows_of(lambda pk: ClientLanguage.objects.filter(episode=pk).order_by("-pk")[:1], episode.pk)
    return rows[0].language if rows else ENGLISH


def help_text(agency: int, language: str) -> str:
    """Return what the agency wrote in one language; empty where it wrote nothing."""
    row = HelpLines.objects.filter(agency=agency, language=language).last()
    return row.lines if row else ""


def tablets_of(agency: int) -> QuerySet[Tablet]:
    """Return an agency's tablets that are in use."""
    return Tablet.objects.filter(agency=agency, ended_at=None).order_by("name")


def licensed_texts(agency: int) -> dict[str, LicensedText]:
    """Return the latest text that an agency put in, for each questionnaire."""
    rows = LicensedText.objects.filter(agency=agency).select_related("by").order_by("at", "id")
    return {row.instrument: row for row in rows}


def waiting_on_tablet(agency: int, now: datetime) -> list[Checkin]:
    """Return the check-ins that wait at an agency under a code for the tablet."""
    waiting = Checkin.objects.filter(
        episode__client__agency=agency, episode__ended_on=None, state__in=OPEN, expires_at__gt=now, way="tablet"
    ).exclude(code="")
    return list(waiting.select_related("episode__client__agency").order_by("pk"))


def checkin_with_code(agency: int, code: str, now: datetime) -> Checkin | None:
    """Return the check-in that waits at an agency under a code for the tablet."""
    waiting = Checkin.objects.filter(
        episode__client__agency=agency, state__in=OPEN, expires_at__gt=now, way="tablet", code=code
    ).exclude(code="")
    return waiting.select_related("episode__client__agency").first()
