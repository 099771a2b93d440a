"""How areas of life hang together, as the client sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.referrals import policies
from unstuck.web.referrals.models import AreaLink


@dataclass(frozen=True)
class NewLink:
    """`cause` makes `effect` worse, in the client's words, said on a day."""

    cause: str
    effect: str
    on: date
    words: str = ""


def link_areas(actor: Actor, episode: Episode, new: NewLink, context: WriteContext) -> AreaLink:
    """Store that one area of life makes another worse."""
    with recorded("area_link.recorded", actor, context) as write:
        found = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, found)
        policies.check_days(new.on, context.today, found.started_on, None)
        known = AreaLink.objects.filter(episode=found, cause=new.cause, effect=new.effect, ended_on=None)
        if known.exists():
            raise Denied("known_already", _("This is recorded already."))
        made = AreaLink(
            episode=found, cause=new.cause, effect=new.effect, words=new.words, on=new.on, recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        made.save(force_insert=True)
        write.about("episode", found.public_id, cause=new.cause, effect=new.effect)
    return made


def end_area_link(actor: Actor, link: AreaLink, on: date, context: WriteContext) -> None:
    """Store that it is no longer so."""
    with recorded("area_link.ended", actor, context) as write:
        found = locked_episode(link.episode, context)
        caseload_permissions.check_may_write(actor, found)
        held = AreaLink.objects.select_for_update().get(pk=link.pk, episode=found)
        if held.ended_on is not None:
            raise Denied("ended_already", _("This is already marked as no longer so."))
        policies.check_days(on, context.today, held.on, None)
        held.ended_on = on
        held.save(update_fields=["ended_on"])
        write.about("episode", found.public_id, link=held.pk)
