"""Finding services by a need in plain words, a life area, a place, a language, a time, the cost, an age.

A service is found by its words, in the full-text index of the database in use, or because a word of the need stands for
a life area that it is for. Each result says why it is there.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

import numpy as np
from django.db import connection
from django.db.models import BooleanField, Count, Exists, FloatField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from unstuck.web.directory.areas import implied
from unstuck.web.directory.models import (
    IndexedWord,
    IndexedWordPart,
    Language,
    Location,
    Schedule,
    Service,
    ServiceArea,
    ServiceText,
)
from unstuck.web.directory.queries import CLOSED, mapping_of, present, with_details
from unstuck.web.directory.words import allowed_slips, parts, slips, stem, stems, wanted_words, words_of

PAGE = 20
MOST_WORDS = 12
NEAREST_WORDS = 40
FEW = 800
"""Up to so many row ids are looked up one by one; beyond that, all that could be meant are read."""
MOST_PLACES = 500
EARTH_KM = 6371.0088
AREA_WEIGHT, WORD_WEIGHT, KM_WEIGHT, FAR_KM = 2.0, 3.0, 0.15, 30.0
"""What each area of the need and each of its words adds to a result, and each kilometre (up to so many) takes off."""

Point = tuple[float, float]


@dataclass(frozen=True)
class ServiceQuery:
    """What is looked for. Empty: anything. `near`: a point, `within_km` of it; `open_at`: a local time at which it must
    be open; `now`: a local time for which results say whether they are open.
    """

    need: str = ""
    areas: tuple[str, ...] = ()
    language: str = ""
    free: bool = False
    age: float | None = None
    whom: str = ""
    open_at: datetime | None = None
    now: datetime | None = None
    near: Point | None = None
    within_km: float | None = None
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """True where more is asked for than words and a place."""
        conditions = self.areas or self.language or self.free or self.whom
        return bool(conditions) or self.age is not None or self.open_at is not None


@dataclass(frozen=True)
class ServiceResult:
    """A service, and why it is here: `words` and where they occur, `areas` that it shares, and how far it is."""

    service: Service
    words: Mapping[str, tuple[str, ...]]
    areas: tuple[str, ...]
    kilometres: float | None
    is_open: bool | None


@dataclass(frozen=True)
class ServiceResults:
    """A page of results, how many there are, and words that were read as other words."""

    total: int
    page: int
    last_page: int
    results: Sequence[ServiceResult]
    read_as: Mapping[str, str] = field(default_factory=dict)
    points: Sequence[tuple[int, Point]] = ()
    """Where the results of this page are: number in the list, point."""


@dataclass(frozen=True)
class _UnderstoodNeed:
    words: tuple[str, ...]
    read_as: Mapping[str, str]
    areas: Mapping[str, set[str]]


def search(agency: int, query: ServiceQuery) -> ServiceResults:
    """Return a page of results, best first."""
    need = _understood(agency, query.need)
    chosen = _filtered(present(agency), agency, query)
    distances = _distances(agency, query)
    order = _order(agency, need, chosen, distances, query)
    total = order.count() if isinstance(order, QuerySet) else len(order)
    last_page = max(1, math.ceil(total / PAGE))
    page = min(max(1, query.page), last_page)
    shown = list(order[(page - 1) * PAGE : page * PAGE])
    services = {service.pk: service for service in with_details(Service.objects.filter(pk__in=shown))}
    at = query.now or query.open_at
    open_now = open_services(shown, at) if at else None
    results = [_result(services[pk], need, query, distances, open_now) for pk in shown if pk in services]
    return ServiceResults(total, page, last_page, results, need.read_as, _points(results))


def _order(
    agency: int,
    need: _UnderstoodNeed,
    chosen: QuerySet[Service],
    distances: Mapping[int, float] | None,
    query: ServiceQuery,
) -> Sequence[int] | QuerySet[Service, int]:
    """Return the row ids of the results, best first; by name where nothing ranks them."""
    if not need.words and distances is None:
        return chosen.order_by("name", "pk").values_list("pk", flat=True)
    scores = _scores(agency, need, chosen, query.is_filtered)
    if distances is not None and query.within_km is not None:
        scores = {pk: score for pk, score in scores.items() if distances.get(pk, math.inf) <= query.within_km}
    return sorted(scores, key=lambda pk: _rank(scores[pk], distances, pk))


def _rank(score: float, distances: Mapping[int, float] | None, pk: int) -> tuple[float, int]:
    far = 0.0 if distances is None else min(distances.get(pk, FAR_KM), FAR_KM)
    return -(score - KM_WEIGHT * far), pk


def _understood(agency: int, text: str) -> _UnderstoodNeed:
    words = wanted_words(text)[:MOST_WORDS]
    mapped = mapping_of(agency) if words else None
    if mapped is None:
        return _UnderstoodNeed((), {}, {})
    known = set(
        IndexedWord.objects.filter(agency_id=agency, stem__in={stem(one) for one in words}).values_list(
            "stem", flat=True
        )
    )
    read_as: dict[str, str] = {}
    for word in words:
        if stem(word) not in known and (stem(word),) not in mapped.words:
            nearest = _nearest(agency, word, mapped.spelled)
            if nearest:
                read_as[word] = nearest
    read = tuple(dict.fromkeys(read_as.get(word, word) for word in words))
    areas = implied(read, mapped)
    for area in mapped.of_text(text):
        areas.setdefault(area, set())
    return _UnderstoodNeed(read, read_as, areas)


def _nearest(agency: int, word: str, spelled: Iterable[str]) -> str:
    """Return the known word that is fewest slips away, "" where none is close."""
    most = allowed_slips(word)
    if not most:
        return ""
    near = IndexedWordPart.objects.filter(part__in=parts(word), word__agency_id=agency)
    counted = near.values_list("word__word").annotate(shared=Count("id")).order_by("-shared", "word__word")
    candidates = [known for known, _shared in counted[:NEAREST_WORDS]]
    candidates += [known for known in spelled if abs(len(known) - len(word)) <= most]
    best = min(((slips(word, known), known) for known in candidates), default=(99, ""))
    return best[1] if best[0] <= most else ""


def _filtered(services: QuerySet[Service], agency: int, query: ServiceQuery) -> QuerySet[Service]:
    if query.areas:
        services = services.filter(pk__in=ServiceArea.objects.filter(area__in=query.areas).values("service"))
    if query.language:
        key = " ".join(words_of(query.language))
        services = services.filter(pk__in=Language.objects.filter(key__startswith=key).values("service"))
    if query.free:
        services = services.filter(cost="free")
    if query.age is not None:
        services = services.filter(
            Q(minimum_age=None) | Q(minimum_age__lte=query.age), Q(maximum_age=None) | Q(maximum_age__gte=query.age)
        )
    if query.open_at is not None:
        services = services.filter(_open(query.open_at)).exclude(status="temporarily closed")
    if query.whom:
        services = services.filter(pk__in=list(_matching(agency, wanted_words(query.whom), "whom")))
    return services


def _open(at: datetime, among: Sequence[int] | None = None) -> Q:
    """Return that a service is open somewhere at a local time, and not closed there on the day.

    `among`: ask only about the hours of these, which a database would otherwise read all of for the few of one page.
    """
    minute, day = at.hour * 60 + at.minute, at.date()
    nth = (day.day - 1) // 7 + 1
    weeks = [nth, *([-1] if _is_last(day) else [])]
    when = Schedule.objects.filter(
        Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day), opens__lte=minute, closes__gt=minute
    )
    theirs = when if among is None else when.filter(service__in=among)
    regular = theirs.filter(
        Q(weekday=None) | Q(weekday=day.weekday()),
        Q(nth=None) | Q(nth__in=weeks),
        Q(month_day=None) | Q(month_day=day.day),
        closed=False,
    )
    closed = when.filter(Q(place="") | Q(place=OuterRef("place")), closed=True, service=OuterRef("service"))
    return Q(pk__in=regular.filter(~Exists(closed)).values("service"))


def _is_last(day: date) -> bool:
    """True where the same weekday does not come again in this month."""
    return (day + timedelta(days=7)).month != day.month


def _distances(agency: int, query: ServiceQuery) -> dict[int, float] | None:
    """Return how far the nearest location of each service is, None where no place was asked for."""
    if query.near is None:
        return None
    places = Location.objects.filter(agency_id=agency, latitude__isnull=False)
    if query.within_km is not None:
        places = places.filter(_box(query.near, query.within_km))
    rows = list(places.values_list("service", "latitude", "longitude"))
    if not rows:
        return {}
    points = np.array([row[1:] for row in rows], dtype=float)
    nearest: dict[int, float] = {}
    for (pk, _latitude, _longitude), far in zip(rows, kilometres(query.near, points).tolist(), strict=True):
        if far < nearest.get(pk, math.inf):
            nearest[pk] = far
    return nearest


def _box(near: Point, within: float) -> Q:
    north = math.degrees(within / EARTH_KM)
    east = north / max(0.01, math.cos(math.radians(near[0])))
    box = Q(latitude__gte=near[0] - north, latitude__lte=near[0] + north)
    if abs(near[1]) + east > 180 or abs(near[0]) + north > 89:
        return box  # near the date line or a pole, degrees of longitude say little
    return box & Q(longitude__gte=near[1] - east, longitude__lte=near[1] + east)


def kilometres(near: Point, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the great-circle distances from a point to others (rows of latitude, longitude): haversines, Sinnott 1984.

    >>> kilometres((51.5074, -0.1278), np.array([[48.8566, 2.3522]])).round().tolist()  # London to Paris
    [344.0]
    """
    here, there = np.radians(np.array(near)), np.radians(points)
    up, along = np.sin((there[:, 0] - here[0]) / 2), np.sin((there[:, 1] - here[1]) / 2)
    part = up**2 + math.cos(here[0]) * np.cos(there[:, 0]) * along**2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(part))))


