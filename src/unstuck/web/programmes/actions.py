"""Keeping an agency's list of programmes, and saying which one a client belongs to."""

from __future__ import annotations

from datetime import date, datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.accounts.policies import check_administers
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.components.actions import put_at
from unstuck.web.programmes import policies
from unstuck.web.programmes.models import EpisodeProgramme, Programme
from unstuck.web.programmes.queries import belongs_to, programmes_of


def add_programme(by: Actor, name: str, context: WriteContext) -> Programme:
    """Add a programme at the end of the list. Denied where there is one of this name."""
    with recorded("programme.added", by, context) as write:
        check_administers(by, Agency.objects.get(pk=by.agency_id))
        policies.check_name_is_free(by.agency_id, name)
        last = programmes_of(by.agency_id).last()
        programme = Programme.objects.create(agency_id=by.agency_id, name=name, place=last.place + 1 if last else 1)
        write.about("programme", programme.public_id)
    return programme


def change_programme(
    by: Actor, programme: Programme, name: str, place: int, *, is_on: bool, context: WriteContext
) -> None:
    """Give a programme a name and a place in the list, end it, or take it up again. Who belongs to it stays there."""
    with recorded("programme.changed", by, context) as write:
        check_administers(by, Agency.objects.get(pk=by.agency_id))
        locked = programmes_of(by.agency_id).select_for_update().get(pk=programme.pk)
        policies.check_name_is_free(by.agency_id, name, but=locked)
        renamed, was_on = locked.name != name, locked.ended_at is None
        locked.name = name
        if was_on != is_on:
            locked.ended_at = None if is_on else context.now
        locked.save(update_fields=["name", "ended_at"])
        put_at(programmes_of(by.agency_id), locked, place)
        write.about("programme", locked.public_id, renamed=renamed, on=is_on, place=place)


def begin_in(by: Actor, episode: Episode, programme: Programme | None, *, on: date, now: datetime) -> None:
    """Say which programme a new episode belongs to, inside the action that opens it. Denied for one that has ended."""
    policies.check_offered(programme, by.agency_id)
    if programme is not None:
        EpisodeProgramme.objects.create(episode=episode, programme=programme, on=on, at=now, by_id=by.id)


def move_to(by: Actor, episode: Episode, programme: Programme | None, on: date, context: WriteContext) -> None:
    """Say which programme a client belongs to from a day on; None: to none. What was so before stays so."""
    with recorded("client.programme", by, context) as write:
        locked = locked_episode(episode, context)
        check_may_write(by, locked)
        latest = belongs_to(locked)
        policies.check_another(programme, latest)
        policies.check_offered(programme, by.agency_id)
        policies.check_programme_day(on, locked, latest, context.today)
        EpisodeProgramme.objects.create(episode=locked, programme=programme, on=on, at=context.now, by_id=by.id)
        write.about("episode", locked.public_id, programme=str(programme.public_id) if programme else "")
