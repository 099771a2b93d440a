"""What benchmarks.mixed needs in a database: workers with 200 clients each, and clients who were sent a link.

`python -m benchmarks.mixed_database build` makes it through the site's own actions, on whichever database the
environment names, and prints who asks for what. Importing this sets Django up.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import Any

from django.conf import settings

from benchmarks.site_database import CLIENTS, add_worker, address, browser, make_tables, simulated
from unstuck.web.accounts.actions import add_team, found_agency
from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.actions.asking import NewCheckin, ask
from unstuck.web.checkins.planning import in_order
from unstuck.web.checkins.queries import due_today, plan_of
from unstuck.web.checkins.questionnaires import questionnaire
from unstuck.web.checkins.tokens import token_of
from unstuck.web.components import dates

WORKERS, LINKS = 10, 140
"""Workers; and clients with a link, each of whom acts every two seconds."""


def build() -> dict[str, Any]:
    """Make the database in an empty one, and return cookies and links."""
    make_tables()
    now = dates.now()
    agency = found_agency("Agency 1", now=now)
    team = add_team(agency, "Team 1", by=None, now=now)
    clients = simulated(WORKERS * CLIENTS, 7, "M")
    for place in range(WORKERS):
        add_worker(team, address(CLIENTS, place), list(islice(clients, CLIENTS)), now)
    people = list(Person.objects.filter(email__startswith="worker-").order_by("pk"))
    sessions = [browser(person).cookies[settings.SESSION_COOKIE_NAME].value for person in people]
    links = [_link(person, place) for place in range(LINKS // WORKERS) for person in people]
    return {"cookies": [f"{settings.SESSION_COOKIE_NAME}={one}" for one in sessions], "links": links}


def _link(person: Person, place: int) -> str:
    """Send one of a worker's clients what they are asked by default."""
    actor, today = actor_of(person), dates.today()
    if actor is None:
        raise AssertionError("expected the worker to have a role")
    episode = Episode.objects.filter(worker=person).order_by("pk")[place]
    asked = [questionnaire(episode.client.agency_id, name) for name in due_today(episode, today)]
    new = NewCheckin("link", in_order(plan_of(episode), asked), today)
    return f"/check-in/{token_of(ask(actor, episode, new, WriteContext(dates.now(), today)).seed)}/"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(build()))