def _scores(agency: int, need: _UnderstoodNeed, chosen: QuerySet[Service], filtered: bool) -> dict[int, float]:
    if not need.words:
        return dict.fromkeys(chosen.order_by().values_list("pk", flat=True), 0.0)
    scores = _matching(agency, need.words)
    for pk in _serving(agency, need.areas, filtered):
        scores[pk] = scores.get(pk, 0.0) + AREA_WEIGHT
    if not filtered:
        return scores  # only services that can be found are in the index
    if len(scores) <= FEW:
        chosen = chosen.filter(pk__in=list(scores))
    within = set(chosen.order_by().values_list("pk", flat=True))
    return {pk: score for pk, score in scores.items() if pk in within}


def _serving(agency: int, areas: Collection[str], filtered: bool) -> Iterable[int]:
    """Return the services that serve the areas, once for each area.

    Where more is asked, all of them: what was asked leaves those of the agency that can be found, and reading each
    service here as well takes several times as long.
    """
    if not areas:
        return ()
    named = ServiceArea.objects.filter(area__in=set(areas))
    if not filtered:
        named = named.filter(service__agency_id=agency, service__gone_at=None).exclude(service__status__in=CLOSED)
    return named.values_list("service", flat=True)


def _matching(agency: int, words: Sequence[str], column: str = "") -> dict[int, float]:
    """Return the services that have one of the words, with how well they match."""
    roots = sorted({stem(word) for word in words})
    if not roots:
        return {}
    return {pk: WORD_WEIGHT * score for pk, score in _FIND[connection.vendor](agency, roots, column)}


