"""Learning the ten numbers: known ones come back, priors hold where scores say little, and the card says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.progress.cases import WANDERING, WEEKLY, measure
from unstuck.instruments import load
from unstuck.population.assumed_curve import assumed_attendance
from unstuck.population.episodes import MOST_CLIENTS, Episodes, Sample
from unstuck.population.fitting import with_wandering
from unstuck.population.own_draws import draw
from unstuck.population.quasi_newton import curvature, minimum
from unstuck.population.wandering_fit import fit_wandering

WIDE = measure(minimum=-1000.0, maximum=1000.0)
TRUE = replace(WANDERING, correlation=-0.4, score_sd=2.0, passing_sd=1.5)


def drawn(clients: int, seed: int = 1, sign: float = 1.0) -> Episodes:
    rng = np.random.default_rng(seed)
    times = assumed_attendance("week", clients, rng)
    batch = draw(TRUE, times, "days", WIDE, rng).batch
    return Episodes(batch.starts, batch.times, sign * batch.scores)


def test_known_numbers_come_back() -> None:
    """From 1,000 episodes; the tolerances are about three standard errors."""
    found = fit_wandering(drawn(1_000), "days", 1.0).wandering
    assert (found.mean_start, found.mean_change) == pytest.approx((15.0, -3.0), abs=0.7)
    assert (found.sd_start, found.sd_change) == pytest.approx((5.0, 6.0), rel=0.12)
    assert found.correlation == pytest.approx(-0.4, abs=0.12)
    assert (found.score_sd, found.passing_sd, found.passing_time) == pytest.approx((2.0, 1.5, 1.0), rel=0.25)
    assert (found.fading, found.wander_sd) == pytest.approx((0.15, 0.5), rel=0.35)


def test_where_higher_is_better_it_is_the_mirror_image() -> None:
    straight, turned = (fit_wandering(drawn(80, sign=sign), "days", sign) for sign in (1.0, -1.0))
    assert turned.wandering == straight.wandering.mirrored()


def test_two_scores_each_leave_the_pushes_at_their_prior() -> None:
    some = drawn(100)
    two = np.arange(0, 2 * 100 + 1, 2)
    rows = (some.starts[:-1, None] + [0, 1]).ravel()
    found = fit_wandering(Episodes(two, some.times[rows], some.scores[rows]), "days", 1.0)
    assert {"fading", "wander_sd"} <= set(found.at_prior)
    assert "mean_start" not in found.at_prior


def test_a_deviation_that_lasts_is_held_and_reported() -> None:
    """Drawn with ups and downs that carry over for six weeks: kept near one, and what the scores say is told."""
    rng = np.random.default_rng(5)
    times = assumed_attendance("week", 300, rng)
    lasting = replace(TRUE, passing_time=6.0, passing_sd=3.0, wander_sd=0.05)
    batch = draw(lasting, times, "days", WIDE, rng).batch
    found = fit_wandering(Episodes(batch.starts, batch.times, batch.scores), "days", 1.0)
    assert found.wandering.passing_time < 2.0
    assert found.free_passing_time > 3.0


class TestFewEpisodes:
    SHIPPED = replace(WEEKLY, id="shipped", wandering=replace(WANDERING, fading=0.9))

    def test_fewer_than_sixty_keep_the_shipped_numbers(self) -> None:
        found = with_wandering(WEEKLY, drawn(59), load("PHQ-9"), self.SHIPPED)
        assert found.wandering == self.SHIPPED.wandering
        assert found.card["wandering"] == {"method": "kept", "clients": 59, "from_curve": "shipped"}

    def test_from_sixty_on_the_priors_are_centred_on_them(self) -> None:
        found = with_wandering(WEEKLY, drawn(60), load("PHQ-9"), self.SHIPPED)
        plain = with_wandering(WEEKLY, drawn(60), load("PHQ-9"), None)
        assert (found.card["wandering"]["priors_centred_on"], found.card["wandering"]["method"]) == ("shipped", "MAP")
        assert plain.card["wandering"]["priors_centred_on"] == "defaults"
        assert found.wandering is not None
        assert plain.wandering is not None
        assert found.wandering.fading > plain.wandering.fading

    def test_a_shipped_curve_with_another_clock_is_no_help(self) -> None:
        other = replace(self.SHIPPED, time_unit="session")
        assert with_wandering(WEEKLY, drawn(60), load("PHQ-9"), other).card["wandering"]["method"] == "MAP"

    def test_from_three_hundred_on_the_file_speaks_for_itself(self) -> None:
        found = with_wandering(WEEKLY, drawn(300), load("PHQ-9"), self.SHIPPED)
        assert found.card["wandering"]["priors_centred_on"] == "defaults"


class TestSample:
    def test_all_of_a_small_file_and_no_more_than_two_thousand_of_a_large_one(self) -> None:
        for clients, kept in ((7, 7), (5_000, MOST_CLIENTS)):
            sample = Sample(1)
            for piece in range(0, clients, 1_000):
                some = min(1_000, clients - piece)
                scores = np.repeat(np.arange(piece, piece + some, dtype=float), 2)
                sample.add(np.arange(0, 2 * some + 1, 2), np.tile([0.0, 7.0], some), scores)
            found = sample.episodes()
            assert found.clients == kept
            assert np.unique(found.scores).size == kept  # nobody twice
            np.testing.assert_array_equal(found.scores[::2], found.scores[1::2])  # a client's rows stay together

    def test_the_seed_decides(self) -> None:
        def chosen(seed: int) -> list[float]:
            sample = Sample(seed)
            sample.add(np.arange(3_001), np.zeros(3_000), np.arange(3_000.0))
            return [float(score) for score in sample.episodes().scores]

        assert chosen(1) == chosen(1) != chosen(2)

    def test_it_is_those_with_the_lowest_lots_in_their_order_whatever_the_pieces(self) -> None:
        lots = np.random.default_rng(3).random(6_000)
        lowest = np.argsort(lots)[:MOST_CLIENTS]
        for size in (1_000, 2_500, 6_000):
            sample = Sample(3)
            for first in range(0, 6_000, size):
                scores = np.arange(first, min(first + size, 6_000), dtype=float)
                sample.add(np.arange(scores.size + 1), np.zeros(scores.size), scores)
            assert sample.episodes().scores.tolist() == lowest.tolist()

    def test_clients_without_scores_are_passed_over(self) -> None:
        sample = Sample(1)
        sample.add(np.array([0, 0, 1, 1]), np.zeros(1), np.ones(1))
        assert sample.episodes().clients == 1


def test_a_known_minimum() -> None:
    """A bent valley (Rosenbrock 1960): the minimum is at (1, 1), with curvature (802, -400; -400, 200)."""

    def valley(at: np.ndarray) -> np.ndarray:
        return np.asarray((1 - at[:, 0]) ** 2 + 100 * (at[:, 1] - at[:, 0] ** 2) ** 2)

    found = minimum(valley, np.array([-1.2, 1.0]), 4.0)
    assert found.arrived
    np.testing.assert_allclose(found.at, [1.0, 1.0], atol=1e-3)
    np.testing.assert_allclose(curvature(valley, np.ones(2)), [[802, -400], [-400, 200]], rtol=0.1)


def test_a_bound_holds() -> None:
    found = minimum(lambda at: np.asarray(((at - 9.0) ** 2).sum(axis=1)), np.zeros(3), 4.0)
    np.testing.assert_allclose(found.at, [4.0, 4.0, 4.0])
