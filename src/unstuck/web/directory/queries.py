"""Reading the directory, for other rooms and for pages: services of an agency, one of them, what they are for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Prefetch, QuerySet

from unstuck.interop.hsds import Directory, Row
from unstuck.web.directory.areas import TaxonomyMap, with_terms
from unstuck.web.directory.models import Import, ImportStage, Note, Record, Schedule, Service, ServiceArea, TaxonomyTerm

CONFIRMED_FOR = timedelta(days=180)
"""A service says so if neither its source nor a colleague has confirmed it for longer than this."""
BESIDE = "_beside"
CLOSED = ("inactive", "defunct")
"""Services in these states are kept, and shown where somebody links to them, but not found."""
SOURCE = "Directory"
"""What a source is called if nobody named it."""


def present(agency: int) -> QuerySet[Service]:
    """Return the services of an agency that are not gone and not closed for good."""
    return Service.objects.filter(agency_id=agency, gone_at=None).exclude(status__in=CLOSED)


def service(agency: int, public_id: UUID) -> Service | None:
    """Return one service of an agency with everything that its page shows, also one that is gone; else None."""
    return with_details(Service.objects.filter(agency_id=agency, public_id=public_id)).first()


def with_details(services: QuerySet[Service]) -> QuerySet[Service]:
    """Return services with what belongs to them (`all_locations` and so on), in a constant number of queries."""
    parts: list[Prefetch[Any]] = [
        Prefetch("places", to_attr="all_locations"),
        Prefetch("languages", to_attr="all_languages"),
        Prefetch("areas", to_attr="all_areas"),
        Prefetch("openings", Schedule.objects.order_by("weekday", "opens", "pk"), to_attr="all_schedules"),
        Prefetch("notes", Note.objects.select_related("by"), to_attr="all_notes"),
    ]
    return services.select_related("organisation").prefetch_related(*parts)


def areas_by_service(services: Iterable[int]) -> dict[int, set[str]]:
    """Return the life areas that services are for, by row id."""
    areas: dict[int, set[str]] = {}
    for pk, area in ServiceArea.objects.filter(service__in=services).values_list("service", "area"):
        areas.setdefault(pk, set()).add(area)
    return areas


def sources_of(agency: int) -> list[str]:
    """Return what the sources of an agency's directory are called."""
    return sorted(Record.objects.filter(agency_id=agency).values_list("source", flat=True).distinct())


def times_brought_in(agency: int, source: str) -> int:
    """Return how many files of a source were ever brought in: if this has changed, so has the directory."""
    return Import.objects.filter(agency_id=agency, source=source, stage=ImportStage.APPLIED).count()


def mapping_of(agency: int) -> TaxonomyMap:
    """Return what words and terms stand for at an agency: the built-in taxonomies and its own."""
    return with_terms(TaxonomyTerm.objects.filter(agency_id=agency).order_by("pk").values_list("code", "name", "areas"))


def last_confirmed(service: Service) -> date | None:
    """Return the last day on which the source or a colleague confirmed a service."""
    return max((day for day in (service.confirmed_on, service.checked_on) if day), default=None)


def is_unconfirmed(service: Service, today: date) -> bool:
    """True where nobody has confirmed a service for a while, or ever."""
    day = last_confirmed(service)
    return day is None or today - day > CONFIRMED_FOR


def directory_of(agency: int, source: str) -> Directory:
    """Return a source's directory as it was brought in, for an export."""
    directory = Directory()
    mine = Record.objects.filter(agency_id=agency, source=source).order_by("pk")
    for table, row, text in mine.values_list("table", "row", "said").iterator(2000):
        held = msgspec.json.decode(text)
        if table == BESIDE:
            directory.links = {(link[0], link[1], link[2], link[3]): None for link in held["links"]}
            directory.conflicts, directory.about = held["conflicts"], held["about"]
        else:
            directory.tables[table][row] = Row(row, held["fields"], held.get("extra", {}))
    return directory
