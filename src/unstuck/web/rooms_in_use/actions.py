"""Switching rooms off and on."""

from __future__ import annotations

from collections.abc import Collection

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.accounts.policies import check_administers
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.components.denied import Denied
from unstuck.web.rooms_in_use.open_things import open_things
from unstuck.web.rooms_in_use.switchable import SwitchableRoom


def use_rooms(by: Actor, used: Collection[str], *, sure: bool, context: WriteContext) -> None:
    """Say which rooms the agency uses; all others are off. Nothing in them is touched.

    Denied where something is under way in a room that would be switched off, unless they are `sure`.
    """
    with recorded("agency.rooms", by, context) as write:
        agency = Agency.objects.select_for_update().get(pk=by.agency_id)
        check_administers(by, agency)
        if not set(used) <= set(SwitchableRoom.values):
            raise Denied("unknown_room", _("Choose from the rooms on this page."))
        off = [room for room in SwitchableRoom.values if room not in used]
        _check_nothing_open(agency, set(off) - set(agency.rooms_off), sure=sure, context=context)
        write.about("agency", agency.public_id, before=agency.rooms_off, after=off)
        agency.rooms_off = off
        agency.save(update_fields=["rooms_off"])


def _check_nothing_open(agency: Agency, closing: Collection[str], *, sure: bool, context: WriteContext) -> None:
    there = open_things(agency.pk, context.now)
    under_way = [words for room in SwitchableRoom.values if room in closing for words in there.get(room, ())]
    if under_way and not sure:
        words = _("Under way in what you switch off: %(things)s. End it first, or say below that it can rest.")
        raise Denied("under_way", words % {"things": "; ".join(under_way)})
