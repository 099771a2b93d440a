"""What every action about one client begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.policies import check_still_holds
from unstuck.web.accounts.sight import ask_again
from unstuck.web.audit.actions import Write, audited
from unstuck.web.caseload import policies
from unstuck.web.caseload.models import Episode


@dataclass(frozen=True)
class WriteContext:
    """When something is done, and from which form: `version` is the episode's when the form was opened."""

    now: datetime
    today: date
    idempotency_key: str | None = None
    version: int | None = None


@contextmanager
def recorded(action: str, actor: Actor, context: WriteContext) -> Iterator[Write]:
    """Run an action of this person: one transaction, one entry, one idempotency key.

    Denied where they left, or their role or team changed, since the request began: who acts is looked up before the
    agency's record is locked, and what an administrator changes holds from the moment it is on that record.
    """
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited(action, **about, now=context.now, idempotency_key=context.idempotency_key) as write:
        check_still_holds(actor)
        ask_again(actor)
        yield write


def locked_episode(episode: Episode, context: WriteContext) -> Episode:
    """Return the episode, locked and one version further. Denied where it ended or the form is stale."""
    locked = Episode.objects.select_for_update().get(pk=episode.pk)
    policies.check_open(locked)
    policies.check_unchanged(locked, context.version)
    raise_version(locked)
    return locked


def raise_version(episode: Episode) -> None:
    """Raise the version of a locked episode: forms that were opened before are stale."""
    episode.version += 1
    episode.save(update_fields=["version"])
