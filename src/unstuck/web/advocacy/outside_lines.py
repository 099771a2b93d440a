"""Tasks of advocacy as the lists of outside support show them, beside the referrals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.advocacy.deadlines import is_due, is_near_day, open_deadline
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyOutcome, AdvocacyTask
from unstuck.web.advocacy.queries import look_again_on, tasks_in
from unstuck.web.advocacy.workflow import ADVOCACY, ANSWERED, NOT_SENT, OPEN
from unstuck.web.caseload.models import Episode
from unstuck.web.components.links import address_if_any
from unstuck.web.referrals.outside_work import (
    DRAFT,
    DUE,
    ENDED,
    LAST_DAY,
    UNDER_WAY,
    OutsideLine,
    OutsideWork,
    asks_outside,
)

SHAPES = {"draft": "○", "agreed": "◇", "sent": "→", "answered": "◆", "done": "✓", "withdrawn": "–"}
"""A state is a word and a shape."""


def advocacy_line(task: AdvocacyTask, today: date) -> OutsideLine:
    """Return a task as a list shows it."""
    return OutsideLine(
        title=title_of(task),
        address=address_if_any("advocacy:task", episode=task.episode.public_id, task=task.public_id),
        episode_id=task.episode_id,
        client=task.episode.client.called,
        state=state_words(task),
        code=task.state,
        shape=SHAPES[task.state],
        about="; ".join(part for part in (task.ask, _when(task)) if part),
        due=due_words(task, today),
        stage=_stage(task, today),
        day=_day(task),
    )


def title_of(task: AdvocacyTask) -> str:
    """Return what it is, and whom it is to."""
    return _("%(kind)s: %(office)s") % {"kind": AdvocacyKind(task.kind).words, "office": task.office}


def state_words(task: AdvocacyTask) -> str:
    """Return how far it is; once there is an answer, the answer."""
    return AdvocacyOutcome(task.outcome).words if task.state == ANSWERED else ADVOCACY.states[task.state]


def due_words(task: AdvocacyTask, today: date) -> str:
    """Return why it is to be taken up now, a last day before all else; empty where it can wait."""
    last = open_deadline(task)
    if last is not None and is_near_day(last, today):
        words = _("Last day passed: %(day)s") if last < today else _("Last day: %(day)s")
        return words % {"day": spell_date(last)}
    return _("Due now") if is_due(task, today) else ""


def _stage(task: AdvocacyTask, today: date) -> str:
    if task.state not in OPEN:
        return ENDED
    if is_near_day(open_deadline(task), today):
        return LAST_DAY
    if is_due(task, today):
        return DUE
    return DRAFT if task.state in NOT_SENT else UNDER_WAY


def _when(task: AdvocacyTask) -> str:
    if task.state not in OPEN or task.look_on is None:
        return ""
    words = _("to be done by %(day)s") if task.state in NOT_SENT else _("ask again: %(day)s")
    return words % {"day": spell_date(task.look_on)}


def _day(task: AdvocacyTask) -> date:
    days = [day for day in (open_deadline(task), task.look_on) if day]
    return min(days, default=task.do_by)


def _lines(episodes: Iterable[Episode] | QuerySet[Episode], today: date, every: bool) -> list[OutsideLine]:
    return [advocacy_line(task, today) for task in tasks_in(episodes, () if every else OPEN)]


asks_outside("advocacy", OutsideWork(_lines, look_again_on))
