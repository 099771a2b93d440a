"""Opening episodes of care, changing what a client is called, and giving one to another worker."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person, Role
from unstuck.web.audit.refusals import guesses_counted
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.components.denied import Denied
from unstuck.web.components.references import reference_key

TAKEN_BACK = "upload_undone"
"""Why an episode ended that an upload had opened, when the upload was undone."""


@dataclass(frozen=True)
class NewClient:
    """A client to be added to one's own caseload. `reference` is the agency's id for them."""

    reference: str
    name: str
    started_on: date


def check_may_add(actor: Actor) -> None:
    """Raise Denied unless this person works with clients."""
    if actor.role not in (Role.WORKER, Role.SUPERVISOR):
        raise Denied("no_caseload", _("Only somebody who works with clients can add them."))


def open_episodes(actor: Actor, wanted: list[NewClient], *, now: datetime) -> list[Episode]:
    """Add clients and their episodes inside a running action. Denied, naming the reference, where one is taken.

    A client whom an undone upload had brought in, and of whom nothing else is known, is opened again.
    """
    keys = {reference_key(one.reference): one for one in wanted}
    known = _known(actor, list(keys))
    if len(keys) < len(wanted) or any(client.kept for client in known.values()):
        raise Denied("reference_taken", _("A client with this reference is already known at your agency."))
    for key, client in known.items():
        client.reference, client.name = keys[key].reference, keys[key].name
    Client.objects.bulk_update(known.values(), ["reference", "name"], batch_size=200)
    added = [
        Client(agency_id=actor.agency_id, reference=one.reference, key=key, name=one.name, created_at=now)
        for key, one in keys.items()
        if key not in known
    ]
    clients = known | {client.key: client for client in Client.objects.bulk_create(added, batch_size=200)}
    return Episode.objects.bulk_create(
        [Episode(client=clients[key], worker_id=actor.id, started_on=one.started_on) for key, one in keys.items()],
        batch_size=200,
    )


def _known(actor: Actor, keys: list[str]) -> dict[str, Any]:
    """Return the agency's clients with these keys; `kept` tells whether an episode was not taken back."""
    kept = Episode.objects.filter(client=OuterRef("pk")).exclude(ended_because=TAKEN_BACK)
    clients: dict[str, Any] = {}
    for start in range(0, len(keys), 500):
        part = Client.objects.filter(agency_id=actor.agency_id, key__in=keys[start : start + 500])
        clients |= {client.key: client for client in part.annotate(kept=Exists(kept))}
    return clients


def change_client(actor: Actor, episode: Episode, reference: str, name: str, context: WriteContext) -> None:
    """Change what a client is called. Denied where the reference is another client's."""
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    key = reference_key(reference)
    counted = guesses_counted("reference.refused", "reference_taken", **about, now=context.now)
    with counted if key != episode.client.key else nullcontext(), recorded("client.changed", actor, context) as write:
        locked = locked_episode(episode, context)
        permissions.check_may_write(actor, locked)
        client = locked.client
        if Client.objects.filter(agency_id=actor.agency_id, key=key).exclude(pk=client.pk).exists():
            raise Denied("reference_taken", _("A client with this reference is already known at your agency."))
        pairs = (("reference", client.reference, reference), ("name", client.name, name))
        changed = [field for field, old, new in pairs if old != new]
        client.reference, client.key, client.name = " ".join(reference.split()), key, name
        client.save(update_fields=["reference", "key", "name"])
        write.about("episode", locked.public_id, changed=changed)


def give_to(actor: Actor, locked: Episode, to: Person) -> None:
    """Make somebody of the same team the worker of a locked client, inside the running action."""
    permissions.check_may_assign(actor, locked)
    if not permissions.team_members(actor).filter(person=to).exists():
        raise Denied("not_in_team", _("Choose somebody in your own team."))
    locked.worker = to
    locked.save(update_fields=["worker"])
