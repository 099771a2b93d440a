"""Reading programmes: an agency's list, and which of them an episode belongs to, now or on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from unstuck.web.caseload.models import Episode
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.programmes.models import EpisodeProgramme, Programme


def programmes_of(agency_id: int) -> QuerySet[Programme]:
    """Return an agency's programmes in its own order, those that ended too."""
    return Programme.objects.filter(agency=agency_id)


def offered_programmes(agency_id: int) -> list[Programme]:
    """Return the programmes that a client can be added to."""
    return list(programmes_of(agency_id).filter(ended_at=None))


def belongs_to(episode: Episode) -> EpisodeProgramme | None:
    """Return the last row of an episode: where it belongs now. None where nobody has said so yet."""
    return every_change(episode).last()


def every_change(episode: Episode) -> QuerySet[EpisodeProgramme]:
    """Return where an episode has belonged, the first day first."""
    return EpisodeProgramme.objects.filter(episode=episode).select_related("programme", "by")


def programme_on(last: date) -> Subquery:
    """Return the number of the programme that each episode of a query belongs to on a day."""
    rows = EpisodeProgramme.objects.filter(episode=OuterRef("pk"), on__lte=last).order_by("-on", "-id")
    return Subquery(rows.values("programme")[:1])


def programmes_now(episodes: QuerySet[Episode]) -> dict[str, str]:
    """Return the programme that each of these episodes belongs to now: both by hex public id, "" for none."""
    rows = EpisodeProgramme.objects.filter(episode__in=episodes).order_by("on", "id")
    found: Iterable[tuple[UUID, UUID | None]] = rows.values_list("episode__public_id", "programme__public_id")
    return {episode.hex: "" if programme is None else programme.hex for episode, programme in found}


class ShownProgramme(NamedTuple):
    """What a client's page says of programmes: where the client belongs, and whether there is any to choose."""

    name: str
    can_be_chosen: bool


def shown_programme(episode: Episode) -> ShownProgramme:
    """Return what a client's page says, in one query; nothing at an agency without programmes."""
    rows = rows_of(_with_the_present_one, episode.client.agency_id, episode.pk)
    name = next((name for pk, name, current, _ended in rows if pk == current), "")
    return ShownProgramme(name, bool(name) or any(ended is None for *_others, ended in rows))


def _with_the_present_one(agency: int, episode: int) -> QuerySet[Programme, tuple[int, str, int | None, object]]:
    now = EpisodeProgramme.objects.filter(episode=episode).order_by("-on", "-id").values("programme")[:1]
    return programmes_of(agency).annotate(now=Subquery(now)).values_list("pk", "name", "now", "ended_at")
