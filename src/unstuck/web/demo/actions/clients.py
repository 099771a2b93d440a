"""Taking in many clients with their scores at once: for the demo, tests and benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import audited
from unstuck.web.caseload.actions.clients import NewClient, check_may_add, open_episodes
from unstuck.web.caseload.actions.standings import judge_again, stand_again
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.components.batches import day_number
from unstuck.web.demo.actions.attendance import is_told, store_sessions
from unstuck.web.demo.actions.concerns import assess_those, store_concerns, watch_those
from unstuck.web.demo.actions.facts import ASKED_DAYS_AGO, CaseInFull, store_facts


@dataclass(frozen=True)
class KnownClient:
    """A client with scores on one instrument, in order of time, and facts as in CASE.json.

    `words` holds what the client said about a life area or a wish, by its code.
    """

    reference: str
    name: str
    started_on: date
    scores: Sequence[tuple[date, float]]
    case: dict[str, Any]
    words: Mapping[str, str] = field(default_factory=dict)


def take_in(actor: Actor, instrument: str, clients: Sequence[KnownClient], *, now: datetime, today: date) -> None:
    """Add clients to the actor's caseload with all their scores, facts and states, in one transaction."""
    check_may_add(actor)
    with audited("clients.taken_in", agency=actor.agency_public_id, actor=actor.public_id, now=now) as write:
        wanted = [NewClient(one.reference, one.name, one.started_on) for one in clients]
        episodes = open_episodes(actor, wanted, now=now)
        rows = [
            Score(
                episode=episode,
                instrument=instrument,
                day=day_number(on),
                on=on,
                total=total,
                entered_at=now,
                entered_by_id=actor.id,
            )
            for episode, one in zip(episodes, clients, strict=True)
            for on, total in one.scores
        ]
        Score.objects.bulk_create(rows, batch_size=200)
        cases = [CaseInFull(episode, one.case, one.words) for episode, one in zip(episodes, clients, strict=True)]
        attended = [
            (case, [on for on, _total in one.scores if on < today - timedelta(days=ASKED_DAYS_AGO)])
            for case, one in zip(cases, clients, strict=True)
        ]
        store_sessions(actor, attended, now)
        cases = [replace(case, has_sessions=is_told(case, days)) for case, days in attended]
        facts = store_facts(actor, cases, now, today)
        concerns = store_concerns(cases, now, today)
        judge_again([episode.pk for episode in episodes], [instrument], now, today)
        watch_those(cases)
        write.about("clients", "", clients=len(clients), scores=len(rows), facts=facts)
    assess_those(actor, concerns, now, today)


def bring_up_to_date(actor: Actor, *, now: datetime, today: date) -> None:
    """Store where the actor's open episodes stand today, after things were recorded as of earlier days."""
    mine = list(Episode.objects.filter(worker=actor.id, ended_on=None).values_list("pk", flat=True))
    with audited("clients.brought_up_to_date", agency=actor.agency_public_id, actor=actor.public_id, now=now) as write:
        stand_again(mine, now, today)
        write.about("clients", "", clients=len(mine))
