"""The search with its results, and the page of one service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.directory.models import Location, Service
from unstuck.web.directory.presenters.maps import ServiceMap, drawn, points_of
from unstuck.web.directory.presenters.referring import NobodyToRefer
from unstuck.web.directory.presenters.words import (
    ServiceKnowledge,
    checked,
    cost,
    details_of,
    flag,
    for_whom,
    hours_line,
    knowledge_of,
    other_hours,
    shortened,
    where,
)
from unstuck.web.directory.queries import is_unconfirmed
from unstuck.web.directory.search import PAGE, Point, ServiceResult, ServiceResults

LONGEST_WHOM = 120


@dataclass(frozen=True)
class ServiceLine:
    """A result: what it is, the facts that are known of it as pairs of words, and why it is here."""

    number: int
    public_id: UUID
    name: str
    organisation: str
    what: str
    facts: Sequence[tuple[str, str]]
    checked: str
    is_unconfirmed: bool
    flag: str
    why: str


@dataclass(frozen=True)
class FoundServices:
    """A page of results. `sentences`: what was read differently, or not known; `position`: which page of how many."""

    count: str
    position: str
    first: int
    sentences: Sequence[str]
    lines: Sequence[ServiceLine]
    map: ServiceMap | None
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class ResourcesPage:
    """The search. `found`: None before anything was looked for. `may_bring_in`: whether this person may import one."""

    has_directory: bool
    areas: Sequence[tuple[str, str]]
    found: FoundServices | None = None
    may_bring_in: bool = False


@dataclass(frozen=True)
class ServicePage:
    """One service. `facts`: pairs of words, in order; `refer`: where to refer a client to it, if this person may.

    `instead`: what stands in place of that for somebody who has no client to refer.
    """

    public_id: UUID
    name: str
    organisation: str
    also_called: str
    flag: str
    alert: str
    description: str
    facts: Sequence[tuple[str, str]]
    checked: str
    is_unconfirmed: bool
    locations: Sequence[Location]
    map: ServiceMap | None
    known: ServiceKnowledge
    refer: str
    instead: NobodyToRefer | None


def resources_page(
    has_directory: bool, found: FoundServices | None = None, *, may_bring_in: bool = False
) -> ResourcesPage:
    """Return what the search shows."""
    areas = sorted(area_names().items(), key=lambda area: area[1])
    return ResourcesPage(has_directory, areas, found, may_bring_in)


def found_services(results: ServiceResults, near: Point | None, unknown_place: str, today: date) -> FoundServices:
    """Return a page of results. `unknown_place`: what was typed as a place and is none."""
    first = (results.page - 1) * PAGE + 1
    lines = [line_of(first + at, result, today) for at, result in enumerate(results.results)]
    points = [(str(first - 1 + number), point) for number, point in results.points]
    position = _(", page %(page)s of %(pages)s") % {"page": results.page, "pages": results.last_page}
    return FoundServices(
        count=ngettext("%(n)s service", "%(n)s services", results.total) % {"n": results.total},
        position=position if results.last_page > 1 else "",
        first=first if lines else 1,
        sentences=_sentences(results, unknown_place),
        lines=lines,
        map=drawn([*points, ("", near)] if near else points),
        previous=results.page - 1 if results.page > 1 else None,
        next=results.page + 1 if results.page < results.last_page else None,
    )


def _sentences(results: ServiceResults, unknown_place: str) -> list[str]:
    sentences = [
        _("“%(typed)s” was read as “%(read)s”.") % {"typed": typed, "read": read}
        for typed, read in results.read_as.items()
    ]
    if unknown_place:
        sentence = _(
            "The directory has no place called “%(place)s”, so distances are left out. "
            "Try a town, a postcode or coordinates."
        )
        sentences.append(sentence % {"place": unknown_place})
    if not results.results:
        sentences.append(_("Nothing was found. Try fewer words, or drop a condition such as distance or language."))
    return sentences


def line_of(number: int, result: ServiceResult, today: date) -> ServiceLine:
    """Return a result in words."""
    service = result.service
    known, details = knowledge_of(service.all_notes), details_of(service)
    phone = next((phone for phone, _what in details["phones"]), "")
    facts = [
        (_("For"), for_whom(service)),
        (_("Where"), where(service)),
        (_("When"), _when(service, today)),
        (_("Cost"), cost(service)),
        (_("Languages"), ", ".join(language.name for language in service.all_languages)),
        (_("Contact"), phone or details["email"]),
        (_("Waiting time"), known.waiting_time or details["waiting"]),
        (_("Works well for"), known.works_well_for),
    ]
    return ServiceLine(
        number=number,
        public_id=service.public_id,
        name=service.name,
        organisation=service.organisation.name if service.organisation else "",
        what=shortened(service.description),
        facts=[(term, words) for term, words in facts if words],
        checked=checked(service, today),
        is_unconfirmed=is_unconfirmed(service, today),
        flag=flag(service),
        why=why(result),
    )


def _when(service: Service, today: date) -> str:
    """Say when it is open; what the directory says only in words stands beside what can be followed."""
    given = next(iter(details_of(service)["hours"]), "")
    return "; ".join(part for part in (hours_line(service.all_schedules, today), given) if part)


def why(result: ServiceResult) -> str:
    """Say why a result is here: which words match where, shared life areas, whether it is open, how far it is."""
    parts = [_matches(word, places) for word, places in result.words.items()]
    parts += [area_names()[area].lower() for area in result.areas if area in area_names()]
    if result.is_open:
        parts.append(_("open now"))
    if result.kilometres is not None:
        parts.append(_("%(km)s km") % {"km": f"{result.kilometres:.1f}"})
    return "; ".join(parts)


def _matches(word: str, places: Sequence[str]) -> str:
    called = {
        "name": _("the name"),
        "terms": _("its topics"),
        "description": _("the description"),
        "whom": _("who it is for"),
        "organisation": _("the organisation"),
    }
    where_found = _(", ").join(called[place] for place in places[:2])
    return _("matches “%(word)s” in %(where)s") % {"word": word, "where": where_found}


def service_page(
    service: Service, is_open: bool, refer: str, today: date, instead: NobodyToRefer | None = None
) -> ServicePage:
    """Return everything about a service."""
    return ServicePage(
        public_id=service.public_id,
        name=service.name,
        organisation=service.organisation.name if service.organisation else "",
        also_called=service.alternate_name,
        flag=flag(service),
        alert=details_of(service)["alert"],
        description=service.description,
        facts=[(term, words) for term, words in _facts(service, is_open, today) if words],
        checked=checked(service, today),
        is_unconfirmed=is_unconfirmed(service, today),
        locations=service.all_locations,
        map=drawn(points_of(service.all_locations)),
        known=knowledge_of(service.all_notes),
        refer=refer,
        instead=instead,
    )


def _facts(service: Service, is_open: bool, today: date) -> list[tuple[str, str]]:
    """Return the facts about a service as pairs of words, some of them empty."""
    details, hours = details_of(service), hours_line(service.all_schedules, today)
    website = service.organisation.website if service.organisation else ""
    return [
        (_("Who it is for"), for_whom(service)),
        (_("In full"), service.whom if len(service.whom) > LONGEST_WHOM else ""),
        (_("Open"), f"{hours} ({_('open now')})" if hours and is_open else hours),
        *((_("Also"), words) for words in other_hours(service.all_schedules, today)),
        *((_("Hours in words"), words) for words in details["hours"]),
        (_("Cost"), service.cost_words or cost(service)),
        (_("Ways to pay"), ", ".join(details["payments"])),
        (_("Languages"), ", ".join(language.name for language in service.all_languages)),
        (_("Interpreting"), details["interpretation"]),
        (_("How to apply"), details["apply"]),
        (_("What to bring"), "; ".join(details["documents"])),
        (_("Waiting time, according to the directory"), details["waiting"]),
        (_("Area covered"), ", ".join(details["covers"])),
        *((_("Phone"), f"{phone} ({what})" if what else phone) for phone, what in details["phones"]),
        (_("E-mail"), details["email"]),
        (_("Website"), details["url"] or website),
        (_("Ask for"), "; ".join(details["contacts"])),
        (_("Topics"), ", ".join(dict.fromkeys(name or code for code, name in details["terms"]))),
        (_("Life areas"), ", ".join(area_names()[row.area] for row in service.all_areas if row.area in area_names())),
    ]
