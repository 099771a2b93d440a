"""Rows of a directory put into the tables: plan ready first, then written, in the transaction of the import.

Only what differs is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any
from uuid import uuid4

import msgspec
from django.db import models

from unstuck.interop.hsds import Directory
from unstuck.interop.hsds.checking import plain_text, without_nul
from unstuck.interop.hsds.services import Described, Place, described
from unstuck.web.directory.actions.indexing import (
    NewWords,
    Texts,
    count_again,
    index_services,
    index_words,
    new_words,
    out_of_index,
    texts_of,
)
from unstuck.web.directory.actions.rows import BATCH, BulkTable, Ready, batches, remove_rows
from unstuck.web.directory.areas import ServiceDescription, TaxonomyMap, areas_of
from unstuck.web.directory.models import Language, Location, Organisation, Record, Schedule, Service, ServiceArea
from unstuck.web.directory.words import words_of

BESIDE = "_beside"
SHOWN = (
    "name", "alternate_name", "description", "status", "whom", "minimum_age", "maximum_age", "cost", "cost_words",
    "more", "confirmed_on", "digest", "gone_at",
)  # fmt: skip
PLACE = ("name", "address", "city", "postal_code", "latitude", "longitude", "access", "transport")
OPENING = ("opens", "closes", "weekday", "nth", "month_day", "since", "until", "closed", "place")
_PLACE, _OPENING = attrgetter(*PLACE), attrgetter(*OPENING)
RECORDS = BulkTable(Record, "agency", "source", "table", "row", "said", "digest")
NEW_SERVICES = BulkTable(Service, "public_id", "agency", "source", "row", "version", "organisation", *SHOWN)
OLD_SERVICES = BulkTable(Service, "organisation", *SHOWN)
PARTS = {
    Location: BulkTable(Location, "service", "agency", *PLACE),
    Schedule: BulkTable(Schedule, "service", *OPENING),
    Language: BulkTable(Language, "service", "name", "key"),
    ServiceArea: BulkTable(ServiceArea, "service", "area", "why"),
}


@dataclass(frozen=True)
class DirectorySource:
    """Where a directory comes from, for whom, and when it is brought in."""

    agency: int
    name: str
    now: datetime


@dataclass(frozen=True)
class ImportCounts:
    """How many services are new, changed, gone, and as before."""

    new: int
    changed: int
    gone: int
    same: int


@dataclass
class ImportPlan:
    """What is to be written, as the database takes it. A service stands in its rows as its id in the directory."""

    source: DirectorySource
    counts: ImportCounts = ImportCounts(0, 0, 0, 0)
    old_records: list[int] = field(default_factory=list)
    records: list[Ready] = field(default_factory=list)
    organisations: dict[str, dict[str, str]] = field(default_factory=dict)
    new: list[tuple[Ready, str]] = field(default_factory=list)
    old: list[tuple[Ready, str, int]] = field(default_factory=list)
    parts: dict[type[models.Model], list[tuple[str, Ready]]] = field(default_factory=lambda: {one: [] for one in PARTS})
    texts: list[tuple[str, Texts]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    words: NewWords | None = None


def plan_import(source: DirectorySource, directory: Directory, taxonomy: TaxonomyMap) -> ImportPlan:
    """Find out what differs from the tables, and prepare those rows. Writes nothing."""
    plan = ImportPlan(source)
    _plan_records(plan, directory)
    plan.organisations = {row.id: _said_by(row.fields) for row in directory.rows("organization")}
    known = {
        row: (pk, "" if gone_at else digest, gone_at is None)
        for row, pk, digest, gone_at in _services(source).values_list("row", "pk", "digest", "gone_at")
    }
    here = {row for row, (_pk, _digest, is_here) in known.items() if is_here}
    seen: set[str] = set()
    words: set[str] = set()
    new = changed = 0
    for one in described(directory):
        seen.add(one.id)
        words |= set(words_of(_spoken(one)))
        if one.id not in known or known[one.id][1] != one.digest:
            new, changed = new + (one.id not in here), changed + (one.id in here)
            _plan_service(plan, one, known[one.id][0] if one.id in known else None, taxonomy)
    plan.gone = [known[row][0] for row in here - seen]
    plan.words = new_words(source.agency, source.name, words)
    plan.counts = ImportCounts(new, changed, len(plan.gone), len(seen) - new - changed)
    return plan


def write_plan(plan: ImportPlan) -> ImportCounts:
    """Write what was planned. A part of an action."""
    source = plan.source
    remove_rows(Record, plan.old_records)
    RECORDS.insert(plan.records)
    organisations = _organisations(source, plan.organisations)
    old = [pk for _values, _row, pk in plan.old]
    for model in PARTS:
        remove_rows(model, old, "service")
    out_of_index(old)
    OLD_SERVICES.update((organisations.get(whose), *values, pk) for values, whose, pk in plan.old)
    NEW_SERVICES.insert((*values[:5], organisations.get(whose), *values[5:]) for values, whose in plan.new)
    pks = dict(_services(source).values_list("row", "pk"))
    for model, rows in plan.parts.items():
        PARTS[model].insert((pks[row], *values) for row, values in rows)
    index_services(source.agency, [(pks[row], texts) for row, texts in plan.texts])
    for part in batches(plan.gone):
        Service.objects.filter(pk__in=part).update(gone_at=source.now)
        out_of_index(part)
    _forget_organisations(source, organisations)
    if plan.words is not None:
        index_words(source.agency, source.name, plan.words)
    count_again()
    return plan.counts


def _services(source: DirectorySource) -> models.QuerySet[Service]:
    return Service.objects.filter(agency_id=source.agency, source=source.name)


def _plan_records(plan: ImportPlan, directory: Directory) -> None:
    source = plan.source
    mine = Record.objects.filter(agency_id=source.agency, source=source.name)
    known = {(table, row): (pk, digest) for table, row, pk, digest in mine.values_list("table", "row", "pk", "digest")}
    for table, row, values in _said(directory):
        text = msgspec.json.encode(values, order="deterministic")
        digest = blake2b(text, digest_size=16).hexdigest()
        before = known.pop((table, row), None)
        if before is None or before[1] != digest:
            plan.old_records.extend([before[0]] if before else [])
            plan.records.append((source.agency, source.name, table, row, text.decode(), digest))
    plan.old_records.extend(pk for pk, _digest in known.values())


def _said(directory: Directory) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for table, rows in directory.tables.items():
        for row in rows.values():
            yield table, row.id, {"fields": row.fields, "extra": row.extra} if row.extra else {"fields": row.fields}
    beside = {
        "links": [list(link) for link in directory.links],
        "conflicts": directory.conflicts,
        "about": directory.about,
    }
    if any(beside.values()):
        yield BESIDE, BESIDE, without_nul(beside)


def _said_by(fields: dict[str, Any]) -> dict[str, str]:
    return {name: plain_text(str(fields.get(name) or "")) for name in ("name", "description", "website", "email")}


def _organisations(source: DirectorySource, present: dict[str, dict[str, str]]) -> dict[str, int]:
    """Write those that differ; return the row id of each."""
    mine = Organisation.objects.filter(agency_id=source.agency, source=source.name)
    known = {organisation.row: organisation for organisation in mine}
    new: list[Organisation] = []
    for row, values in present.items():
        organisation = known.get(row)
        if organisation is None:
            new.append(Organisation(agency_id=source.agency, source=source.name, row=row, **values))
        elif any(getattr(organisation, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(organisation, name, value)
            organisation.save(update_fields=list(values))
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    return {row: pk for row, pk in mine.values_list("row", "pk") if row in present}


def _forget_organisations(source: DirectorySource, present: dict[str, int]) -> None:
    mine = Organisation.objects.filter(agency_id=source.agency, source=source.name)
    gone = mine.exclude(row__in=present) if len(present) < BATCH else mine.exclude(pk__in=present.values())
    idle = list(gone.filter(services=None).values_list("pk", flat=True))
    remove_rows(Organisation, idle)


def _plan_service(plan: ImportPlan, service: Described, pk: int | None, taxonomy: TaxonomyMap) -> None:
    """Make the rows of a service ready: of a new one, or of the one that has this row id."""
    shown = OLD_SERVICES.ready((None, *_shown(service)))[1:]
    if pk is None:
        first = (uuid4(), plan.source.agency, plan.source.name, service.id, 0, None)
        ready = NEW_SERVICES.ready((*first, *_shown(service)))
        plan.new.append(((*ready[:5], *ready[6:]), service.organisation_id))
    else:
        plan.old.append((shown, service.organisation_id, pk))
    for model, rows in _parts(plan.source.agency, service, taxonomy):
        plan.parts[model].extend((service.id, PARTS[model].ready((None, *values))[1:]) for values in rows)
    plan.texts.append((service.id, texts_of(service)))


def _shown(service: Described) -> Ready:
    """Return the values of SHOWN."""
    return (
        service.name[:300], service.alternate_name, service.description, service.status[:30], service.whom,
        service.minimum_age, service.maximum_age, service.cost, service.cost_words, more_of(service),
        service.confirmed_on, service.digest, None,
    )  # fmt: skip


def more_of(service: Described) -> dict[str, Any]:
    """Return what the page of a service shows besides its columns."""
    values = {
        "apply": service.apply,
        "waiting": service.waiting,
        "url": service.url,
        "email": service.email,
        "alert": service.alert,
        "interpretation": service.interpretation,
        "hours": list(service.hours_words),
        "phones": [list(phone) for phone in service.phones],
        "contacts": list(service.contacts),
        "documents": list(service.documents),
        "covers": list(service.covers),
        "terms": [list(term) for term in service.terms],
        "payments": list(service.payments),
    }
    return {name: value for name, value in values.items() if value}


def _parts(agency: int, service: Described, taxonomy: TaxonomyMap) -> Iterator[tuple[type[models.Model], list[Ready]]]:
    """Return what belongs to a service, without the service itself."""
    yield Location, [(agency, *_place(place)) for place in service.places]
    yield Schedule, [_OPENING(opening) for opening in service.openings]
    yield Language, [(name[:120], " ".join(words_of(name))[:120]) for name in service.languages]
    description = ServiceDescription(service.name, service.alternate_name, service.description, service.terms)
    yield ServiceArea, list(areas_of(description, taxonomy).items())


def _place(place: Place) -> Ready:
    values: Ready = _PLACE(replace(place, city=place.city[:120], postal_code=place.postal_code[:30]))
    return values


def _spoken(service: Described) -> str:
    terms = " ".join(name for _code, name in service.terms)
    return (
        f"{service.name} {service.alternate_name} {service.organisation} {terms} {service.description} {service.whom}"
    )


def renew_areas(agency: int, taxonomy: TaxonomyMap) -> None:
    """Find the areas of every service again, after a taxonomy was loaded."""
    present = Service.objects.filter(agency_id=agency, gone_at=None)
    for batch in batches(present.iterator(BATCH)):
        remove_rows(ServiceArea, [service.pk for service in batch], "service")
        rows = [
            (
                service.pk,
                ServiceDescription(
                    service.name, service.alternate_name, service.description, service.more.get("terms", ())
                ),
            )
            for service in batch
        ]
        ServiceArea.objects.bulk_create(
            [
                ServiceArea(service_id=pk, area=area, why=why)
                for pk, service in rows
                for area, why in areas_of(service, taxonomy).items()
            ]
        )
