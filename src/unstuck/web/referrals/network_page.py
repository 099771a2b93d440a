"""A client's network: life areas, how they affect each other, and what could help; a part of it for other rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from unstuck.guidance.case import Case
from unstuck.guidance.life_areas import area_names
from unstuck.guidance.network import Network, Node, Offer, Proposal, Proposed, Tie, network, propose
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.denied import why_not
from unstuck.web.directory.queries import areas_by_service, present
from unstuck.web.referrals.models import AreaLink, Referral
from unstuck.web.referrals.queries import (
    ReferralHistory,
    ReferralSummary,
    area_links_of,
    histories_in,
    known_places,
)
from unstuck.web.referrals.workflow import OPEN, REFERRAL

ROW, LEFT, TOP, WIDTH = 56, 200, 30, 360
"""The drawing: life areas one below the other, with an arrow on their right for each link. It fits a narrow screen."""


IN_VAIN = ("declined", "failed")


@dataclass(frozen=True)
class ClientNetwork:
    """What is known of a client's network, for its own page, the client's page and the review."""

    network: Network
    links: Sequence[AreaLink]
    histories: Sequence[ReferralHistory]

    @property
    def in_hand(self) -> set[str]:
        """The areas that an open referral is for."""
        return {area for history in self.histories if history.referral.state in OPEN for area in history.areas}


@dataclass(frozen=True)
class DrawnArea:
    """A life area as it is drawn."""

    name: str
    y: int
    says: str
    is_hit: bool


@dataclass(frozen=True)
class DrawnArrow:
    """An arrow from one life area to another."""

    path: str
    x: int
    y: int


@dataclass(frozen=True)
class NetworkDrawing:
    """The drawing, and what it says to those who cannot see it."""

    title: str
    areas: Sequence[DrawnArea]
    arrows: Sequence[DrawnArrow]
    width: int
    height: int
    left: int


@dataclass(frozen=True)
class AreaLinkLine:
    """One life area makes another worse, in words."""

    cause: str
    effect: str
    link: AreaLink


@dataclass(frozen=True)
class AskedPlace:
    """A place that was asked already, what became of it, and which areas it is for."""

    public_id: UUID
    organisation: str
    state: str
    areas: str


@dataclass(frozen=True)
class ProposedPlace:
    """A place that could help, why, and which areas it adds or also covers. `address`: where to prepare a referral."""

    name: str
    address: str
    adds: str
    also: str
    reasons: Sequence[str]


@dataclass(frozen=True)
class OfferedPlace:
    """What a place is called, and what to add to the address of a new referral."""

    name: str
    query: str


@dataclass(frozen=True)
class NetworkPage:
    """The page "Life areas and what could help"."""

    episode: Episode
    what_now: str
    drawing: NetworkDrawing
    links: Sequence[AreaLinkLine]
    asked: Sequence[AskedPlace]
    proposed: Sequence[ProposedPlace]
    proposal_heading: str
    is_one_area: bool
    uncovered: str
    why_not: str

    @property
    def has_areas(self) -> bool:
        """True where there is something to draw."""
        return bool(self.drawing.areas)

    @property
    def ask_first(self) -> bool:
        """True where asking for outside support is the one next act: areas are known, and no place is proposed."""
        return self.has_areas and not self.proposed


def network_of(episode: Episode, today: date) -> ClientNetwork:
    """Return the network of an episode that the reader may see."""
    case = current_case(episode, today)
    links = area_links_of(episode)
    return ClientNetwork(network(case, _ties(links)), links, histories_in(episode))


def _ties(links: Sequence[AreaLink]) -> list[Tie]:
    return [Tie(link.cause, link.effect) for link in links]


def proposal_of(actor: Actor, known: ClientNetwork) -> tuple[Proposal, dict[str, OfferedPlace]]:
    """Return a proposal from the agency's directory and the places asked before, and what each place is called.

    A place that declined this client, or brought them no help, is not proposed to them again.
    """
    in_vain = {_plain(row.referral.organisation) for row in known.histories if row.referral.state in IN_VAIN}
    offers, places = _offers(actor, {node.area for node in known.network.to_cover})
    useful = [offer for offer in offers if _plain(places[offer.key].name) not in in_vain]
    return propose(known.network, useful, known.in_hand), places


def _offers(actor: Actor, needed: set[str]) -> tuple[list[Offer], dict[str, OfferedPlace]]:
    """Return the services of the directory for a needed area, and the places asked before."""
    rows = present(actor.agency_id).filter(areas__area__in=needed).order_by("name", "pk")
    services = list(rows.values_list("pk", "name", "public_id").distinct())
    served = areas_by_service(pk for pk, _name, _public_id in services)
    places: dict[str, OfferedPlace] = {}
    offers = []
    for pk, name, public_id in services:
        places[f"service {pk}"] = OfferedPlace(name, urlencode({"service": public_id}))
        offers.append(Offer(f"service {pk}", frozenset(served.get(pk, set()))))
    for place in known_places(actor):
        places[f"place {place.name}"] = OfferedPlace(place.name, "")
        offers.append(Offer(f"place {place.name}", frozenset(place.areas)))
    return offers, places


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def network_page(actor: Actor, episode: Episode, today: date) -> NetworkPage:
    """Return what the page shows."""
    known, names = network_of(episode, today), area_names()
    proposal, places = proposal_of(actor, known)
    light = known.network.light
    asked = [_asked(row.referral, row.areas) for row in known.histories if row.referral.state in OPEN]
    return NetworkPage(
        episode=episode,
        what_now=_what_now(known.network),
        drawing=drawing(known.network, names),
        links=[AreaLinkLine(names[link.cause], names[link.effect], link) for link in known.links],
        asked=asked,
        proposed=[_proposed(row, places[row.key], names, episode) for row in proposal.resources],
        proposal_heading=_proposal_heading(asked),
        is_one_area=light == "one",
        uncovered=_joined(proposal.uncovered, names) if light in ("several", "today") else "",
        why_not=why_not(check_may_write, actor, episode) or why_not(check_open, episode),
    )


def _proposal_heading(asked: Sequence[AskedPlace]) -> str:
    if asked:
        return _("Several places that together cover the rest")
    return _("Several places that together cover them")


def _asked(referral: Referral | ReferralSummary, served: Sequence[str]) -> AskedPlace:
    state = REFERRAL.states[referral.state]
    return AskedPlace(referral.public_id, referral.organisation, state, _joined(served, area_names()))


def _joined(codes: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names[code] for code in codes)


@dataclass(frozen=True)
class NetworkPanel:
    """The network in short. `has_proposal`: fetched by itself, since it reads the directory."""

    what_now: str
    drawing: NetworkDrawing
    ties: Sequence[tuple[str, str]]
    asked: Sequence[AskedPlace]
    has_proposal: bool


def panel_of(case: Case, links: Sequence[AreaLink], asked: Sequence[ReferralSummary]) -> NetworkPanel | None:
    """Return the network of a case that was read already; None where no area needs support and nobody was asked."""
    known, names = network(case, _ties(links)), area_names()
    if known.light == "none" and not asked:
        return None
    return NetworkPanel(
        what_now=_what_now(known),
        drawing=drawing(known, names),
        ties=[(names[tie.cause], names[tie.effect]) for tie in known.ties],
        asked=[_asked(summary, summary.areas) for summary in asked],
        has_proposal=known.light in ("several", "today"),
    )


def _what_now(known: Network) -> str:
    return {
        "today": _("A loss is close. Act on it today, even if it is the only area affected."),
        "several": _("Several areas of life are hit at once: time to bring in several kinds of support together."),
        "one": _("One area is hit, or help is wanted with one: look at it together first, and do not refer by reflex."),
        "none": _("No life area is recorded as hit. Go through the areas with the client, so that nothing is missed."),
    }[known.light]


def _proposed(row: Proposed, place: OfferedPlace, names: dict[str, str], episode: Episode) -> ProposedPlace:
    address = reverse("referrals:draft", args=[episode.public_id])
    return ProposedPlace(
        name=place.name,
        address=f"{address}?{place.query}" if place.query else address,
        adds=_joined(row.adds, names),
        also=_joined(row.also, names),
        reasons=row.because,
    )


def drawing(known: Network, names: dict[str, str]) -> NetworkDrawing:
    """Return the drawing: life areas from top to bottom, an arrow for each link, longer ones further out."""
    row = {node.area: TOP + ROW * at for at, node in enumerate(known.nodes)}
    drawn = [DrawnArea(names[node.area], row[node.area], _says(node), node.is_hit) for node in known.nodes]
    arrows = []
    for tie in known.ties:
        start, end = row[tie.cause] - 5, row[tie.effect] + 5
        out = LEFT + 30 + 22 * min(6, abs(end - start) // ROW)
        arrows.append(DrawnArrow(f"M{LEFT},{start} C{out},{start} {out},{end} {LEFT + 6},{end}", LEFT, end))
    title = _("Life areas, with an arrow from each one that makes another worse. The list below says the same.")
    if not arrows:
        title = ", ".join(area.name for area in drawn)
    return NetworkDrawing(title, drawn, arrows, WIDTH, ROW * len(drawn), LEFT)


def _says(node: Node) -> str:
    signs = [
        (node.is_loss, _("▼ a loss is close")), (node.is_hit, _("■ hit")), (node.is_wanted, _("◆ wants help")),
    ]  # fmt: skip
    return ", ".join(words for holds, words in signs if holds) or _("○ linked")