def _with_fts5(agency: int, roots: Sequence[str], column: str) -> Iterable[tuple[int, float]]:
    either = " OR ".join(f'"{root}"' for root in roots)
    only = f"{{{column}}} : " if column else "{name terms about whom} : "
    match = f"scope : agency{agency} AND {only}({either})"
    has = RawSQL("directory_text MATCH %s", [match], output_field=BooleanField())
    score = RawSQL("-bm25(directory_text, 0.0, 6.0, 4.0, 1.0, 1.0)", [], output_field=FloatField())
    return ServiceText.objects.filter(has).values_list("service", score)


def _with_tsvector(agency: int, roots: Sequence[str], column: str) -> Iterable[tuple[int, float]]:
    label = ":D" if column else ""
    either = " | ".join(f"'{root}'{label}" for root in roots)
    match = "words @@ to_tsquery('simple', %s) AND scope = %s"
    has = RawSQL(match, [either, agency], output_field=BooleanField())  # noqa: S611  (parameters)
    rank = "4 * ts_rank('{0.15, 0.25, 0.7, 1.0}', words, to_tsquery('simple', %s))"
    score = RawSQL(rank, [either], output_field=FloatField())  # noqa: S611  (a parameter)
    return ServiceText.objects.filter(has).values_list("service", score)


