"""How life areas affect each other, as the client sees it."""

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
class NewAreaLink:
    """A client says, on a day and in their own words, that `cause` makes `effect` worse."""

    cause: str
    effect: str
    on: date
    words: str = ""


def link_areas(actor: Actor, episode: Episode, new: NewAreaLink, context: WriteContext) -> AreaLink:
    """Store that one life area makes another worse."""
    with recorded("area_link.recorded", actor, context) as write:
        current = locked_episode(episode, context)
        caseload_permissions.check_may_write(actor, current)
        policies.check_days(new.on, context.today, current.started_on, None)
        same = AreaLink.objects.filter(episode=current, cause=new.cause, effect=new.effect, ended_on=None)
        if same.exists():
            raise Denied("known_already", _("This has already been recorded."))
        made = AreaLink(
            episode=current, cause=new.cause, effect=new.effect, words=new.words, on=new.on, recorded_at=context.now,
            recorded_by_id=actor.id,
        )  # fmt: skip
        made.save(force_insert=True)
        write.about("episode", current.public_id, cause=new.cause, effect=new.effect)
    return made


def end_area_link(actor: Actor, link: AreaLink, on: date, context: WriteContext) -> None:
    """Store that this is no longer so."""
    with recorded("area_link.ended", actor, context) as write:
        current = locked_episode(link.episode, context)
        caseload_permissions.check_may_write(actor, current)
        held = AreaLink.objects.select_for_update().get(pk=link.pk, episode=current)
        if held.ended_on is not None:
            raise Denied("ended_already", _("This is already marked as no longer the case."))
        policies.check_days(on, context.today, held.on, None)
        held.ended_on = on
        held.save(update_fields=["ended_on"])
        write.about("episode", current.public_id, link=held.pk)
