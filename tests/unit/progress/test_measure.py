"""What an instrument's norms become: sizes of change, cutoff, direction. Figures by hand from the definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from unstuck.instruments import load
from unstuck.instruments.definition import Instrument, Norm, Scoring, Source
from unstuck.progress.measure import has_shipped_change, measure_of

CHECKED, UNCHECKED = Source("read", verified=True), Source("quoted", verified=False)


def norm(name: str, value: float, source: Source = CHECKED, **more: Any) -> Norm:
    return Norm(name=name, value=value, kind="", population="adults", source=source, **more)


def instrument(*norms: Norm, direction: Any = "lower") -> Instrument:
    return Instrument(
        id="Made up",
        name="Made up",
        version="1",
        direction=direction,
        minimum=0.0,
        maximum=40.0,
        licence="CC0-1.0",
        attribution="us",
        redistributable=True,
        validated=False,
        source_checked_on="2026-11-22",
        citation="",
        scoring=Scoring("total_only"),
        norms=norms,
    )


def test_phq9_with_its_published_norms() -> None:
    measure = measure_of(load("PHQ-9"))
    assert (measure.cutoff, measure.reliable_change, measure.sign) == (10, 6, 1)
    assert (measure.minimum, measure.maximum) == (0, 27)
    assert measure.norms == "shipped"


def test_a_published_reliable_change_goes_before_a_computed_one() -> None:
    one = instrument(norm("reliable_change", 6), norm("reliability", 0.9), norm("sd_clinical", 10))
    assert measure_of(one).reliable_change == 6
    assert measure_of(one).norms == "shipped"


def test_without_one_it_follows_from_sd_and_reliability() -> None:
    # Jacobson and Truax 1991, p. 14: 1.959964 x 10 x sqrt(2 x (1 - .9)) = 8.7652
    one = instrument(norm("reliability", 0.9), norm("sd_clinical", 10, UNCHECKED))
    measure = measure_of(one)
    assert measure.reliable_change == pytest.approx(8.7652, abs=1e-4)
    assert measure.norms == "shipped"
    assert measure.unverified == ("sd_clinical",)
    assert has_shipped_change(one)


def test_the_samples_sd_takes_the_place_of_both() -> None:
    # 1.959964 x 5 x sqrt(2 x (1 - .9)) = 4.3826
    one = instrument(
        norm("reliable_change", 6), norm("reliability", 0.9, UNCHECKED), norm("sd_clinical", 10, UNCHECKED)
    )
    measure = measure_of(one, "sample", 5.0)
    assert measure.reliable_change == pytest.approx(4.3826, abs=1e-4)
    assert measure.norms == "sample"
    assert measure.unverified == ("reliability",)


def test_one_sd_for_each_row() -> None:
    one = instrument(norm("reliability", 0.9))
    measure = measure_of(one, "sample", np.array([np.nan, 5.0, 10.0]))
    np.testing.assert_allclose(measure.reliable(3), [np.nan, 4.3826, 8.7652], atol=1e-4)
    assert measure.norms == "sample"


@pytest.mark.parametrize(
    ("norms", "sd"),
    [((), 5.0), ((norm("reliability", 0.9),), None), ((norm("sd_clinical", 10),), None)],
)
def test_where_a_part_is_missing_there_is_no_reliable_change(norms: tuple[Norm, ...], sd: float | None) -> None:
    measure = measure_of(instrument(*norms), "sample" if sd else "shipped", sd)
    assert measure.reliable_change is None
    assert measure.norms == "none"
    assert np.isnan(measure.reliable(2)).all()
    assert not has_shipped_change(instrument(*norms))


def test_norms_none_asks_for_none() -> None:
    measure = measure_of(instrument(norm("reliable_change", 6), norm("reliability", 0.9)), "none", 5.0)
    assert (measure.reliable_change, measure.norms) == (None, "none")


class TestSmallestChange:
    def test_as_published(self) -> None:
        measure = measure_of(instrument(norm("minimal_change", 3), norm("reliable_change", 6)))
        np.testing.assert_array_equal(measure.minimal(np.array([5.0, 20.0])), [3, 3])
        assert not measure.minimal_is_default

    def test_as_a_share_of_the_first_score(self) -> None:
        # Button 2015: 17.5 %, found among people with depression, so at least 17.5 % of the cutoff 14: 2.45.
        measure = measure_of(load("BDI-II"))
        np.testing.assert_allclose(measure.minimal(np.array([40.0, 20.0, 14.0, 4.0, 0.0])), [7, 3.5, 2.45, 2.45, 2.45])
        assert not measure.minimal_is_default

    def test_as_a_share_without_a_cutoff(self) -> None:
        measure = measure_of(instrument(norm("minimal_change_fraction", 0.2)))
        np.testing.assert_allclose(measure.minimal(np.array([40.0, -10.0, 0.0])), [8, 2, 0])

    def test_else_half_of_the_reliable_change(self) -> None:
        measure = measure_of(instrument(norm("reliable_change", 6)))
        np.testing.assert_array_equal(measure.minimal(np.array([5.0, 20.0])), [3, 3])
        assert measure.minimal_is_default

    def test_unknown_where_that_is_unknown_too(self) -> None:
        assert np.isnan(measure_of(instrument()).minimal(np.array([5.0]))).all()


def test_higher_is_better() -> None:
    measure = measure_of(instrument(norm("cutoff", 25), direction="higher"))
    assert (measure.sign, measure.cutoff) == (-1, 25)


def test_every_norm_in_use_that_nobody_checked_is_named() -> None:
    norms = [norm(name, 3, UNCHECKED) for name in ("cutoff", "minimal_change", "reliable_change")]
    unused = norm("reliability", 0.9, UNCHECKED)
    assert measure_of(instrument(*norms, unused)).unverified == ("cutoff", "minimal_change", "reliable_change")
