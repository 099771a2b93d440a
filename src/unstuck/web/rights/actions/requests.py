"""How long records are kept; asking for a client's to be deleted, and confirming it as the second person."""

from __future__ import annotations

from uuid import UUID

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.caseload.permissions import check_answers_for, episodes_for, may_assign
from unstuck.web.components.denied import Denied
from unstuck.web.rights.actions.deleting import delete_everything
from unstuck.web.rights.models import DeletionRequest, RetentionRule
from unstuck.web.rights.policies import check_deletable, retention_years


def keep_records_for(actor: Actor, years: int, context: WriteContext) -> None:
    """Say for how many years after the end of care the agency keeps records."""
    with recorded("retention.chosen", actor, context) as write:
        if actor.role != Role.ADMINISTRATOR:
            raise Denied("not_administrator", _("Only an administrator decides how long records are kept."))
        before = retention_years(actor.agency_id)
        RetentionRule.objects.create(agency_id=actor.agency_id, years=years, at=context.now, by_id=actor.id)
        write.about("agency", actor.agency_public_id, before=before, after=years)


def ask_for_deletion(actor: Actor, episode: Episode, context: WriteContext) -> DeletionRequest:
    """Ask for everything about a client to be deleted, once the retention time is over."""
    with recorded("deletion.asked", actor, context) as write:
        client = _locked(actor, episode)
        check_deletable(client, context.today)
        if DeletionRequest.objects.filter(client=client).exists():
            raise Denied("asked_already", _("Somebody has already asked for this."))
        asked = DeletionRequest.objects.create(client=client, asked_by_id=actor.id, asked_at=context.now)
        write.about("client", client.public_id)
    return asked


def take_deletion_back(actor: Actor, episode: Episode, context: WriteContext) -> None:
    """Take the wish to delete back: nothing is deleted."""
    with recorded("deletion.taken_back", actor, context) as write:
        client = _locked(actor, episode)
        DeletionRequest.objects.filter(client=client).delete()
        write.about("client", client.public_id)


def confirm_deletion(actor: Actor, request: UUID, context: WriteContext) -> int:
    """Delete everything about a client, as the second person; return how many rows.

    Who may: whoever may read the client, or a manager of the agency, who is shown no name; never who asked. The record
    of changes keeps its entries, which hold opaque ids and codes alone.
    """
    with recorded("client.deleted", actor, context) as write:
        rows = DeletionRequest.objects.select_related("client").filter(client__agency=actor.agency_id)
        asked = rows.filter(public_id=request).first()
        if asked is None or not _may_confirm(actor, asked.client):
            raise Denied("not_yours", _("There is no such request any more, or it is not yours to confirm."))
        if asked.asked_by_id == actor.id:
            raise Denied("second_person", _("A second person confirms this: you asked for it yourself."))
        client = Client.objects.select_for_update().get(pk=asked.client_id)
        check_deletable(client, context.today)
        write.about("client", client.public_id, rows=delete_everything(client, actor.agency_id))
        return int(write.details["rows"])


def _may_confirm(actor: Actor, client: Client) -> bool:
    theirs = episodes_for(actor).filter(client=client)
    return actor.role == Role.MANAGER or any(may_assign(actor, episode) for episode in theirs)


def _locked(actor: Actor, episode: Episode) -> Client:
    """Return the client of an episode that this person answers for, locked."""
    held = Episode.objects.get(pk=episode.pk)
    check_answers_for(actor, held)
    return Client.objects.select_for_update().get(pk=held.client_id)
