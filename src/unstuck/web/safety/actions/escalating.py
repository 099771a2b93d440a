"""What happens when nobody takes a concern on in time, or whoever answered for it left: the next one is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from unstuck.web.accounts.models import Membership
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.safety.actions.frame import ask, finish, keep_concern_step, locked, tell_about
from unstuck.web.safety.models import Concern
from unstuck.web.safety.permissions import answered_while_covering
from unstuck.web.safety.rota import ask_first, ask_next, ids_of_supervisors, turns_for
from unstuck.web.safety.workflow import ASSESSED, CONCERN, OPEN


class _Overtaken(Exception):
    """Somebody acted on the concern in the meantime: nothing is written."""


def escalate_due(now: datetime) -> int:
    """Pass on every concern whose time has run out or that nobody here answers for; return how many.

    Each is a transaction of its own. Interrupted, it leaves every concern either as it was or passed on, and the next
    run goes on from there.
    """
    open_now = Concern.objects.filter(state__in=OPEN).select_related("episode__client__agency")
    left_again = Exists(answered_while_covering(localdate(now)))
    watched = open_now.alias(here=Exists(_here()) & ~left_again).order_by("answer_by", "id")
    late, left = watched.filter(here=True, answer_by__lte=now), watched.filter(here=False)
    return _each(_pass_on_late, late, now) + _each(_pass_on_left, left, now)


def _here() -> QuerySet[Membership]:
    """Return the membership by which the responder of a concern still works at the client's agency."""
    return Membership.objects.filter(
        person=OuterRef("responder"), agency=OuterRef("episode__client__agency"), ended_at=None, person__is_active=True
    )


def _each(pass_on: Callable[[Concern, datetime], bool], concerns: QuerySet[Concern], now: datetime) -> int:
    passed = 0
    for concern in list(concerns):
        try:
            passed += pass_on(concern, now)
        except _Overtaken:
            continue
    return passed


def _pass_on_late(concern: Concern, now: datetime) -> bool:
    """Ask the next one on duty; where the order has run out, ask the first again and tell everybody."""
    turns = turns_for(concern.episode)
    asked = ask_next(turns, concern.place, now)
    again = asked or ask_first(turns, now)
    if again is None:
        return False  # nobody is there to be asked: the page says so
    with _passing_on(concern, "escalate", now) as held:
        ask(held, again, now)
        if asked is None:
            everybody = [turn.person for turn in turns] + ids_of_supervisors(held.episode)
            tell_about(held, "concern.unanswered", everybody, now)
        else:
            tell_about(held, "concern.passed_on", [held.responder_id], now)
    return True


def _pass_on_left(concern: Concern, now: datetime) -> bool:
    """Ask whoever is asked first now; where there is nobody, say that nobody answers for it."""
    asked = ask_first(turns_for(concern.episode), now)
    if asked is None and concern.responder_id is None:
        return False
    with _passing_on(concern, "replace", now) as held:
        ask(held, asked, now)
        if held.state == ASSESSED:
            held.answer_by = None
        tell_about(held, "concern.raised", [held.responder_id], now)
    return True


@contextmanager
def _passing_on(concern: Concern, action: str, now: datetime) -> Iterator[Concern]:
    """Lock a concern that nobody has touched since it was found, and store that it was passed on."""
    agency = concern.episode.client.agency
    with audited("concern.escalated", agency=agency.public_id, actor=SYSTEM, now=now) as write:
        held = locked(concern)
        if held.version != concern.version:
            raise _Overtaken
        held.state = CONCERN.after(action, held.state)
        yield held
        keep_concern_step(held, action, None, now, to=held.responder_id)
        finish(held, write, now, WriteContext(now, localdate(now)))
