"""Keeping one's own side of the work with a client, and wiping it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from unstuck.guidance.consultation import OWN_SIDE
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload import permissions, policies
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.own_side.models import OwnSide


def keep_own_side(actor: Actor, episode: Episode, names: Collection[str], context: WriteContext) -> None:
    """Keep what is true of this person at present, in the place of what was; nothing is true: the row goes.

    The record says that they kept something of their own, and neither what, nor about whom (decision 45). Denied for a
    client who is not their own work.
    """
    with recorded("own_side.kept", actor, context) as write:
        held = Episode.objects.select_for_update().get(pk=episode.pk)
        permissions.check_is_own(actor, held)
        policies.check_open(held)
        OwnSide.objects.filter(episode=held, person=actor.id).delete()
        if names:
            OwnSide.objects.create(episode=held, person_id=actor.id, **{name: name in names for name in OWN_SIDE})
        write.about("person", actor.public_id)


def wipe_what_is_left(now: datetime) -> int:
    """Wipe what workers kept about clients who are no longer theirs; return in how many agencies. Called once a day."""
    wiped = 0
    for agency in Agency.objects.all():
        left = OwnSide.objects.filter(episode__client__agency=agency).exclude(
            episode__worker=F("person"), episode__ended_on=None
        )
        if left.exists():
            with audited("own_side.wiped", agency=agency.public_id, actor=SYSTEM, now=now) as write:
                left.delete()
                write.about("agency", agency.public_id)
            wiped += 1
    return wiped
