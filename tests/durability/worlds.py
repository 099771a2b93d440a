"""Run in a process of its own, beside the site: `prepare` makes people and clients, `report` says what is stored.

Both print JSON. Nothing of the test's own process touches the database.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from unstuck.web.operations import startup

if __name__ == "__main__":
    startup.set_up()

from datetime import date

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Max

from unstuck.web.accounts.actions import NewPerson, add_person, add_team, found_agency
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Role
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import verify
from unstuck.web.caseload.actions.clients import NewClient, add_client
from unstuck.web.caseload.models import Score, Standing, State
from unstuck.web.components import dates


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


if __name__ == "__main__":
    answer = prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else report()
    sys.stdout.write(json.dumps(answer))
