"""Reading the directory, for other rooms and for pages: services of an agency, one of them, what they are for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Prefetch, QuerySet

from unstuck.interop.hsds import Directory, Row
from unstuck.web.directory.areas import Mapped, with_terms
from unstuck.web.directory.models import Import, Note, Opening, Record, Serves, Service, Stage, Term

CONFIRMED_FOR = timedelta(days=180)
"""A service that neither its source nor a colleague confirmed for longer than this says so."""
BESIDE = "_beside"
CLOSED = ("inactive", "defunct")
"""Services of these states are kept and shown where somebody links to them, and are not found."""
SOURCE = "Directory"
"""What a source is called where nobody named it."""


def present(agency: int) -> QuerySet[Service]:
    """Return the services of an agency that are not gone and not closed for good."""
    return Service.objects.filter(agency_id=agency, gone_at=None).exclude(status__in=CLOSED)


def service(agency: int, public_id: UUID) -> Service | None:
    """Return one service of an agency with everything that its page shows, also one that is gone; else None."""
    return whole(Service.objects.filter(agency_id=agency, public_id=public_id)).first()


def whole(services: QuerySet[Service]) -> QuerySet[Service]:
    """Return services with what belongs to them (`all_places` and so on), in a constant number of queries."""
    parts: list[Prefetch[Any]] = [
        Prefetch("places", to_attr="all_places"),
        Prefetch("languages", to_attr="all_languages"),
        Prefetch("areas", to_attr="all_areas"),
        Prefetch("openings", Opening.objects.order_by("weekday", "opens", "pk"), to_attr="all_openings"),
        Prefetch("notes", Note.objects.select_related("by"), to_attr="all_notes"),
    ]
    return services.select_related("organisation").prefetch_related(*parts)


def areas_by_service(services: Iterable[int]) -> dict[int, set[str]]:
    """Return the areas of life that services are for, by row id."""
    found: dict[int, set[str]] = {}
    for pk, area in Serves.objects.filter(service__in=services).values_list("service", "area"):
        found.setdefault(pk, set()).add(area)
    return found


def sources_of(agency: int) -> list[str]:
    """Return what the sources of an agency's directory are called."""
    return sorted(Record.objects.filter(agency_id=agency).values_list("source", flat=True).distinct())


def times_brought_in(agency: int, source: str) -> int:
    """Return how many files of a source were ever brought in: where it is another number, what is there is other."""
    return Import.objects.filter(agency_id=agency, source=source, stage=Stage.APPLIED).count()


def mapping_of(agency: int) -> Mapped:
    """Return what words and terms stand for at an agency: the built-in taxonomies and its own."""
    return with_terms(Term.objects.filter(agency_id=agency).order_by("pk").values_list("code", "name", "areas"))


def last_confirmed(one: Service) -> date | None:
    """Return the last day on which the source or a colleague said that a service is right."""
    return max((day for day in (one.confirmed_on, one.checked_on) if day), default=None)


def is_unconfirmed(one: Service, today: date) -> bool:
    """True where nobody said for a while, or ever, that a service is right."""
    day = last_confirmed(one)
    return day is None or today - day > CONFIRMED_FOR


def directory_of(agency: int, source: str) -> Directory:
    """Return a source's directory as it was brought in, for an export."""
    found = Directory()
    mine = Record.objects.filter(agency_id=agency, source=source).order_by("pk")
    for table, row, text in mine.values_list("table", "row", "said").iterator(2000):
        said = msgspec.json.decode(text)
        if table == BESIDE:
            found.links = {(one[0], one[1], one[2], one[3]): None for one in said["links"]}
            found.conflicts, found.about = said["conflicts"], said["about"]
        else:
            found.tables[table][row] = Row(row, said["fields"], said.get("extra", {}))
    return found
