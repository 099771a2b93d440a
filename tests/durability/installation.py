"""Sets an installation up in a process of its own, then answers one question after another.

Prints the session of a worker and the addresses of the clients. After that each line on standard input is a JSON list
of the scores that the site said it saved, `[episode, date, total]`, and each line on standard output the JSON list of
what is wrong in the database: nothing, after any crash.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.models import F

from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Person, Role
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import verify
from unstuck.web.caseload.actions.clients import NewClient, add_client
from unstuck.web.caseload.models import Episode, Score, Standing, State
from unstuck.web.components import dates

BEGIN = (
    "from unstuck.web.config import running; running.set_up();"
    "from tests.durability import installation; installation.main()"
)
"""What such a process runs."""

CLIENTS = 4
BEGAN = timedelta(days=1200)


def main() -> None:
    """Set up, then answer until nobody asks."""
    _answer(_set_up())
    for line in sys.stdin:
        try:
            found = list(_faults(json.loads(line)))
        finally:
            connections.close_all()
        _answer(found)


def _answer(said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _set_up() -> dict[str, Any]:
    now, today = dates.now(), dates.today()
    agency = found_agency("Riverside", now=now)
    team = add_team(agency, "North", by=None, now=now)
    person = add_person(agency, NewPerson("w@example.invalid", "Wanda", Role.WORKER, team, "x" * 20), by=None, now=now)
    actor = actor_of(person)
    assert actor is not None
    wanted = [NewClient(f"D-{number}", "", today - BEGAN) for number in range(CLIENTS)]
    clients = [str(add_client(actor, one, now=now, today=today).public_id) for one in wanted]
    session = _session(person)
    connections.close_all()
    return {"session": session, "clients": clients, "began": (today - BEGAN).isoformat()}


def _session(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "unstuck.web.accounts.sign_in.PeopleBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _faults(acknowledged: Iterable[tuple[str, str, float]]) -> Iterator[str]:
    stored = Score.objects.filter(withdrawn_at=None).values_list("episode__public_id", "on", "total")
    known = [(str(episode), on, total) for episode, on, total in stored]
    said = {(episode, date.fromisoformat(on), total) for episode, on, total in acknowledged}
    yield from (f"lost: {one}" for one in said - set(known))
    yield from ([f"doubled: {len(known)} scores, {len(set(known))} different"] if len(known) != len(set(known)) else [])
    yield from (
        f"score {one} without a state" for one in Score.objects.filter(states=None).values_list("id", flat=True)
    )
    scores = set(Score.objects.values_list("id", flat=True))
    states = set(State.objects.values_list("score_id", flat=True))
    yield from (f"state of score {one}, which is not there" for one in states - scores)
    added = Entry.objects.filter(action="score.added").values_list("details", flat=True)
    if sorted(details["score"] for details in added) != sorted(scores):
        yield "the record of changes and the scores do not tell the same"
    yield from (f"{one.agency}: {one.fault}" for one in verify() if one.fault)
    for episode in Episode.objects.all():
        yield from _standing_faults(episode)


def _standing_faults(episode: Episode) -> Iterator[str]:
    standing = Standing.objects.get(episode=episode)
    newest = State.objects.filter(episode=episode).order_by("-score__day", "-id").first()
    count = Score.objects.filter(episode=episode, withdrawn_at=None).count()
    if (standing.state_id, standing.scores) != (newest and newest.pk, count):
        yield f"episode {episode.pk} stands at {standing.state_id}, its newest state is {newest and newest.pk}"
    if newest is not None and (standing.code, standing.since) != (newest.code, newest.since):
        yield f"episode {episode.pk} stands otherwise than its newest state says"
    if State.objects.filter(episode=episode).exclude(episode=F("score__episode")).exists():
        yield f"episode {episode.pk} has a state of somebody else's score"
