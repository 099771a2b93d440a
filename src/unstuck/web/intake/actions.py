"""Adding a client with all that is asked at intake, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import audited
from unstuck.web.caseload.actions.clients import NewClient, check_may_add, open_episodes
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.programmes.actions import begin_in
from unstuck.web.programmes.models import Programme


@dataclass(frozen=True)
class Intake:
    """What is asked beside who a client is."""

    programme: Programme | None = None


def add_client(
    actor: Actor,
    wanted: NewClient,
    asked: Intake = Intake(),
    *,
    now: datetime,
    today: date,
    idempotency_key: str | None = None,
) -> Episode:
    """Add a client with an episode of care whose worker is the actor. Denied where the reference is taken."""
    check_may_add(actor)
    with audited(
        "client.added", agency=actor.agency_public_id, actor=actor.public_id, now=now, idempotency_key=idempotency_key
    ) as write:
        (episode,) = open_episodes(actor, [wanted], now=now)
        stand_again([episode.pk], now, today)
        begin_in(actor, episode, asked.programme, on=wanted.started_on, now=now)
        write.about("episode", episode.public_id)
        write.answer = str(episode.public_id)
    return episode
