"""Rows of a directory put into the tables: parts of the import, in its transaction. Only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

import msgspec
from django.db import models

from unstuck.interop.hsds import Directory
from unstuck.interop.hsds.checking import plain_text, without_nul
from unstuck.interop.hsds.services import Described, described
from unstuck.web.directory.actions.indexing import count_again, index_services, index_words, out_of_index
from unstuck.web.directory.areas import Mapped, Said, areas_of
from unstuck.web.directory.models import Opening, Organisation, Place, Record, Serves, Service, Speaks
from unstuck.web.directory.words import words_of

BESIDE = "_beside"
BATCH = 500
Model = TypeVar("Model", bound=models.Model)
Item = TypeVar("Item")


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


def fill_directory(source: Source, found: Directory, mapped: Mapped) -> Counts:
    """Make the tables say what the directory says; rows that are as before are left alone."""
    _records(source, found)
    organisations = _organisations(source, found)
    known = {
        row: (pk, digest)
        for row, pk, digest, gone_at in _services(source).values_list("row", "pk", "digest", "gone_at")
        if gone_at is None
    }
    back = dict(_services(source).exclude(gone_at=None).values_list("row", "pk"))
    new, changed, seen, words = 0, 0, set(), set()
    for batch in _batches(described(found), BATCH):
        seen |= {one.id for one in batch}
        for one in batch:
            words |= set(words_of(_spoken(one)))
        differing = [one for one in batch if one.id not in known or known[one.id][1] != one.digest]
        new += sum(one.id not in known for one in differing)
        changed += sum(one.id in known for one in differing)
        _write(source, differing, organisations, back | {row: pk for row, (pk, _digest) in known.items()}, mapped)
    gone = [pk for row, (pk, _digest) in known.items() if row not in seen]
    for part in _batches(gone, BATCH):
        Service.objects.filter(pk__in=part).update(gone_at=source.now)
        out_of_index(part)
    _forget_organisations(source, organisations)
    index_words(source.agency, source.name, words)
    count_again()
    return Counts(new, changed, len(gone), len(seen) - new - changed)


def _services(source: Source) -> models.QuerySet[Service]:
    return Service.objects.filter(agency_id=source.agency, source=source.name)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    running = iter(items)
    while batch := list(islice(running, size)):
        yield batch


def _records(source: Source, found: Directory) -> None:
    mine = Record.objects.filter(agency_id=source.agency, source=source.name)
    known = {(table, row): (pk, digest) for table, row, pk, digest in mine.values_list("table", "row", "pk", "digest")}
    stale: list[int] = []

    def fresh() -> Iterator[Record]:
        for table, row, said in _said(found):
            text = msgspec.json.encode(said, order="deterministic")
            digest = blake2b(text, digest_size=16).hexdigest()
            before = known.pop((table, row), None)
            if before is None or before[1] != digest:
                stale.extend([before[0]] if before else [])
                yield Record(
                    agency_id=source.agency, source=source.name, table=table, row=row, said=text.decode(), digest=digest
                )

    for batch in _batches(fresh(), 2000):
        _remove(Record, stale)
        stale.clear()
        Record.objects.bulk_create(batch)
    _remove(Record, [pk for pk, _digest in known.values()])


def _said(found: Directory) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for table, rows in found.tables.items():
        for row in rows.values():
            yield table, row.id, {"fields": row.fields, "extra": row.extra} if row.extra else {"fields": row.fields}
    beside = {"links": [list(link) for link in found.links], "conflicts": found.conflicts, "about": found.about}
    if any(beside.values()):
        yield BESIDE, BESIDE, without_nul(beside)


def _remove(model: type[models.Model], pks: Sequence[int], field: str = "pk") -> None:
    """Remove rows that nothing points to, without asking for what might."""
    for part in _batches(pks, BATCH):
        chosen = model._default_manager.filter(**{f"{field}__in": part})
        chosen._raw_delete(chosen.db)


def _organisations(source: Source, found: Directory) -> dict[str, int]:
    mine = Organisation.objects.filter(agency_id=source.agency, source=source.name)
    known = {one.row: one for one in mine}
    new: list[Organisation] = []
    for row in found.rows("organization"):
        said = {
            name: plain_text(str(row.fields.get(name) or "")) for name in ("name", "description", "website", "email")
        }
        one = known.get(row.id)
        if one is None:
            new.append(Organisation(agency_id=source.agency, source=source.name, row=row.id, **said))
        elif any(getattr(one, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(one, name, value)
            one.save(update_fields=list(said))
    Organisation.objects.bulk_create(new, batch_size=BATCH)
    rows = {row.id for row in found.rows("organization")}
    return {row: pk for row, pk in mine.values_list("row", "pk") if row in rows}


def _forget_organisations(source: Source, present: dict[str, int]) -> None:
    mine = Organisation.objects.filter(agency_id=source.agency, source=source.name)
    gone = mine.exclude(row__in=present) if len(present) < BATCH else mine.exclude(pk__in=present.values())
    idle = list(gone.filter(services=None).values_list("pk", flat=True))
    _remove(Organisation, idle)


def _write(
    source: Source, services: Sequence[Described], organisations: dict[str, int], known: dict[str, int], mapped: Mapped
) -> None:
    made = [_service(source, one, organisations) for one in services]
    old = [one for one in made if one.row in known]
    for one in old:
        one.pk = known[one.row]
    _remove_parts([one.pk for one in old])
    Service.objects.bulk_update(old, SHOWN, batch_size=BATCH // 5)
    Service.objects.bulk_create([one for one in made if one.row not in known])
    pks = {one.row: one.pk for one in made}
    Place.objects.bulk_create([part for one in services for part in _places(source.agency, pks[one.id], one)])
    Opening.objects.bulk_create([part for one in services for part in _openings(pks[one.id], one)])
    Speaks.objects.bulk_create([part for one in services for part in _languages(pks[one.id], one)])
    Serves.objects.bulk_create([part for one in services for part in _areas(pks[one.id], one, mapped)])
    index_services(source.agency, [(pks[one.id], one) for one in services])


SHOWN = [
    "organisation", "name", "alternate_name", "description", "status", "whom", "minimum_age", "maximum_age", "cost",
    "cost_words", "more", "confirmed_on", "digest", "gone_at",
]  # fmt: skip


def _remove_parts(pks: Sequence[int]) -> None:
    for model in (Place, Opening, Speaks, Serves):
        _remove(model, pks, "service")
    out_of_index(pks)


def _service(source: Source, one: Described, organisations: dict[str, int]) -> Service:
    return Service(
        agency_id=source.agency,
        source=source.name,
        row=one.id,
        organisation_id=organisations.get(one.organisation_id),
        name=one.name[:300],
        alternate_name=one.alternate_name,
        description=one.description,
        status=one.status[:30],
        whom=one.whom,
        minimum_age=one.minimum_age,
        maximum_age=one.maximum_age,
        cost=one.cost,
        cost_words=one.cost_words,
        more=more_of(one),
        confirmed_on=one.confirmed_on,
        digest=one.digest,
        gone_at=None,
    )


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


def _places(agency: int, pk: int, one: Described) -> Iterator[Place]:
    for place in one.places:
        fields = asdict(place)
        del fields["id"]
        fields["city"], fields["postal_code"] = place.city[:120], place.postal_code[:30]
        yield Place(agency_id=agency, service_id=pk, **fields)


def _openings(pk: int, one: Described) -> Iterator[Opening]:
    return (Opening(service_id=pk, **asdict(opening)) for opening in one.openings)


def _languages(pk: int, one: Described) -> Iterator[Speaks]:
    for name in one.languages:
        yield Speaks(service_id=pk, name=name[:120], key=" ".join(words_of(name))[:120])


def _areas(pk: int, one: Described, mapped: Mapped) -> Iterator[Serves]:
    said = Said(one.name, one.alternate_name, one.description, one.terms)
    return (Serves(service_id=pk, area=area, why=why) for area, why in areas_of(said, mapped).items())


def _spoken(one: Described) -> str:
    terms = " ".join(name for _code, name in one.terms)
    return f"{one.name} {one.alternate_name} {one.organisation} {terms} {one.description} {one.whom}"


def place_again(agency: int, mapped: Mapped) -> None:
    """Find the areas of every service again, after a taxonomy was loaded."""
    present = Service.objects.filter(agency_id=agency, gone_at=None)
    for batch in _batches(present.iterator(BATCH), BATCH):
        _remove(Serves, [one.pk for one in batch], "service")
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
