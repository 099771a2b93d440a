"""From areas to a network: what comes first, what is covered, and that one area alone is no reflex."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unstuck.guidance import tables
from unstuck.guidance.case import Case, LifeArea, Progress
from unstuck.guidance.network import HIT as HIT_WEIGHT
from unstuck.guidance.network import LOSS as LOSS_WEIGHT
from unstuck.guidance.network import MAKES_WORSE, Network, Node, Offer, Tie, network, propose
from unstuck.guidance.network import WANTED as WANTED_WEIGHT

AREAS = ("social", "family", "work", "money", "housing", "food", "health", "legal")


def case(**areas: LifeArea) -> Case:
    return Case(Progress("watch"), life_areas=areas)


HIT, WANTED, LOSS = LifeArea(rating=2), LifeArea(rating=2, wants_help=True), LifeArea(imminent_loss=True)


@pytest.mark.parametrize(
    ("areas", "light"),
    [
        ({}, "none"),
        ({"money": LifeArea(rating=8)}, "none"),
        ({"money": HIT}, "one"),
        ({"money": LifeArea(wants_help=True)}, "one"),
        ({"money": HIT, "work": HIT}, "several"),
        ({"housing": LOSS}, "today"),
        ({"leisure": LOSS}, "one"),
    ],
)
def test_lights(areas: dict[str, LifeArea], light: str) -> None:
    assert network(case(**areas)).light == light


def test_one_area_alone_is_evaluated_and_nothing_is_proposed() -> None:
    found = propose(network(case(money=WANTED)), [Offer("advice", frozenset({"money"}))])
    assert found.resources == ()
    assert found.uncovered == ("money",)


def test_what_the_client_wants_comes_first_even_where_another_serves_more() -> None:
    found = network(case(money=HIT, housing=HIT, work=HIT, food=WANTED))
    offers = [Offer("advice", frozenset({"money", "housing", "work"})), Offer("pantry", frozenset({"food"}))]
    proposal = propose(found, offers)
    assert [one.key for one in proposal.resources] == ["pantry", "advice"]
    assert [one.wanted for one in proposal.resources] == [True, False]
    assert proposal.resources[0].because == ("The client wants help with: food.",)


def test_a_loss_goes_before_what_is_wanted() -> None:
    found = network(case(housing=LOSS, money=WANTED, work=WANTED, family=WANTED))
    offers = [Offer("advice", frozenset({"money", "work", "family"})), Offer("shelter", frozenset({"housing"}))]
    assert [one.key for one in propose(found, offers).resources] == ["shelter", "advice"]


def test_what_makes_others_worse_weighs_more() -> None:
    ties = [Tie("money", "housing"), Tie("money", "family")]
    found = network(case(money=HIT, housing=HIT, family=HIT), ties)
    assert {one.area: one.weight for one in found.nodes} == {"family": 2, "money": 4, "housing": 2}
    assert [one.area for one in found.drivers] == ["money"]
    proposal = propose(found, [Offer("home", frozenset({"housing"})), Offer("debts", frozenset({"money"}))])
    assert proposal.resources[0].key == "debts"
    assert "As the client sees it, money makes worse: housing, family." in proposal.resources[0].because
    assert proposal.uncovered == ("family",)


def test_what_is_in_hand_is_not_proposed_again() -> None:
    found = network(case(money=HIT, food=HIT))
    proposal = propose(found, [Offer("a", frozenset({"money"})), Offer("b", frozenset({"food"}))], {"food"})
    assert [one.key for one in proposal.resources] == ["a"]
    assert proposal.in_hand == ("food",)


def test_an_area_of_a_link_alone_is_drawn_and_not_covered() -> None:
    found = network(case(money=HIT, work=HIT), [Tie("money", "meaning")])
    assert "meaning" in {one.area for one in found.nodes}
    assert "meaning" not in {one.area for one in found.to_cover}


def test_what_is_lost_already_counts_like_a_loss_that_is_near() -> None:
    """D.2: acted on today, even alone."""
    gone = Case(Progress("on_track"), life_areas={"food": LifeArea(lost_already=True), "work": WANTED})
    found = network(gone)
    assert (found.light, [(one.area, one.is_loss) for one in found.to_cover]) == (
        "today",
        [("work", False), ("food", True)],
    )
    offers = [Offer("jobs", frozenset({"work"})), Offer("pantry", frozenset({"food"}))]
    assert [one.key for one in propose(found, offers).resources] == ["pantry", "jobs"]


def test_a_loss_outweighs_all_else_together() -> None:
    others = len(tables.words().areas) - 1
    assert others * (WANTED_WEIGHT + HIT_WEIGHT + others * MAKES_WORSE) < LOSS_WEIGHT


sets = st.lists(st.frozensets(st.sampled_from(AREAS), min_size=1, max_size=4), min_size=1, max_size=6)


@given(sets, st.frozensets(st.sampled_from(AREAS), min_size=2, max_size=5))
def test_all_that_can_be_covered_is_and_with_few_places(offers: list[frozenset[str]], needed: frozenset[str]) -> None:
    """Against every choice of places, tried out: greedy needs at most 1 + 1/2 + 1/3 + 1/4 times the fewest."""
    nodes = tuple(Node(area, True, False, False, (), 2) for area in AREAS if area in needed)
    found = propose(Network("several", nodes, ()), [Offer(str(at), one) for at, one in enumerate(offers)])
    can = needed & frozenset().union(*offers)
    assert set(found.uncovered) == needed - can
    fewest = next(
        n for n in range(len(offers) + 1) if any(can <= frozenset().union(*some) for some in combinations(offers, n))
    )
    assert len(found.resources) <= fewest * (1 + 1 / 2 + 1 / 3 + 1 / 4)
    adds = [area for one in found.resources for area in one.adds]
    assert sorted(adds) == sorted(can), "each area is named once as added"
