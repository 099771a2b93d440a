"""Run in a process of its own, beside the site: `prepare` makes people and clients, `report` says what is stored.

Both print JSON. Nothing of the test's own process touches the database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from unstuck.web.operations import startup

if __name__ == "__main__":
    startup.set_up()

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Max

from unstuck.instruments import load
from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Person, Role
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import verify
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode, Score, Standing, State
from unstuck.web.checkins.actions.asking import NewCheckin, ask
from unstuck.web.checkins.actions.outbox import LOST_AFTER, send_next
from unstuck.web.checkins.actions.reminders import ReminderAgreement, choose_reminders
from unstuck.web.checkins.models import Answer, Checkin, Reminder, ReminderChoice, ReminderRule
from unstuck.web.checkins.tokens import token_of
from unstuck.web.components import dates
from unstuck.web.intake.actions import add_client
from unstuck.web.notifications.models import Notification
from unstuck.web.safety.actions.care import say_safe_way
from unstuck.web.safety.models import Sign

ASKED, RISK = ("PHQ-9", "Willingness"), "phq9_9"


def prepare(clients: int) -> dict[str, Any]:
    """Make a worker with some clients; return the session cookie and the clients' addresses."""
    now = dates.now()
    agency = found_agency("Riverside", now=now)
    team = add_team(agency, "North", by=None, now=now)
    person = add_person(agency, NewPerson("wanda@example.invalid", "Wanda", Role.WORKER, team), by=None, now=now)
    actor = actor_of(person)
    assert actor is not None
    wanted = [NewClient(f"R-{number}", "", date(2020, 1, 1)) for number in range(clients)]
    episodes = [add_client(actor, one, now=now, today=dates.today()) for one in wanted]
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "unstuck.web.accounts.sign_in.PeopleBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        "clients": [str(episode.public_id) for episode in episodes],
    }


def report() -> dict[str, Any]:
    """Return every score with its client and day, and whatever does not fit together."""
    newest = dict(State.objects.values_list("score").annotate(newest=Max("id")))
    scores = Score.objects.select_related("episode").order_by("episode", "day")
    last = {score.episode_id: score.pk for score in scores}
    entries = Entry.objects.filter(action="score.added").values_list("details", flat=True)
    return {
        "scores": [[str(score.episode.public_id), score.on.isoformat(), score.total] for score in scores],
        "without state": [score.pk for score in scores if score.pk not in newest],
        "state without score": State.objects.filter(score=None).count(),
        "standing beside the newest state": [
            standing.pk
            for standing in Standing.objects.all()
            if standing.state_id != newest.get(last.get(standing.pk, 0))
        ],
        "scores and entries that differ": sorted({score.pk for score in scores} ^ {one["score"] for one in entries}),
        "entries twice": len(entries) - len({one["score"] for one in entries}),
        "record": [found.fault for found in verify() if found.fault],
    }


def prepare_checkins(clients: int) -> dict[str, Any]:
    """Make a worker with some clients, each asked for a check-in by link; return the addresses of the links."""
    made = prepare(clients)
    actor = actor_of(Person.objects.get(email="wanda@example.invalid"))
    assert actor is not None
    context = WriteContext(dates.now(), dates.today())
    asked = [NewCheckin("link", [load(name) for name in ASKED], context.today)] * clients
    held = [
        ask(actor, episode, new, context) for episode, new in zip(Episode.objects.order_by("pk"), asked, strict=True)
    ]
    return {"links": [f"/check-in/{token_of(one.seed)}/" for one in held], "clients": made["clients"]}


def report_checkins() -> dict[str, Any]:
    """Return by link each answer in the order it was stored, what became of the check-in, and what does not fit."""
    return {
        "links": {f"/check-in/{token_of(one.seed)}/": _answers_of(one) for one in Checkin.objects.all()},
        "risk answers without their sign": _without_sign(),
        "record": [checked.fault for checked in verify() if checked.fault],
    }


def prepare_reminders(clients: int) -> dict[str, Any]:
    """Make clients who agreed to be reminded and were sent a link four days ago, and an agency without quiet hours."""
    made = prepare(clients)
    actor = actor_of(Person.objects.get(email="wanda@example.invalid"))
    assert actor is not None
    now, today = dates.now(), dates.today()
    begins = (now + timedelta(hours=12)).time().replace(second=0, microsecond=0)
    ends = (datetime.combine(today, begins) + timedelta(minutes=1)).time()
    ReminderRule.objects.create(
        agency_id=actor.agency_id, days=1, quiet_from=begins, quiet_until=ends, at=now, by_id=actor.id
    )
    context = WriteContext(now - timedelta(days=4), today)
    for place, episode in enumerate(Episode.objects.order_by("pk")):
        say_safe_way(actor, episode, "E-mail", (), context)
        agreed = ReminderAgreement("email", f"client-{place}@example.invalid", today)
        choose_reminders(actor, episode, agreed, context)
        ask(actor, episode, NewCheckin("link", [load("Willingness")], today), context)
    return made


def report_reminders() -> dict[str, Any]:
    """Send what waits, give up what was interrupted, and return what became of each message by its address."""
    now = dates.now()
    while send_next(now) or send_next(now + LOST_AFTER):
        continue
    rows = Reminder.objects.select_related("checkin__episode")
    addresses = dict(ReminderChoice.objects.values_list("episode", "address"))
    return {
        "states": {addresses[one.checkin.episode_id]: one.state for one in rows},
        "told": Notification.objects.filter(kind="reminder.unsure").count(),
        "record": [checked.fault for checked in verify() if checked.fault],
    }


def _answers_of(checkin: Checkin) -> dict[str, Any]:
    scores = Score.objects.filter(episode=checkin.episode, withdrawn_at=None).values_list("total", flat=True)
    return {
        "answers": [[one.item, one.value] for one in Answer.objects.filter(checkin=checkin).order_by("id")],
        "state": checkin.state,
        "words": checkin.words,
        "scores": list(scores),
    }


def _without_sign() -> list[list[int]]:
    """Return each check-in whose answers above zero to a question of risk are not exactly its signs."""
    differing = []
    for one in Checkin.objects.all():
        answers = Answer.objects.filter(checkin=one, item=RISK, value__gt=0).count()
        signs = Sign.objects.filter(concern__episode=one.episode, source="item").count()
        if answers != signs:
            differing.append([one.pk, answers, signs])
    return differing


if __name__ == "__main__":
    doing: dict[str, Callable[..., dict[str, Any]]] = {
        "prepare": prepare,
        "prepare_checkins": prepare_checkins,
        "prepare_reminders": prepare_reminders,
        "report": report,
        "report_checkins": report_checkins,
        "report_reminders": report_reminders,
    }
    sys.stdout.write(json.dumps(doing[sys.argv[1]](*map(int, sys.argv[2:]))))
