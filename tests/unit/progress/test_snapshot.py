"""One client at one score, in plain numbers: nothing left as NaN, everything within the instrument's range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from tests.plain_progress import PlainMeasure, plain_answer
from tests.unit.progress.cases import BY_SESSION, COMMON, PLAIN, WANDERING, WEEKLY, measure
from unstuck.progress.batch import Batch
from unstuck.progress.curve import Curve
from unstuck.progress.measure import Measure
from unstuck.progress.snapshot import Snapshot, snapshots
from unstuck.progress.status import assess, usable_curve


def seen(batch: Batch, what: Measure = COMMON, offered: Curve | None = WEEKLY) -> list[Snapshot]:
    curve = usable_curve(batch, what, offered)
    rows = np.arange(batch.times.size)
    return list(snapshots(batch, what, curve, assess(batch, what, offered), rows))


def weekly(*scores: float) -> Batch:
    return Batch.of_one([7.0 * week for week in range(len(scores))], scores)


def test_a_plateau_in_numbers() -> None:
    scores = [20.0, 16, 14, 14, 14, 14, 14, 14, 14]
    last = seen(weekly(*scores))[-1]
    expected = plain_answer([7.0 * week for week in range(9)], scores, PLAIN, PlainMeasure(10, 6, 5), True)
    assert (last.state, last.alert, last.scores, last.since_row) == ("stalled", True, 9, 8)
    assert (last.first, last.latest, last.change) == (20, 14, -6)
    assert (last.threshold, last.minimal, last.category) == (6, 5, "improved")
    assert (last.elapsed, last.clock) == (56, "days")
    assert (last.started_clinical, last.clinical_now) == (True, True)
    assert last.probability == pytest.approx(expected.stall, abs=1e-6)
    assert last.worse_ahead == pytest.approx(expected.worse, abs=1e-6)
    mean, sd = expected.forecast
    # The forecast is of the observed score, so it counts as clinical with its noise.
    assert last.p_clinical == pytest.approx(float(norm.sf(10, mean, sd)), abs=1e-6)
    assert last.forecast is not None
    assert (last.forecast.mean, last.forecast.lower80, last.forecast.upper80) == pytest.approx(
        (mean, mean - 1.2815515655 * sd, mean + 1.2815515655 * sd), abs=1e-6
    )
    assert last.outlook is not None
    outlook = (last.outlook.non_clinical, last.outlook.gaining, last.outlook.flat, last.outlook.worse)
    assert outlook == pytest.approx(expected.outlook, abs=1e-6)


def test_the_same_where_higher_is_better() -> None:
    straight = seen(weekly(16, 14, 12, 11))[-1]
    curve = replace(WEEKLY, fixed=(12.0, 2.5), wandering=replace(WANDERING, mean_start=12.0, mean_change=3.0))
    other = seen(weekly(11, 13, 15, 16), measure(sign=-1.0, cutoff=17.0), curve)[-1]
    assert straight.forecast is not None
    assert other.forecast is not None
    assert other.forecast.mean == pytest.approx(27 - straight.forecast.mean)
    assert other.forecast.lower80 == pytest.approx(27 - straight.forecast.upper80)
    assert other.p_clinical == pytest.approx(straight.p_clinical)
    assert other.expected is not None
    assert straight.expected is not None
    assert other.expected.upper80 == pytest.approx(27 - straight.expected.lower80)
    assert (other.started_clinical, other.change) == (True, 5)


def test_bands_stay_within_the_instruments_range() -> None:
    for scores in ([2.0, 1, 0, 0], [27.0, 27, 27, 27]):
        for one in seen(weekly(*scores)):
            for band in (one.expected, one.forecast):
                assert band is not None
                assert 0 <= band.lower80 <= band.mean <= band.upper80 <= 27


def test_at_the_first_score_it_is_itself_what_is_expected() -> None:
    (first,) = seen(weekly(16))
    assert first.expected is not None
    assert (first.expected.mean, first.expected.lower80, first.expected.upper80) == (16, 16, 16)


class TestFlatFor:
    """How long all scores up to the latest have been within a smallest change that matters of it."""

    @pytest.mark.parametrize(
        ("scores", "days"),
        [
            ([16, 16, 16, 16], 21),
            ([21, *[16] * 7], 42),  # 21 is exactly 5 away
            ([20.9, *[16] * 7], 49),
            ([12, 13, 13, 16, 12, 16, 11], 0),
            ([16, 16, 22, 16, 16, 16, 17], 21),  # from the third score, which is exactly 5 away, it counts anew
            ([11, 14, 15, 16], 14),
        ],
    )
    def test_in_days(self, scores: list[float], days: float) -> None:
        last = seen(weekly(*scores))[-1]
        assert last.state == "stalled"
        assert last.flat_for == days

    def test_in_sessions(self) -> None:
        batch = Batch.of_one([1, 2, 4, 7], [16, 16, 16, 16], "sessions")
        last = seen(batch, COMMON, BY_SESSION)[-1]
        assert (last.state, last.flat_for, last.elapsed, last.clock) == ("stalled", 6, 6, "sessions")

    def test_it_never_reaches_into_the_client_before(self) -> None:
        batch = Batch(np.array([0, 4, 8]), np.array([0.0, 7, 14, 21] * 2), np.array([16.0] * 8))
        assert [one.flat_for for one in seen(batch) if one.state == "stalled"] == [21, 21]

    def test_of_the_stalled_alone(self) -> None:
        assert [one.flat_for for one in seen(weekly(16, 16, 16, 16))] == [None, None, None, 21]


class TestUnknown:
    def test_without_a_curve_nothing_is_expected(self) -> None:
        found = seen(weekly(16, 15, 14, 9), offered=None)
        assert [one.latest for one in found] == [16, 15, 14, 9]
        for one in found:
            unknown = (one.expected, one.forecast, one.p_clinical, one.outlook, one.worse_ahead, one.probability)
            assert unknown == (None,) * 6

    def test_without_a_reliable_change_there_is_no_category(self) -> None:
        for one in seen(weekly(16, 15, 14, 9), measure(reliable_change=None, norms="none")):
            assert (one.threshold, one.category) == (None, None)
            assert one.outlook is not None

    def test_without_any_size_there_is_no_outlook(self) -> None:
        for one in seen(weekly(16, 15), measure(reliable_change=None, minimal_change=None, norms="none")):
            assert (one.threshold, one.minimal, one.category, one.outlook, one.worse_ahead) == (None,) * 5
            assert one.forecast is not None

    @pytest.mark.parametrize("size", [None, np.array([np.nan, 6.0, np.nan])])
    def test_nothing_is_ever_nan(self, size: object) -> None:
        for offered in (WEEKLY, None):
            for one in seen(weekly(16, 22, 9), measure(reliable_change=size, minimal_change=None), offered):
                for name, value in one._asdict().items():
                    for part in value if isinstance(value, tuple) else [value]:
                        assert not (isinstance(part, float) and np.isnan(part)), name


def test_only_the_rows_asked_for_in_their_order() -> None:
    batch = weekly(16, 15, 14, 9)
    found = snapshots(batch, COMMON, WEEKLY, assess(batch, COMMON, WEEKLY), np.array([3, 1]))
    assert [(one.scores, one.latest) for one in found] == [(4, 9), (2, 15)]
