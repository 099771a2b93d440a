"""What happens when nobody takes a concern on in time: the next one is told, and at last everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from unstuck.web.accounts.models import Membership
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.safety.actions.frame import ask, finish, keep_concern_step, locked, tell_about
from unstuck.web.safety.duty import DutyRequest, Turn
from unstuck.web.safety.models import Concern
from unstuck.web.safety.rota import ask_first, ask_next, supervisors_of, turns_for
from unstuck.web.safety.workflow import CONCERN, RAISED


class _Overtaken(Exception):
    """Somebody took the concern on in the meantime: nothing is written."""


def escalate_due(now: datetime) -> int:
    """Pass on every concern whose time has run out; return how many. Each is a transaction of its own.

    Interrupted, it leaves every concern either as it was or passed on, and the next run goes on from there.
    """
    return sum(_escalate(concern, now) for concern in _waiting(now))


def _waiting(now: datetime) -> list[Concern]:
    """Return the concerns that nobody took on in time, and those for which nobody is named or whoever was has left."""
    present = Membership.objects.filter(ended_at=None, person__is_active=True).values("person")
    late = Q(answer_by__lte=now) | Q(responder=None) | ~Q(responder__in=present)
    rows = Concern.objects.filter(late, state=RAISED).select_related("episode__client__agency")
    return list(rows.order_by("answer_by", "id"))


def _escalate(concern: Concern, now: datetime) -> bool:
    turns = turns_for(concern.episode)
    asked = ask_next(turns, concern.place, now)
    again = ask_first(turns, now) if asked is None else None
    if asked is None and again is None:
        return False  # nobody is there to be asked: the page says so
    try:
        _pass_on(concern, turns, asked, again, now)
    except _Overtaken:
        return False
    return True


def _pass_on(
    concern: Concern, turns: Sequence[Turn], asked: DutyRequest | None, again: DutyRequest | None, now: datetime
) -> None:
    """Pass a late concern on to who is asked next, or, where the order has run out, tell everybody."""
    agency = concern.episode.client.agency
    with audited("concern.escalated", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        held = locked(concern)
        if held.state != RAISED or held.version != concern.version:
            raise _Overtaken
        held.state = CONCERN.after("escalate", held.state)
        everybody = [turn.person for turn in turns] + supervisors_of(held.episode)
        ask(held, asked or again, now)
        keep_concern_step(held, "escalate", None, now, to=held.responder_id)
        if asked is None:
            tell_about(held, "concern.unanswered", everybody, now)
        else:
            tell_about(held, "concern.passed_on", [held.responder_id], now)
        finish(held, write, now, WriteContext(now, localdate(now)))
