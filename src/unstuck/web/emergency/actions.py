"""Opening a record in an emergency, closing it, and looking at it afterwards."""

from __future__ import annotations

from django.core.cache import cache

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Role
from unstuck.web.accounts.queries import present_members
from unstuck.web.audit.access import rows
from unstuck.web.audit.access.record import note_access
from unstuck.web.audit.access.rows import AccessEvent
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import is_hidden
from unstuck.web.components.denied import Denied
from unstuck.web.components.references import reference_key
from unstuck.web.emergency import policies
from unstuck.web.emergency.models import EmergencyAccess, EmergencyEnd, EmergencyReview, ReviewVerdict
from unstuck.web.emergency.permissions import (
    check_may_open,
    check_reviews,
    client_named,
    latest_episode,
    open_now,
    reads_already,
)
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.safety.rota import ids_of_supervisors, standing_in

ROUTE, REVIEW, LOG = "emergency:open", "emergency:review", "emergency:log"
OPENED = "emergency.opened"


def open_record(actor: Actor, who: str, reason: str, place: str, context: WriteContext) -> Episode:
    """Open a client's record for an hour, to be read. It is on the record of access before anybody can read it.

    Where it cannot be put there, nothing is opened: the record is written inside the frame, which fails with it.
    """
    with recorded(OPENED, actor, context) as write:
        check_may_open(actor)
        policies.check_reason(reason)
        client = client_named(actor, " ".join(who.split()), reference_key(who))
        episode = latest_episode(client) if client else None
        if client is None or episode is None or is_hidden(actor, episode):
            raise policies.not_found()
        if reads_already(actor, client):
            raise Denied("reads_already", _("You can read this client's record as it is."))
        made = EmergencyAccess.objects.create(
            client=client, person_id=actor.id, reason=reason.strip(), opened_at=context.now,
            until=context.now + policies.OPEN_FOR,
        )  # fmt: skip
        note_access(
            AccessEvent(
                str(actor.agency_public_id), context.now, str(actor.public_id), actor.role, rows.EMERGENCY, ROUTE,
                str(episode.public_id), place, 200,
            )
        )  # fmt: skip
        _tell(actor, made, episode, context)
        write.about("episode", episode.public_id, emergency=str(made.public_id))
        write.answer = str(episode.public_id)
    return episode


def _tell(actor: Actor, made: EmergencyAccess, episode: Episode, context: WriteContext) -> None:
    """Tell who works with the client and their supervisors; and, without a name, whoever looks after the agency."""
    near = {*ids_of_supervisors(episode), *standing_in(episode), *([episode.worker_id] if episode.worker_id else [])}
    agency, now = actor.agency_id, context.now
    tell(near - {actor.id}, OPENED, REVIEW, {"emergency": str(made.public_id)}, agency=agency, now=now)
    keepers = present_members(actor.agency_id).filter(role=Role.ADMINISTRATOR).values_list("person", flat=True)
    tell(set(keepers), OPENED, LOG, {}, agency=agency, now=now)


def close_record(actor: Actor, context: WriteContext) -> None:
    """Close what somebody has open, before its time."""
    with recorded("emergency.closed", actor, context) as write:
        held = list(open_now(actor.id))
        if not held:
            raise Denied("nothing_open", _("You have no record open in an emergency."))
        EmergencyEnd.objects.bulk_create(EmergencyEnd(access=one, at=context.now) for one in held)
        write.about("person", actor.public_id, count=len(held))


def review_emergency(actor: Actor, access: EmergencyAccess, verdict: str, words: str, context: WriteContext) -> None:
    """Say afterwards, as the second person, whether it was right; it leaves everybody's work list."""
    with recorded("emergency.reviewed", actor, context) as write:
        check_reviews(actor, access)
        if verdict not in ReviewVerdict.values:
            raise Denied("no_verdict", _("Choose what you found."))
        policies.check_reason(words)
        if EmergencyReview.objects.filter(access=access).exists():
            raise Denied("reviewed_already", _("Somebody has looked at this already."))
        EmergencyReview.objects.create(
            access=access, verdict=verdict, words=words.strip(), at=context.now, by_id=actor.id
        )
        clear_waiting([OPENED], {"emergency": str(access.public_id)}, agency=actor.agency_id, now=context.now)
        tell([access.person_id], "emergency.reviewed", ROUTE, {}, agency=actor.agency_id, now=context.now)
        write.about("emergency", access.public_id, verdict=verdict)


def wrong_tries(actor: Actor) -> int:
    """Return how many names that lead to nobody somebody tried within the hour."""
    return int(cache.get(_counter(actor), 0))


def count_wrong_try(actor: Actor, context: WriteContext) -> None:
    """Count a name that led to nobody, and put the try on record."""
    with recorded("emergency.nobody_found", actor, context) as write:
        cache.set(_counter(actor), wrong_tries(actor) + 1, policies.TRIES_WITHIN.total_seconds())
        write.about("person", actor.public_id)


def _counter(actor: Actor) -> str:
    return f"unstuck.emergency.{actor.public_id}"
