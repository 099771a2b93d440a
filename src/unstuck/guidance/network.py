"""From areas of life that are hit to a network of several resources (D.1 to D.3).

The problems are linked, so the answer is several resources at once. They are proposed by greedy weighted set cover: of
all resources, next comes the one that adds the most weight of areas that nobody serves yet. Chvátal (1979), A greedy
heuristic for the set-covering problem, Mathematics of Operations Research 4(3), 233-235: never worse than the best by
more than a factor of 1 + 1/2 + … + 1/n, n being the most areas that one resource serves.

How much an area weighs is our own judgement, not a finding: a loss, near or suffered, goes before all others (D.2),
then what the client wants help with, then what makes other areas worse.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unstuck.guidance import resources, tables
from unstuck.guidance.case import Case
from unstuck.guidance.thresholds import Thresholds, default_thresholds
from unstuck.language import gettext as _

Light = Literal["today", "several", "one", "none"]
LOSS, WANTED, HIT, MAKES_WORSE = 1000, 10, 2, 1
"""Weights of an area. A loss outweighs all else together: the 15 other areas weigh up to 10 + 2 + 15 each."""

MOST = 6
"""More places at once are no help to anybody."""


@dataclass(frozen=True)
class Tie:
    """The client says: `cause` makes `effect` worse."""

    cause: str
    effect: str


@dataclass(frozen=True)
class Node:
    """One area: whether it is hit, wanted, lost or about to be, which areas it makes worse, and how much it weighs."""

    area: str
    is_hit: bool
    is_wanted: bool
    is_loss: bool
    worsens: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class Network:
    """The areas of a client, how they hang together, and what they call for."""

    light: Light
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]

    @property
    def to_cover(self) -> tuple[Node, ...]:
        """The areas for which outside support is looked for."""
        return tuple(one for one in self.nodes if one.is_hit or one.is_wanted or one.is_loss)

    @property
    def drivers(self) -> tuple[Node, ...]:
        """The areas that make others worse, the most first."""
        return tuple(sorted((one for one in self.nodes if one.worsens), key=lambda one: -len(one.worsens)))


@dataclass(frozen=True)
class Offer:
    """A resource that can be proposed: its key, and the areas that it serves. `chosen`: the client asked for it."""

    key: str
    areas: frozenset[str]
    chosen: bool = False


@dataclass(frozen=True)
class Proposed:
    """A resource in the proposal: what it adds, what else it serves, and why it stands here."""

    key: str
    adds: tuple[str, ...]
    also: tuple[str, ...]
    because: tuple[str, ...]
    wanted: bool


@dataclass(frozen=True)
class Proposal:
    """Several resources that together cover the areas, those wanted by the client first, and what stays open."""

    resources: tuple[Proposed, ...]
    in_hand: tuple[str, ...]
    uncovered: tuple[str, ...]


def network(case: Case, ties: Sequence[Tie] = (), limits: Thresholds | None = None) -> Network:
    """Return the network of a case.

    >>> from unstuck.guidance.case import LifeArea, Progress
    >>> hit = {"money": LifeArea(rating=2), "housing": LifeArea(negatively_affected=True)}
    >>> found = network(Case(Progress("watch"), life_areas=hit), [Tie("money", "housing")])
    >>> found.light, [(one.area, one.weight) for one in found.nodes]
    ('several', [('money', 3), ('housing', 2)])
    """
    limits = limits or default_thresholds()
    areas_hit = resources.hit(case, limits)
    known = case.life_areas or {}
    wanted = {code for code, area in known.items() if area.wants_help is True}
    lost = {*resources.losses(case), *resources.lost(case)}
    named = {*areas_hit, *wanted, *lost, *(code for tie in ties for code in (tie.cause, tie.effect))}
    nodes = tuple(_node(code, areas_hit, wanted, lost, ties) for code in tables.words().areas if code in named)
    return Network(_light(case, limits, nodes), nodes, tuple(ties))


def _node(code: str, areas_hit: Collection[str], wanted: set[str], lost: set[str], ties: Sequence[Tie]) -> Node:
    worsens = tuple(tie.effect for tie in ties if tie.cause == code)
    hit = code in areas_hit
    parts = (LOSS * (code in lost), WANTED * (code in wanted), HIT * hit, MAKES_WORSE * len(worsens))
    return Node(code, hit, code in wanted, code in lost, worsens, sum(parts))


def _light(case: Case, limits: Thresholds, nodes: Sequence[Node]) -> Light:
    if resources.act_today(case):
        return "today"
    if resources.several(case, limits):
        return "several"
    return "one" if any(one.is_hit or one.is_wanted or one.is_loss for one in nodes) else "none"


def propose(network: Network, offers: Sequence[Offer], in_hand: Collection[str] = ()) -> Proposal:
    """Return resources that together cover the areas. `in_hand`: areas that an open referral serves already.

    One area alone is evaluated first, and nothing is proposed by reflex (D.2). Ties of two resources go to the one that
    the client chose, then to the one that serves fewer areas besides, then to the earlier in `offers`.

    >>> nodes = tuple(Node(area, True, area == "food", False, (), 12 if area == "food" else 2)
    ...               for area in ("money", "food", "housing"))
    >>> offers = [Offer("advice", frozenset({"money", "housing"})), Offer("pantry", frozenset({"food"}))]
    >>> [(one.key, one.adds) for one in propose(Network("several", nodes, ()), offers).resources]
    [('pantry', ('food',)), ('advice', ('money', 'housing'))]
    """
    weights = {one.area: one.weight for one in network.to_cover}
    served = tuple(area for area in weights if area in in_hand)
    left = {area: weight for area, weight in weights.items() if area not in in_hand}
    if network.light not in ("several", "today"):
        return Proposal((), served, tuple(left))
    chosen: list[Proposed] = []
    nodes = {one.area: one for one in network.nodes}
    while left and len(chosen) < MOST and (best := _best(offers, left, weights)) is not None:
        adds = tuple(area for area in left if area in best.areas)
        also = tuple(area for area in weights if area in best.areas and area not in adds)
        wanted = best.chosen or any(nodes[area].is_wanted for area in adds)
        chosen.append(Proposed(best.key, adds, also, _why(best, adds, nodes), wanted))
        left = {area: weight for area, weight in left.items() if area not in best.areas}
    ordered = sorted(chosen, key=lambda one: (not any(nodes[area].is_loss for area in one.adds), not one.wanted))
    return Proposal(tuple(ordered), served, tuple(left))


def _best(offers: Sequence[Offer], left: Mapping[str, int], weights: Mapping[str, int]) -> Offer | None:
    """Return the offer that adds the most weight of what is left; None where none adds anything."""

    def adds(one: Offer) -> int:
        return sum(weight for area, weight in left.items() if area in one.areas)

    useful = [one for one in offers if any(area in one.areas for area in left)]
    return max(useful, key=lambda one: (adds(one), one.chosen, -len(one.areas - set(weights))), default=None)


def _why(best: Offer, adds: Sequence[str], nodes: Mapping[str, Node]) -> tuple[str, ...]:
    words = tables.words().areas

    def named(codes: Sequence[str]) -> str:
        return ", ".join(words[code] for code in codes)

    reasons = []
    if lost := [area for area in adds if nodes[area].is_loss]:
        sentence = _("A loss is near, or has happened: %(areas)s. This comes first (D.2).")
        reasons.append(sentence % {"areas": named(lost)})
    if best.chosen:
        reasons.append(_("The client asked for it."))
    if wanted := [area for area in adds if nodes[area].is_wanted]:
        reasons.append(_("The client wants help with: %(areas)s.") % {"areas": named(wanted)})
    if drives := [area for area in adds if nodes[area].worsens]:
        worse = dict.fromkeys(effect for area in drives for effect in nodes[area].worsens)
        names = {"causes": named(drives), "effects": named(list(worse))}
        reasons.append(_("As the client sees it, %(causes)s makes worse: %(effects)s.") % names)
    if len(adds) > 1:
        reasons.append(_("It serves %(n)s of the areas that nobody serves yet.") % {"n": len(adds)})
    return tuple(reasons) or (_("Nobody serves this area yet: %(areas)s.") % {"areas": named(adds)},)
