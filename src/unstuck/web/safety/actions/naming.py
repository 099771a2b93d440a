"""An agency says who answers for concerns, in what hours, and what it asks people to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.audit.actions import audited
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.models import Responder, SafetyProcedure
from unstuck.web.safety.permissions import check_may_name


@dataclass(frozen=True)
class DutyHours:
    """When somebody answers, and in which place of the order."""

    place: int
    days: int
    begins: time
    ends: time


def name_responder(actor: Actor, person: Person, hours: DutyHours, *, now: datetime, key: str | None = None) -> None:
    """Name somebody who answers for concerns. Denied for somebody who does not work with clients here now."""
    check_may_name(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("responder.named", **about, now=now, idempotency_key=key) as write:
        here = Membership.objects.filter(agency=actor.agency_id, ended_at=None, role__in=WITH_CLIENTS)
        if not here.filter(person=person).exists():
            raise Denied("gone", _("Choose somebody who works with clients here now."))
        Responder.objects.create(
            agency_id=actor.agency_id,
            person=person,
            position=hours.place,
            days=hours.days,
            begins=hours.begins,
            ends=hours.ends,
            named_at=now,
        )
        _tell_who_sees_it(actor, person, now)
        write.about("person", person.public_id, place=hours.place)


def _tell_who_sees_it(actor: Actor, person: Person, now: datetime) -> None:
    """Tell of the turn: it shows somebody whom concerns are about, so no administrator gives it unseen."""
    here = Membership.objects.filter(agency=actor.agency_id, ended_at=None).exclude(person__in=[actor.id, person.pk])
    tell([person.pk], "responder.you", "safety:concerns", {}, agency=actor.agency_id, now=now)
    for role, page in ((Role.SUPERVISOR, "safety:concerns"), (Role.ADMINISTRATOR, "safety:responders")):
        people = list(here.filter(role=role).values_list("person", flat=True))
        tell(people, "responder.named", page, {}, agency=actor.agency_id, now=now)


def end_turn(actor: Actor, responder: int, *, now: datetime, key: str | None = None) -> None:
    """End the turn of somebody who answered for concerns."""
    check_may_name(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("responder.ended", **about, now=now, idempotency_key=key) as write:
        held = Responder.objects.select_for_update().filter(pk=responder, agency=actor.agency_id, ended_at=None).first()
        if held is None:
            raise Denied("ended_already", _("This turn has already ended."))
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        write.about("person", held.person.public_id)


def set_procedure(actor: Actor, texts: Mapping[str, str], *, now: datetime, key: str | None = None) -> None:
    """Store what the agency asks people to do."""
    check_may_name(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("safety_procedure.changed", **about, now=now, idempotency_key=key) as write:
        stripped = {name: text.strip() for name, text in texts.items()}
        SafetyProcedure.objects.update_or_create(agency_id=actor.agency_id, defaults={**stripped, "changed_at": now})
        write.about("agency", actor.agency_public_id)
