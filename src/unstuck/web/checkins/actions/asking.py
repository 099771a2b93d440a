"""Asking a client: the plan, a new check-in, and taking one back."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unstuck.instruments import Instrument
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins import policies
from unstuck.web.checkins.models import AnswerWay, Checkin, CheckinPlan, ClientLanguage
from unstuck.web.checkins.planning import Plan
from unstuck.web.checkins.questionnaires import rows_of
from unstuck.web.checkins.tokens import digest_of, token_of
from unstuck.web.checkins.workflow import ASKED, CHECKIN, ENDED, OPEN
from unstuck.web.components.workflow import NEW

LINK_DAYS, TABLET_MINUTES, ENTRY_HOURS = 7, 15, 12
"""How long a link can be answered, a code for the tablet is good, and an entry by the worker stays open."""


@dataclass(frozen=True)
class NewCheckin:
    """Who is asked what, how, in which language, and of which day the answers are true. No language: as before."""

    way: str
    instruments: Sequence[Instrument]
    on: date
    language: str = ""


def set_plan(actor: Actor, episode: Episode, plan: Plan, context: WriteContext) -> None:
    """Store what a client is asked, and how often: a version of its own."""
    with recorded("checkin.plan_changed", actor, context) as write:
        held = locked_episode(episode, context)
        permissions.check_may_write(actor, held)
        entries = [list(entry) for entry in plan.entries]
        CheckinPlan.objects.create(episode=held, at=context.now, by_id=actor.id, entries=entries, most=plan.most)
        write.about("episode", held.public_id, questionnaires=[name for name, _days in plan.entries])


def ask(actor: Actor, episode: Episode, new: NewCheckin, context: WriteContext) -> Checkin:
    """Make a check-in. One that was open before is taken back: only the latest link works."""
    policies.check_can_ask(new.way, [one.id for one in new.instruments], episode)
    policies.check_day(new.on, episode, context.today)
    with recorded("checkin.asked", actor, context) as write:
        held = locked_episode(episode, context)
        permissions.check_may_write(actor, held)
        made = make_checkin(held, new, actor.id, context)
        write.about("checkin", made.public_id, way=made.way, questions=len(made.questions))
        write.answer = str(made.public_id)
    return made


def make_checkin(held: Episode, new: NewCheckin, by: int, context: WriteContext) -> Checkin:
    """Make a check-in inside a running action."""
    Checkin.objects.filter(episode=held, state__in=OPEN).update(state=ENDED)
    if new.language:
        ClientLanguage.objects.create(episode=held, language=new.language, at=context.now, by_id=by)
    seed = uuid.uuid4()
    return Checkin.objects.create(
        episode=held,
        way=new.way,
        state=CHECKIN.after("ask", NEW),
        on=new.on,
        asked_at=context.now,
        asked_by_id=by,
        questions=rows_of(new.instruments),
        seed=seed,
        digest=digest_of(token_of(seed)),
        code=_code() if new.way == AnswerWay.TABLET else "",
        expires_at=_expires(new.way, context.now),
    )


def _code() -> str:
    """Return a code for the tablet that is not in use now."""
    taken = set(Checkin.objects.filter(state=ASKED).exclude(code="").values_list("code", flat=True))
    while (code := f"{secrets.randbelow(10**6):06}") in taken:
        continue
    return code


def _expires(way: str, now: datetime) -> datetime:
    if way == AnswerWay.LINK:
        return now + timedelta(days=LINK_DAYS)
    return now + (timedelta(minutes=TABLET_MINUTES) if way == AnswerWay.TABLET else timedelta(hours=ENTRY_HOURS))


def take_back(actor: Actor, checkin: Checkin, context: WriteContext) -> None:
    """Take a check-in back: its link no longer works. What was answered stays."""
    with recorded("checkin.ended", actor, context) as write:
        held = locked_episode(checkin.episode, context)
        permissions.check_may_write(actor, held)
        locked = Checkin.objects.select_for_update().get(pk=checkin.pk)
        locked.state = CHECKIN.after("end", locked.state)
        locked.save(update_fields=["state"])
        write.about("checkin", locked.public_id)
