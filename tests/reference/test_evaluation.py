"""The protocol on four data sets that may not be passed on: chances come true, and bands hold in every group.

Expectations are the product's aims: slope .85 to 1.15, 80 % bands .77 to .83. When the method was chosen another
program found raw slopes of .99, .90, .83 and .57, and raw coverage of .84, .85, .81 and .78 on the same files.
"""

from __future__ import annotations

import pytest
from docs.measured.evaluation import DATA_SETS

from unstuck.population.evaluate import Evaluation

pytestmark = pytest.mark.reference_data

PEOPLE = {"trial": 172, "Beat the Blues": 100, "NIMH": 437, "Reisby": 66}
LATEST = {"trial": 0.80, "Beat the Blues": 0.83, "NIMH": 0.80, "Reisby": 0.80}
"""Areas under the curve that the latest score alone is known to reach, or nearly."""


@pytest.mark.parametrize("name", DATA_SETS)
def test_chances_come_true_and_bands_hold(name: str) -> None:
    found = DATA_SETS[name]()
    assert found.clients == PEOPLE[name]
    _chances(found)
    _bands(found)
    _apart(found, LATEST[name])


def _chances(found: Evaluation) -> None:
    assert found.forecasting is not None
    chances = found.forecasting.chances
    assert chances is not None
    assert chances.slope is not None
    assert 0.85 <= chances.slope.value <= 1.15
    # No file is large enough to leave .85 to 1.15 inside the interval, and none leaves 1 outside.
    assert chances.slope.lower95 < 1 < chances.slope.upper95


def _bands(found: Evaluation) -> None:
    assert found.forecasting is not None
    shown = [
        band.put_right
        for band in found.forecasting.coverage
        if band.target == "soon" and band.level == 0.8 and band.put_right is not None
    ]
    assert len(shown) >= 2
    assert all(0.77 <= share.value <= 0.83 for share in shown)


def _apart(found: Evaluation, latest: float) -> None:
    """The latest score does about as well: no more is claimed (-.03 to +.04 when the method was chosen)."""
    assert found.forecasting is not None
    for figures in found.forecasting.outcomes:
        area = {one.rival: one.area for one in figures.rivals}
        if figures.outcome != "clinical_at_end" or not area:
            continue
        own, plain = area["own course"], area["latest score"]
        assert own is not None
        assert plain is not None
        assert plain.value > latest - 0.1
        assert -0.05 < own.value - plain.value < 0.06
