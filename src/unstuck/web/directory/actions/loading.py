"""Rows of a directory put into the tables: made ready first, then written, in the transaction of the import.

Only what differs is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import uuid4

import msgspec
from django.db import models

from unstuck.interop.hsds import Directory
from unstuck.interop.hsds.checking import plain_text, without_nul
from unstuck.interop.hsds.services import Described, described
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
from unstuck.web.directory.actions.rows import BATCH, Ready, Table, batches, remove_rows
from unstuck.web.directory.areas import Mapped, Said, areas_of
from unstuck.web.directory.models import Opening, Organisation, Place, Record, Serves, Service, Speaks
from unstuck.web.directory.words import words_of

BESIDE = "_beside"
SHOWN = (
    "name", "alternate_name", "description", "status", "whom", "minimum_age", "maximum_age", "cost", "cost_words",
    "more", "confirmed_on", "digest", "gone_at",
)  # fmt: skip
PLACE = ("name", "address", "city", "postal_code", "latitude", "longitude", "access", "transport")
OPENING = ("opens", "closes", "weekday", "nth", "month_day", "since", "until", "closed")
RECORDS = Table(Record, "agency", "source", "table", "row", "said", "digest")
NEW_SERVICES = Table(Service, "public_id", "agency", "source", "row", "version", "organisation", *SHOWN)
OLD_SERVICES = Table(Service, "organisation", *SHOWN)
PARTS = {
    Place: Table(Place, "service", "agency", *PLACE),
    Opening: Table(Opening, "service", *OPENING),
    Speaks: Table(Speaks, "service", "name", "key"),
    Serves: Table(Serves, "service", "area", "why"),
}


@dataclass(frozen=True)
class Source:
    """Where a directory comes from, for whom, and when it was brought in."""

    agency: int
    name: str
    now: datetime


@dataclass(frozen=True)
class Counts:
    """How many services are new, changed, gone, and as before."""

    new: int
    changed: int
    gone: int
    same: int


@dataclass
class Plan:
    """What is to be written, as the database takes it. A service stands in its rows as its id in the directory."""

    source: Source
    counts: Counts = Counts(0, 0, 0, 0)
    old_records: list[int] = field(default_factory=list)
    records: list[Ready] = field(default_factory=list)
    organisations: dict[str, dict[str, str]] = field(default_factory=dict)
    new: list[tuple[Ready, str]] = field(default_factory=list)
    old: list[tuple[Ready, str, int]] = field(default_factory=list)
    parts: dict[type[models.Model], list[tuple[str, Ready]]] = field(default_factory=lambda: {one: [] for one in PARTS})
    texts: list[tuple[str, Texts]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    words: NewWords | None = None


def plan(source: Source, found: Directory, mapped: Mapped) -> Plan:
    """Find out what differs from the tables, and make its rows ready. Writes nothing."""
    made = Plan(source)
    _plan_records(made, found)
    made.organisations = {row.id: _said_by(row.fields) for row in found.rows("organization")}
    known = {
        row: (pk, "" if gone_at else digest, gone_at is None)
        for row, pk, digest, gone_at in _services(source).values_list("row", "pk", "digest", "gone_at")
    }
    here = {row for row, (_pk, _digest, is_here) in known.items() if is_here}
    seen: set[str] = set()
    words: set[str] = set()
    new = changed = 0
    for one in described(found):
        seen.add(one.id)
        words |= set(words_of(_spoken(one)))
        if one.id not in known or known[one.id][1] != one.digest:
            new, changed = new + (one.id not in here), changed + (one.id in here)
            _plan_service(made, one, known[one.id][0] if one.id in known else None, mapped)
    made.gone = [known[row][0] for row in here - seen]
    made.words = new_words(source.agency, source.name, words)
    made.counts = Counts(new, changed, len(made.gone), len(seen) - new - changed)
    return made


def carry_out(made: Plan) -> Counts:
    """Write what was planned. A part of an action."""
    source = made.source
    remove_rows(Record, made.old_records)
    RECORDS.insert(made.records)
    organisations = _organisations(source, made.organisations)
    old = [pk for _values, _row, pk in made.old]
    for model in PARTS:
        remove_rows(model, old, "service")
    out_of_index(old)
    OLD_SERVICES.update((organisations.get(whose), *values, pk) for values, whose, pk in made.old)
    NEW_SERVICES.insert((*values[:5], organisations.get(whose), *values[5:]) for values, whose in made.new)
    pks = dict(_services(source).values_list("row", "pk"))
    for model, rows in made.parts.items():
        PARTS[model].insert((pks[row], *values) for row, values in rows)
    index_services(source.agency, [(pks[row], texts) for row, texts in made.texts])
    for part in batches(made.gone):
        Service.objects.filter(pk__in=part).update(gone_at=source.now)
        out_of_index(part)
    _forget_organisations(source, organisations)
    if made.words is not None:
        index_words(source.agency, source.name, made.words)
    count_again()
    return made.counts


def _services(source: Source) -> models.QuerySet[Service]:
    return Service.objects.filter(agency_id=source.agency, source=source.name)


def _plan_records(made: Plan, found: Directory) -> None:
    source = made.source
    mine = Record.objects.filter(agency_id=source.agency, source=source.name)
    known = {(table, row): (pk, digest) for table, row, pk, digest in mine.values_list("table", "row", "pk", "digest")}
    for table, row, said in _said(found):
        text = msgspec.json.encode(said, order="deterministic")
        digest = blake2b(text, digest_size=16).hexdigest()
        before = known.pop((table, row), None)
        if before is None or before[1] != digest:
            made.old_records.extend([before[0]] if before else [])
            made.records.append((source.agency, source.name, table, row, text.decode(), digest))
    made.old_records.extend(pk for pk, _digest in known.values())


def _said(found: Directory) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for table, rows in found.tables.items():
        for row in rows.values():
            yield table, row.id, {"fields": row.fields, "extra": row.extra} if row.extra else {"fields": row.fields}
    beside = {"links": [list(link) for link in found.links], "conflicts": found.conflicts, "about": found.about}
    if any(beside.values()):
        yield BESIDE, BESIDE, without_nul(beside)


def _said_by(fields: dict[str, Any]) -> dict[str, str]:
    return {name: plain_text(str(fields.get(name) or "")) for name in ("name", "description", "website", "email")}


def _organisations(source: Source, present: dict[str, dict[str, str]]) -> dict[str, int]:
    """Write those that differ; return the row id of each."""
    mine = Organisation.objects.filter(agency_id=source.agency, source=source.name)
    known = {one.row: one for one in mine}
    new: list[Organisation] = []
    for row, said in present.items():
        one = known.get(row)
        if one is None:
            new.append(Organisation(agency_id=source.agency, source=source.name, row=row, **said))
        elif any(getattr(one, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(one, name, value)
            one.save(update_fields=list(said))
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    return {row: pk for row, pk in mine.values_list("row", "pk") if row in present}


def _forget_organisations(source: Source, present: dict[str, int]) -> None:
    mine = Organisation.objects.filter(agency_id=source.agency, source=source.name)
    gone = mine.exclude(row__in=present) if len(present) < BATCH else mine.exclude(pk__in=present.values())
    idle = list(gone.filter(services=None).values_list("pk", flat=True))
    remove_rows(Organisation, idle)


def _plan_service(made: Plan, one: Described, pk: int | None, mapped: Mapped) -> None:
    """Make the rows of a service ready: of a new one, or of the one that has this row id."""
    shown = OLD_SERVICES.ready((None, *_shown(one)))[1:]
    if pk is None:
        first = (uuid4(), made.source.agency, made.source.name, one.id, 0, None)
        ready = NEW_SERVICES.ready((*first, *_shown(one)))
        made.new.append(((*ready[:5], *ready[6:]), one.organisation_id))
    else:
        made.old.append((shown, one.organisation_id, pk))
    for model, rows in _parts(made.source.agency, one, mapped):
        made.parts[model].extend((one.id, PARTS[model].ready((None, *values))[1:]) for values in rows)
    made.texts.append((one.id, texts_of(one)))


def _shown(one: Described) -> Ready:
    """Return the values of SHOWN."""
    return (
        one.name[:300], one.alternate_name, one.description, one.status[:30], one.whom, one.minimum_age,
        one.maximum_age, one.cost, one.cost_words, more_of(one), one.confirmed_on, one.digest, None,
    )  # fmt: skip


def more_of(one: Described) -> dict[str, Any]:
    """Return what the page of a service shows besides its columns."""
    said = {
        "apply": one.apply,
        "waiting": one.waiting,
        "url": one.url,
        "email": one.email,
        "alert": one.alert,
        "interpretation": one.interpretation,
        "hours": list(one.hours_words),
        "phones": [list(phone) for phone in one.phones],
        "contacts": list(one.contacts),
        "documents": list(one.documents),
        "covers": list(one.covers),
        "terms": [list(term) for term in one.terms],
    }
    return {name: value for name, value in said.items() if value}


def _parts(agency: int, one: Described, mapped: Mapped) -> Iterator[tuple[type[models.Model], list[Ready]]]:
    """Return what belongs to a service, without the service itself."""
    yield Place, [(agency, *_place(asdict(place))) for place in one.places]
    yield Opening, [tuple(asdict(opening)[name] for name in OPENING) for opening in one.openings]
    yield Speaks, [(name[:120], " ".join(words_of(name))[:120]) for name in one.languages]
    said = Said(one.name, one.alternate_name, one.description, one.terms)
    yield Serves, list(areas_of(said, mapped).items())


def _place(said: dict[str, Any]) -> Ready:
    said["city"], said["postal_code"] = said["city"][:120], said["postal_code"][:30]
    return tuple(said[name] for name in PLACE)


def _spoken(one: Described) -> str:
    terms = " ".join(name for _code, name in one.terms)
    return f"{one.name} {one.alternate_name} {one.organisation} {terms} {one.description} {one.whom}"


def place_again(agency: int, mapped: Mapped) -> None:
    """Find the areas of every service again, after a taxonomy was loaded."""
    present = Service.objects.filter(agency_id=agency, gone_at=None)
    for batch in batches(present.iterator(BATCH)):
        remove_rows(Serves, [one.pk for one in batch], "service")
        said = [
            (one.pk, Said(one.name, one.alternate_name, one.description, one.more.get("terms", ()))) for one in batch
        ]
        Serves.objects.bulk_create(
            [
                Serves(service_id=pk, area=area, why=why)
                for pk, one in said
                for area, why in areas_of(one, mapped).items()
            ]
        )
