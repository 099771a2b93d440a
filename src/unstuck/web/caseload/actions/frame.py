"""What every action about one client begins with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import Write, audited
from unstuck.web.caseload import policies
from unstuck.web.caseload.models import Episode


@dataclass(frozen=True)
class Moment:
    """When something is done, and from which form: `version` is the episode's when the form was opened."""

    now: datetime
    today: date
    receipt: str | None = None
    version: int | None = None


def recorded(action: str, actor: Actor, moment: Moment) -> AbstractContextManager[Write]:
    """Return the frame of an action of this person: one transaction, one entry, one receipt."""
    return audited(action, agency=actor.agency_public_id, actor=actor.public_id, now=moment.now, receipt=moment.receipt)


def locked_episode(episode: Episode, moment: Moment) -> Episode:
    """Return the episode, locked and one version further. Denied where it ended or the form is stale."""
    locked = Episode.objects.select_for_update().get(pk=episode.pk)
    policies.check_open(locked)
    policies.check_unchanged(locked, moment.version)
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked
