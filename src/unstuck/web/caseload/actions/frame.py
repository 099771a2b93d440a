"""What every action on one client's episode does before and after its own change."""

from __future__ import annotations

from contextlib import AbstractContextManager

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import Write, audited
from unstuck.web.caseload import policies
from unstuck.web.caseload.actions.scores import Moment
from unstuck.web.caseload.models import Episode


def recorded(action: str, actor: Actor, moment: Moment) -> AbstractContextManager[Write]:
    """Frame a write of an actor's: one transaction, one entry."""
    return audited(action, agency=actor.agency_public_id, actor=actor.public_id, now=moment.now, receipt=moment.receipt)


def locked(episode: Episode, moment: Moment) -> Episode:
    """Return the episode, locked and one version further. Denied where it ended or the form is stale."""
    found = Episode.objects.select_for_update().get(pk=episode.pk)
    policies.check_open(found)
    policies.check_unchanged(found, moment.version)
    found.version += 1
    found.save(update_fields=["version"])
    return found
