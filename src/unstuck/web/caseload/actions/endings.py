"""The end of an episode of care, and taking the work up again."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied


def end_episode(episode: Episode, because: str, on: date) -> None:
    """End an episode that the running action holds locked. `because` is a code, never a text."""
    episode.ended_on, episode.ended_because = on, because
    episode.save(update_fields=["ended_on", "ended_because"])


def take_up_again(actor: Actor, episode: Episode, context: WriteContext) -> Episode:
    """Begin a new episode with the client of one that ended. Denied while the client has an open one."""
    with recorded("client.taken_up_again", actor, context) as write:
        before = Episode.objects.select_for_update().get(pk=episode.pk)
        permissions.check_may_write(actor, before)
        if Episode.objects.filter(client=before.client, ended_on=None).exists():
            raise Denied("still_open", _("Work with this client is already under way."))
        again = Episode.objects.create(client=before.client, worker_id=actor.id, started_on=context.today)
        stand_again([again.pk], context.now, context.today)
        write.about("episode", again.public_id, before=str(before.public_id))
        write.answer = str(again.public_id)
    return again
