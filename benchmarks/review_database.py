"""What benchmarks.review_page does inside the site: `python -m benchmarks.review_database add`, `… look`.

Adds to the database of benchmarks.site, for each of twenty workers, a client with two years of weekly scores, facts
every four weeks, approaches, consultations and a review that is going on; and one with three months of the same, to
count queries on. By the site's own actions. Importing this sets Django up.
"""

# ruff: noqa: E402  (models can be imported only once Django is set up)
from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
django.setup()

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.site_database import CLIENTS, INSTRUMENT, address, browser, make_tables
from unstuck.web.accounts.actors import Actor, actor_of
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Engagement, Episode, LifeArea
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components import dates
from unstuck.web.consultation.actions import dialogue
from unstuck.web.consultation.actions.asking import QuestionDraft, ask, write_draft
from unstuck.web.consultation.actions.dialogue import NewMessage
from unstuck.web.consultation.brief import made_from, seal_of
from unstuck.web.consultation.models import Ground
from unstuck.web.demo.actions.clients import KnownClient, take_in
from unstuck.web.plans.actions.ledger import ApproachChoice, choose_approach
from unstuck.web.plans.models import ApproachEndReason, ChosenBy
from unstuck.web.plans.queries import ledger
from unstuck.web.reviews.actions import reviews
from unstuck.web.reviews.models import Decision

WORKERS, LONG, SHORT = 20, 104, 12
APPROACHES = ("problem-solving", "behavioural-activation", "cbt", "interpersonal", "act", "mindfulness")
AREAS = ("housing", "money", "family", "work")
"""A new approach every sixteen weeks, a consultation every twenty-six, four areas of life every four weeks."""


def add() -> None:
    """Add the clients, once."""
    make_tables()
    now = dates.now()
    actors = [_actor(place) for place in range(WORKERS)]
    for place, actor in enumerate(actors):
        for weeks in (SHORT, LONG):
            if not episodes_for(actor).filter(client__reference=_reference(place, weeks)).exists():
                _add(actor, actors[(place + 1) % WORKERS], _reference(place, weeks), weeks, now, Random(place))


def _actor(place: int) -> Actor:
    found = actor_of(Person.objects.get(email=address(CLIENTS, place)))
    if found is None:
        raise AssertionError("expected the worker to have a role")
    return found


def _reference(place: int, weeks: int) -> str:
    return f"Y-{weeks}-{place}"


def _add(actor: Actor, colleague: Actor, reference: str, weeks: int, now: datetime, chance: Random) -> None:
    days = [now.date() - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    scores = [(day, float(chance.randint(14, 17))) for day in days]
    known = KnownClient(reference, f"Client {reference}", days[0], scores, {})
    take_in(actor, INSTRUMENT, [known], now=now, today=now.date())
    episode = episodes_for(actor).select_related("client").get(client__reference=reference)
    for number, day in enumerate(days):
        _week(actor, colleague, episode, number, WriteContext(now, day), chance)
    context = WriteContext(now, now.date())
    reviews.open_review(actor, episode, context)
    reviews.talk(actor, episode, "It goes round in circles.", context)
    decided = reviews.ReviewDecision("What do we not see?", Decision.GIVE_TIME, "", now.date() + timedelta(weeks=2))
    reviews.record_decision(actor, episode, decided, context)


def _week(actor: Actor, colleague: Actor, episode: Episode, number: int, context: WriteContext, chance: Random) -> None:
    if number % 4 == 0:
        life = [LifeArea(on=context.today, area=area, rating=chance.randint(2, 8)) for area in AREAS]
        asked = Engagement(on=context.today, willingness=chance.randint(4, 8), alliance=chance.randint(6, 9))
        record_facts(actor, episode, [asked, *life], context)
    if number % 16 == 0:
        _change(actor, episode, APPROACHES[number // 16 % len(APPROACHES)], context)
    if number % 26 == 5:
        _consult(actor, colleague, episode, context)


def _change(actor: Actor, episode: Episode, code: str, context: WriteContext) -> None:
    ends = [line.first for line in ledger(episode) if line.going_on]
    choose_approach(
        actor,
        episode,
        ApproachChoice(code, context.today, ChosenBy.TOGETHER, "", ends, ApproachEndReason.NO_GAIN if ends else None),
        context,
    )


def _consult(actor: Actor, colleague: Actor, episode: Episode, context: WriteContext) -> None:
    whom = (str(colleague.public_id),)
    draft = write_draft(actor, episode, QuestionDraft("What do I miss?", True, Ground.STANDING_NOTICE, whom), context)
    content = made_from(draft, context.today)
    held = ask(actor, draft, [part["code"] for part in content["parts"]], seal_of(content), context)
    dialogue.write_message(colleague, held, NewMessage("Ask what a better week looks like."), context)
    dialogue.decide(actor, held, "I will ask that.", context)
    dialogue.close(actor, held, "A list of small things.", context)


def inside() -> dict[str, Any]:
    """Return pages with a session for each worker, and the queries of a page by weeks of history."""
    pages = []
    for place in range(WORKERS):
        person = Person.objects.get(email=address(CLIENTS, place))
        session = browser(person).cookies[settings.SESSION_COOKIE_NAME].value
        pages.append((f"{settings.SESSION_COOKIE_NAME}={session}", _page(place, LONG)))
    return {"pages": pages, "queries": {weeks: _queries(weeks) for weeks in (SHORT, LONG)}}


def _page(place: int, weeks: int) -> str:
    episode = Episode.objects.get(client__reference=_reference(place, weeks))
    return f"/clients/{episode.public_id}/review/"


def _queries(weeks: int) -> int:
    looking = browser(Person.objects.get(email=address(CLIENTS, 0)))
    looking.get(_page(0, weeks))
    with CaptureQueriesContext(connection) as seen:
        answer = looking.get(_page(0, weeks))
    if b"What may be missing" not in answer.content:
        raise AssertionError(f"expected the review, found status {answer.status_code}")
    return len(seen)


if __name__ == "__main__":
    if sys.argv[1] == "add":
        add()
    else:
        print(json.dumps(inside()))
