"""The network of a client: areas, how they hang together, and what could cover them; a part of it for other rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from unstuck.guidance.case import Case
from unstuck.guidance.network import Network, Offer, Proposal, Proposed, Tie, network, propose
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.next_steps import progress_of
from unstuck.web.caseload.permissions import check_may_write
from unstuck.web.caseload.policies import check_open
from unstuck.web.caseload.questions import areas
from unstuck.web.components.denied import why_not
from unstuck.web.directory.queries import areas_by_service, present
from unstuck.web.referrals.models import AreaLink
from unstuck.web.referrals.queries import Asked, Story, area_links_of, known_places, of_episode
from unstuck.web.referrals.workflow import OPEN, REFERRAL

ROW, LEFT, TOP, WIDTH = 56, 200, 30, 360
"""The drawing: areas one under the other, and an arrow at their right for each link. It fits a narrow screen."""


IN_VAIN = ("declined", "failed")


@dataclass(frozen=True)
class Found:
    """What is known of a client's network, for the page itself, the client's page and the review."""

    network: Network
    links: Sequence[AreaLink]
    stories: Sequence[Story]

    @property
    def in_hand(self) -> set[str]:
        """The areas that an open referral serves."""
        return {area for one in self.stories if one.referral.state in OPEN for area in one.areas}


def network_of(episode: Episode, today: date) -> Found:
    """Return the network of an episode that came through the gate."""
    facts = facts_of([episode.pk], ("life_areas",))[episode.pk]
    case = case_of(facts, progress_of("too_early", None, None, today), today)
    links = area_links_of(episode)
    return Found(network(case, [Tie(one.cause, one.effect) for one in links]), links, of_episode(episode))


def proposal_of(actor: Actor, found: Found) -> tuple[Proposal, dict[str, dict[str, str]]]:
    """Return a proposal from the agency's directory and the places asked before, and what each place is called.

    A place that did not take this client, or brought them no help, is not proposed to them again.
    """
    in_vain = {_plain(one.referral.organisation) for one in found.stories if one.referral.state in IN_VAIN}
    offers, called = _offers(actor, {one.area for one in found.network.to_cover})
    useful = [one for one in offers if _plain(called[one.key]["name"]) not in in_vain]
    return propose(found.network, useful, found.in_hand), called


def _offers(actor: Actor, needed: set[str]) -> tuple[list[Offer], dict[str, dict[str, str]]]:
    """Return services of the directory that serve a needed area, and the places asked before."""
    rows = present(actor.agency_id).filter(areas__area__in=needed).order_by("name", "pk")
    services = list(rows.values_list("pk", "name", "public_id").distinct())
    served = areas_by_service(pk for pk, _name, _public_id in services)
    called: dict[str, dict[str, str]] = {}
    offers = []
    for pk, name, public_id in services:
        called[f"service {pk}"] = {"name": name, "query": urlencode({"service": public_id})}
        offers.append(Offer(f"service {pk}", frozenset(served.get(pk, set()))))
    for place in known_places(actor):
        called[f"place {place.name}"] = {"name": place.name, "query": ""}
        offers.append(Offer(f"place {place.name}", frozenset(place.areas)))
    return offers, called


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def network_page(actor: Actor, episode: Episode, today: date) -> dict[str, Any]:
    """Return what the page shows."""
    found, names = network_of(episode, today), areas()
    proposal, called = proposal_of(actor, found)
    reason = why_not(check_may_write, actor, episode) or why_not(check_open, episode)
    return {
        "episode": episode, "light": found.network.light, "what_now": _what_now(found.network),
        "hangs_together": drawing(found.network, names),
        "nodes": [(names[one.area], one) for one in found.network.nodes],
        "ties": [(names[one.cause], names[one.effect], one) for one in found.links],
        "proposed": [_proposed(one, called, names, episode) for one in proposal.resources],
        "in_hand": [names[area] for area in proposal.in_hand],
        "uncovered": [names[area] for area in proposal.uncovered],
        "open": [(one, [names[area] for area in one.areas]) for one in found.stories if one.referral.state in OPEN],
        "why_not": reason,
    }  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """The network in short. `more`: there is a proposal, which is worth a look of its own: it reads the directory."""

    light: str
    what_now: str
    drawing: dict[str, Any]
    ties: Sequence[tuple[str, str]]
    asked: Sequence[tuple[Asked, str, str]]
    more: bool


def panel_of(case: Case, links: Sequence[AreaLink], asked: Sequence[Asked]) -> Panel | None:
    """Return the network of a case that was read already; None where no area calls for support and nobody was asked."""
    found, names = network(case, [Tie(one.cause, one.effect) for one in links]), areas()
    if found.light == "none" and not asked:
        return None
    return Panel(
        light=found.light,
        what_now=_what_now(found),
        drawing=drawing(found, names),
        ties=[(names[one.cause], names[one.effect]) for one in found.ties],
        asked=[(one, REFERRAL.states[one.state], ", ".join(names[area] for area in one.areas)) for one in asked],
        more=found.light in ("several", "today"),
    )


def _what_now(found: Network) -> str:
    return {
        "today": _("A loss is near that is acted on today, even if it is the only area (D.2)."),
        "several": _(
            "Several areas of life are hit at once: the green light for several kinds of support together (D.1)."
        ),
        "one": _("One area, or a wish for help: look at it together first, and do not refer by reflex (D.2)."),
        "none": _(
            "No area of life is recorded as hit. Go through the areas with the client, so that signs are seen (D.4)."
        ),
    }[found.light]


def _proposed(
    one: Proposed, called: dict[str, dict[str, str]], names: dict[str, str], episode: Episode
) -> dict[str, Any]:
    place = called[one.key]
    address = reverse("referrals:draft", args=[episode.public_id])
    return {
        "name": place["name"], "wanted": one.wanted, "because": one.because,
        "adds": [names[area] for area in one.adds], "also": [names[area] for area in one.also],
        "ask": f"{address}?{place['query']}" if place["query"] else address,
    }  # fmt: skip


def drawing(found: Network, names: dict[str, str]) -> dict[str, Any]:
    """Return the places of the drawing: areas from top to bottom, an arrow for each link, longer ones further out."""
    row = {one.area: TOP + ROW * place for place, one in enumerate(found.nodes)}
    boxes = [
        {"name": names[one.area], "y": row[one.area], "says": _says(one), "hit": one.is_hit} for one in found.nodes
    ]
    arrows = []
    for tie in found.ties:
        start, end = row[tie.cause] - 5, row[tie.effect] + 5
        out = LEFT + 30 + 22 * min(6, abs(end - start) // ROW)
        arrows.append({"path": f"M{LEFT},{start} C{out},{start} {out},{end} {LEFT + 6},{end}", "x": LEFT, "y": end})
    return {"boxes": boxes, "arrows": arrows, "height": ROW * len(boxes), "width": WIDTH, "left": LEFT}


def _says(one: Any) -> str:
    told = [(one.is_loss, _("▼ a loss is near")), (one.is_hit, _("■ hit")), (one.is_wanted, _("◆ wants help"))]
    return ", ".join(words for is_so, words in told if is_so) or _("○ linked")
