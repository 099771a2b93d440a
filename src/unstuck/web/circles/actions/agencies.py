"""An agency's own keys, and the agencies that it exchanges with: taken in by one person, confirmed by a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.policies import check_is_second_person, has_clients
from unstuck.web.accounts.queries import second_people
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.circles.models import CircleKeys, CirclePartner
from unstuck.web.circles.own_keys import new_keys, sealed_at_rest
from unstuck.web.circles.permissions import check_keeps_agencies
from unstuck.web.circles.public_keys import PublishedKeys
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.actions import clear_waiting, tell

PAGE = "circles:agencies"


def make_keys(actor: Actor, context: WriteContext) -> CircleKeys:
    """Make an agency's keys, or new ones in the place of those before: files for these can no longer be opened."""
    with recorded("circle.keys_made", actor, context) as write:
        check_keeps_agencies(actor)
        replaced = CircleKeys.objects.filter(agency=actor.agency_id, retired_at=None).update(retired_at=context.now)
        private = new_keys()
        made = CircleKeys.objects.create(
            agency_id=actor.agency_id,
            fingerprint=private.public.fingerprint,
            private=sealed_at_rest(private),
            made_at=context.now,
            made_by_id=actor.id,
        )
        write.about("circle_keys", made.fingerprint, replaced=replaced)
    return made


def take_in(actor: Actor, published: PublishedKeys, context: WriteContext) -> CirclePartner:
    """Take in another agency's keys, once their fingerprint was compared aloud.

    From an agency's first client on they are in use when a second person has confirmed them (decision 65).
    """
    with recorded("circle.partner_taken_in", actor, context) as write:
        check_keeps_agencies(actor)
        rows = CirclePartner.objects.filter(agency=actor.agency_id, removed_at=None)
        if rows.filter(fingerprint=published.keys.fingerprint).exists():
            raise Denied("known_keys", _("These keys have been taken in already."))
        if CircleKeys.objects.filter(agency=actor.agency_id, fingerprint=published.keys.fingerprint).exists():
            raise Denied("own_keys", _("These are your own agency's keys. Ask the other agency for theirs."))
        waits = has_clients(actor.agency_public_id)
        partner = CirclePartner.objects.create(
            agency_id=actor.agency_id,
            name=published.agency,
            fingerprint=published.keys.fingerprint,
            signing=published.keys.signing,
            sealing=published.keys.sealing,
            asked_by_id=actor.id,
            asked_at=context.now,
            confirmed_at=None if waits else context.now,
        )
        _tell("circle.proposed" if waits else "circle.added", actor, context)
        write.about("circle_partner", partner.public_id, waits=waits)
    return partner


def confirm_partner(actor: Actor, partner: CirclePartner, context: WriteContext) -> None:
    """Say as the second person that this agency is to be given sight of briefs."""
    with _recorded("circle.partner_confirmed", actor, partner, context) as held:
        if held.confirmed_at is not None:
            raise Denied("decided_already", _("Somebody has already decided this."))
        check_is_second_person(actor, held.agency_id, held.asked_by_id)
        held.confirmed_at, held.confirmed_by_id = context.now, actor.id
        clear_waiting(["circle.proposed"], {}, agency=held.agency_id, now=context.now, of=[actor.id])
        _tell("circle.added", actor, context)


def remove_partner(actor: Actor, partner: CirclePartner, context: WriteContext) -> None:
    """Remove an agency, or decline it while it waits. That takes sight away, so one person may: an administrator.

    One that waits may be declined by whoever could confirm it too.
    """
    with _recorded("circle.partner_removed", actor, partner, context) as held:
        if held.confirmed_at is not None or actor.id == held.asked_by_id:
            check_keeps_agencies(actor)
        else:
            check_is_second_person(actor, held.agency_id, held.asked_by_id)
        held.removed_at, held.removed_by_id = context.now, actor.id
        _tell("circle.removed", actor, context)


@contextmanager
def _recorded(code: str, actor: Actor, partner: CirclePartner, context: WriteContext) -> Iterator[CirclePartner]:
    with recorded(code, actor, context) as write:
        held = CirclePartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
        if held.removed_at is not None or held.agency_id != actor.agency_id:
            raise Denied("partner_gone", _("This agency was removed in the meantime."))
        yield held
        held.save()
        write.about("circle_partner", held.public_id)


def _tell(kind: str, actor: Actor, context: WriteContext) -> None:
    """Tell those who answer for others: nobody decides unseen who is given sight of briefs."""
    people = second_people(actor.agency_id, actor.id)
    tell(people, kind, PAGE, {}, agency=actor.agency_id, now=context.now)