_FIND = {"sqlite": _with_fts5, "postgresql": _with_tsvector}


def open_services(pks: Sequence[int], at: datetime) -> set[int]:
    """Return which of these services are open at a local time."""
    return set(Service.objects.filter(_open(at, pks), pk__in=pks).values_list("pk", flat=True))


def _result(
    service: Service,
    need: _UnderstoodNeed,
    query: ServiceQuery,
    distances: Mapping[int, float] | None,
    open_now: set[int] | None,
) -> ServiceResult:
    serves = {area.area for area in service.all_areas}
    shared = [area for area in (*query.areas, *need.areas) if area in serves]
    return ServiceResult(
        service=service,
        words=_where(service, need.words),
        areas=tuple(dict.fromkeys(shared)),
        kilometres=None if distances is None else distances.get(service.pk),
        is_open=None if open_now is None else service.pk in open_now,
    )


def _where(service: Service, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the words of the need that occur in a service, and in which parts of it."""
    terms = " ".join(name for _code, name in service.more.get("terms", ()))
    organisation = service.organisation.name if service.organisation else ""
    texts = {
        "name": f"{service.name} {service.alternate_name}",
        "terms": terms,
        "description": service.description,
        "whom": service.whom,
        "organisation": organisation,
    }
    held = {part: set(stems(text)) for part, text in texts.items()}
    matches = {word: tuple(part for part, roots in held.items() if stem(word) in roots) for word in words}
    return {word: where for word, where in matches.items() if where}


def _points(results: Sequence[ServiceResult]) -> list[tuple[int, Point]]:
    return [
        (number, (place.latitude, place.longitude))
        for number, result in enumerate(results, start=1)
        for place in result.service.all_locations
        if place.latitude is not None and place.longitude is not None
    ]


def point_named(agency: int, text: str) -> Point | None:
    """Return the point that a text names: coordinates, else the middle of the places of that city, code or name."""
    pair = [part.strip() for part in text.split(",")]
    if len(pair) == 2 and (point := _coordinates(pair)) is not None:
        return point
    key = text.strip()
    if not key:
        return None
    named = reduce(or_, (Q(**{f"{name}__iexact": key}) for name in ("city", "postal_code", "name")))
    known = Location.objects.filter(named, agency_id=agency, service__gone_at=None, latitude__isnull=False)
    rows = known.values_list("latitude", "longitude")[:MOST_PLACES]
    points = [(north, east) for north, east in rows if north is not None and east is not None]
    if not points:
        return None
    return sum(north for north, _east in points) / len(points), sum(east for _north, east in points) / len(points)


def _coordinates(pair: Sequence[str]) -> Point | None:
    try:
        latitude, longitude = float(pair[0]), float(pair[1])
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
