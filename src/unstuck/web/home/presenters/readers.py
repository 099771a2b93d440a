"""Who looked at one client's record: by day and person, in words that a client can be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate, localtime

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person, Role
from unstuck.web.audit.access import rows
from unstuck.web.audit.access.record import who_looked
from unstuck.web.audit.access.rows import AccessRow
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.transfers.queries import PastStandIn, past_stand_ins

MOST = 5000
"""So many of the latest rows are read; what is older is still on record, and said to be."""


@dataclass(frozen=True)
class DayOfReading:
    """What one person did with the record on one day. `places`: the addresses of the network, for the staff's eyes."""

    day: date
    name: str
    role: str
    did: list[str]
    last: datetime
    places: str


@dataclass(frozen=True)
class ReadersPage:
    """The page. `whole`: whether it goes back to the beginning of the record."""

    public_id: UUID
    called: str
    days: list[DayOfReading]
    whole: bool


def readers_page(actor: Actor, episode: Episode) -> ReadersPage:
    """Return who looked at the record of a client, newest day first, in each episode that the reader may see."""
    held: list[AccessRow] = []
    for public_id in episodes_for(actor).filter(client=episode.client_id).values_list("public_id", flat=True):
        held += who_looked(actor.agency_public_id, public_id, MOST)
    names, stood_in = _names(actor, held), past_stand_ins(episode.client_id)
    groups: dict[tuple[date, str], list[AccessRow]] = {}
    for row in held:
        groups.setdefault((localdate(_at(row)), row.actor), []).append(row)
    days = [_day(day, names.get(who, ""), part, stood_in) for (day, who), part in groups.items()]
    days.sort(key=lambda one: one.last, reverse=True)
    return ReadersPage(episode.public_id, episode.client.called, days, len(held) < MOST)


def _names(actor: Actor, held: Iterable[AccessRow]) -> Mapping[str, str]:
    ids = {row.actor for row in held}
    people = Person.objects.filter(public_id__in=ids, memberships__agency_id=actor.agency_id)
    return {str(public_id): name for public_id, name in people.values_list("public_id", "name")}


def _day(day: date, name: str, part: list[AccessRow], stood_in: Sequence[PastStandIn]) -> DayOfReading:
    latest = max(part, key=lambda row: row.at)
    role = Role(latest.role).label if latest.role in Role.values else ""
    for one in stood_in:
        if str(one.colleague) == latest.actor and one.first_day <= day <= one.last_day:
            role = _("standing in for %(name)s") % {"name": one.worker}
    places = ", ".join(sorted({row.place for row in part if row.place}))
    times = Counter(row.act for row in part)
    did = [_words(act, times[act]) for act in _ORDER if times[act]]
    return DayOfReading(
        day, name or _("Somebody who is not at the agency"), str(role), did, localtime(_at(latest)), places
    )


def _at(row: AccessRow) -> datetime:
    return datetime.fromisoformat(row.at)


_ORDER = (rows.EMERGENCY, rows.READ, rows.CHANGED, rows.EXPORTED, rows.DISCLOSED, rows.REFUSED)


def _words(act: str, times: int) -> str:
    words = {
        rows.EMERGENCY: ngettext("opened it in an emergency", "opened it in an emergency %(num)s times", times),
        rows.READ: ngettext("opened one page", "opened %(num)s pages", times),
        rows.CHANGED: ngettext("sent one form", "sent %(num)s forms", times),
        rows.EXPORTED: ngettext("took out one letter or file", "took out %(num)s letters or files", times),
        rows.DISCLOSED: ngettext(
            "took out one file for another agency", "took out %(num)s files for other agencies", times
        ),
        rows.REFUSED: ngettext("was refused once", "was refused %(num)s times", times),
    }
    return words[act] % {"num": times}
