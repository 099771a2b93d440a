"""Not coming back: the model against a fit by another program, made-up attendance, and too few clients."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from unstuck.population.coming_back import (
    FEWEST_EACH,
    ComingBackModel,
    are_gaps_growing,
    is_longer_than_usual,
    learn,
    patterns,
)

Floats = NDArray[np.float64]


def attendance(clients: int, seed: int = 1, hazard: float = 0.06) -> tuple[NDArray[np.int64], Floats, Floats, int]:
    """Weekly scores, one in eight missed; each time a client may stop for good. Today is day 168."""
    rng = np.random.default_rng(seed)
    series, stopped = [], 0
    for _client in range(clients):
        days = [0.0]
        for week in range(1, 25):
            if rng.random() < hazard:
                stopped += 1
                break
            if rng.random() > 1 / 8:
                days.append(7.0 * week)
        series.append(days)
    starts = np.cumsum([0, *(len(days) for days in series)]).astype(np.int64)
    return starts, np.concatenate(series), np.full(clients, 168.0), stopped


def model(clients: int = 400, **more: float) -> ComingBackModel:
    starts, days, until, _stopped = attendance(clients, **more)  # type: ignore[arg-type]
    found = learn(starts, days, until)
    assert found is not None
    return found


def test_patterns_by_hand() -> None:
    silence, growing, scores = patterns(np.array([0.0, 7.0, 14.0, 35.0]), 14.0, 99.0)
    assert silence == pytest.approx(np.log1p(14 / 7))
    assert growing == pytest.approx(np.log(21 / 7))
    assert scores == pytest.approx(np.log(4))
    assert patterns(np.array([3.0]), 21.0, 7.0).tolist() == pytest.approx([np.log1p(3), 0.0, 0.0])


def test_two_scores_on_one_day_are_no_gap_of_nothing() -> None:
    assert np.isfinite(patterns(np.array([0.0, 0.0, 7.0]), 0.0, 7.0)).all()


def test_longer_silence_makes_a_return_less_likely_and_the_interval_holds_the_chance() -> None:
    found = model()
    chances = [found.chance([0, 7, 14, 21], 21.0 + silent) for silent in (0, 7, 14, 28)]
    values = [one.value for one in chances if one]
    assert values == sorted(values)
    assert values[0] < 0.15
    assert values[-1] > 0.6
    for one in chances:
        assert one is not None
        assert 0 < one.lower < one.value < one.upper < 1


def test_the_chance_right_after_a_score_is_the_share_that_stopped_there() -> None:
    """By construction: stopping at once, or four missed weeks in a row, which hardly happens."""
    found = model(2_000)
    chance = found.chance([0, 7, 14, 21, 28, 35, 42, 49], 49.0)
    assert chance is not None
    assert chance.value == pytest.approx(0.06, abs=0.02)


def test_it_is_calibrated_on_clients_left_out_and_ranks_better_than_chance() -> None:
    found = model(1_000)
    assert found.expected == pytest.approx(found.seen, abs=0.005)
    assert found.ranked_right > 0.75


def test_more_clients_make_it_surer() -> None:
    widths = []
    for clients in (200, 3_000):
        chance = model(clients).chance([0, 7, 14, 21], 28.0)
        assert chance is not None
        widths.append(chance.upper - chance.lower)
    assert widths[1] < widths[0] / 2


def test_the_coefficients_are_those_of_a_plain_search() -> None:
    """The same penalised likelihood, climbed by small steps along the gradient from another start."""
    starts, days, until, _stopped = attendance(120)
    found = learn(starts, days, until)
    assert found is not None
    x, y = _asked_plainly(starts, days, until)
    design = np.column_stack([np.ones(len(x)), (x - found.centre) / found.spread])
    at = np.array([-1.0, 0.0, 0.0, 0.0])
    for _step in range(8_000):
        share = 1 / (1 + np.exp(-design @ at))
        at = at + 2e-3 * (design.T @ (y - share) - at * np.array([0, 1, 1, 1]))
    assert found.coefficients == pytest.approx(at, abs=1e-4)


def _asked_plainly(starts: NDArray[np.int64], days: Floats, until: Floats) -> tuple[Floats, Floats]:
    rows, answers = [], []
    for client in range(starts.size - 1):
        own = days[starts[client] : starts[client + 1]]
        for place in range(own.size):
            for silent in range(0, 57, 7):
                at = own[place] + silent
                later = own[own > own[place]]
                if (later.size and at >= later[0]) or at + 28 > until[client]:
                    break
                rows.append(patterns(own[: place + 1], silent, 7.0))
                answers.append(float(not later.size or later[0] > at + 28))
    return np.array(rows), np.array(answers)


def test_too_few_clients_or_too_few_who_stopped_give_no_number() -> None:
    starts, days, until, _stopped = attendance(49, hazard=0.9)
    assert learn(starts, days, until) is None
    starts, days, until, stopped = attendance(300, hazard=0.0005)
    assert stopped < FEWEST_EACH
    assert learn(starts, days, until) is None
    assert learn(np.array([0]), np.empty(0), np.empty(0)) is None
    assert learn(np.array([0, 1, 2]), np.array([0.0, 0.0]), np.array([99.0, 99.0])) is None


def test_ended_work_is_no_silence() -> None:
    """Everybody ends on the day of the last score: nobody ever stayed away."""
    starts, days, _until, _stopped = attendance(300)
    assert learn(starts, days, days[starts[1:] - 1]) is None


def test_silence_beyond_what_was_learned_has_no_number() -> None:
    assert model().chance([0, 7, 14], 14.0 + 57) is None


@pytest.mark.parametrize(
    ("days", "today", "longer", "growing"),
    [
        ([0, 7, 14], 28.0, False, False),
        ([0, 7, 14], 28.1, True, False),
        ([0, 7, 14, 24.5], 25.0, False, True),
        ([0, 7, 14, 24], 25.0, False, False),
        ([0, 7], 90.0, False, False),
    ],
)
def test_reasons_from_attendance(days: list[float], today: float, longer: bool, growing: bool) -> None:
    assert is_longer_than_usual(days, today) is longer
    assert are_gaps_growing(days) is growing
