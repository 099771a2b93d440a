"""An agency says who answers for concerns, in what hours, and what it asks people to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.accounts.policies import check_is_second_person, check_still_holds, has_clients
from unstuck.web.accounts.queries import second_people
from unstuck.web.audit.actions import audited
from unstuck.web.caseload.permissions import WITH_CLIENTS
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.safety.models import Responder, SafetyProcedure
from unstuck.web.safety.permissions import check_may_name

PAGE, PROPOSED = "safety:responders", "responder.proposed"


@dataclass(frozen=True)
class DutyHours:
    """When somebody answers, and in which place of the order."""

    place: int
    days: int
    begins: time
    ends: time


def name_responder(actor: Actor, person: Person, hours: DutyHours, *, now: datetime, key: str | None = None) -> None:
    """Name somebody who answers for concerns. Denied for somebody who does not work with clients here now.

    It shows them whom concerns are about, and opens records in an emergency: from an agency's first client on it counts
    once a second person has confirmed it (decision 116).
    """
    check_may_name(actor)
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited("responder.named", **about, now=now, idempotency_key=key) as write:
        here = Membership.objects.filter(agency=actor.agency_id, ended_at=None, role__in=WITH_CLIENTS)
        if not here.filter(person=person).exists():
            raise Denied("gone", _("Choose somebody who works with clients here now."))
        waits = has_clients(actor.agency_public_id)
        Responder.objects.create(
            agency_id=actor.agency_id,
            person=person,
            position=hours.place,
            days=hours.days,
            begins=hours.begins,
            ends=hours.ends,
            named_at=now,
            named_by_id=actor.id,
            waits=waits,
        )
        if waits:
            tell(
                second_people(actor.agency_id, actor.id, person.pk), PROPOSED, PAGE, {}, agency=actor.agency_id, now=now
            )
        else:
            _tell_who_sees_it(actor, person, now)
        write.about("person", person.public_id, place=hours.place, waits=waits)


def confirm_responder(actor: Actor, responder: int, *, now: datetime, key: str | None = None) -> None:
    """Say as the second person that somebody is to answer for concerns."""
    with _decided("responder.confirmed", actor, responder, now, key) as held:
        held.waits = False
        _tell_who_sees_it(actor, held.person, now)


def decline_responder(actor: Actor, responder: int, *, now: datetime, key: str | None = None) -> None:
    """Say as the second person that somebody is not to answer for concerns."""
    with _decided("responder.declined", actor, responder, now, key) as held:
        held.ended_at = now


@contextmanager
def _decided(code: str, actor: Actor, responder: int, now: datetime, key: str | None) -> Iterator[Responder]:
    about = {"agency": actor.agency_public_id, "actor": actor.public_id}
    with audited(code, **about, now=now, idempotency_key=key) as write:
        check_still_holds(actor)
        waiting = Responder.objects.select_for_update(of=("self",)).filter(ended_at=None, waits=True)
        held = waiting.select_related("person").filter(pk=responder, agency=actor.agency_id).first()
        if held is None:
            raise Denied("decided_already", _("Somebody has already decided this."))
        check_is_second_person(actor, held.agency_id, held.named_by_id or 0, held.person_id)
        yield held
        held.save(update_fields=["waits", "ended_at"])
        clear_waiting([PROPOSED], {}, agency=held.agency_id, now=now, of=[actor.id])
        write.about("person", held.person.public_id)


def _tell_who_sees_it(actor: Actor, person: Person, now: datetime) -> None:
    """Tell of the turn: it shows somebody whom concerns are about, so no administrator gives it unseen."""
    here = Membership.objects.filter(agency=actor.agency_id, ended_at=None).exclude(person__in=[actor.id, person.pk])
    tell([person.pk], "responder.you", "safety:concerns", {}, agency=actor.agency_id, now=now)
    for role, page in ((Role.SUPERVISOR, "safety:concerns"), (Role.ADMINISTRATOR, PAGE)):
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
