"""The curves that ship are the ones that examples/curves builds, and each can be used for its instrument."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from examples.curves import build_shipped_curves as build

from unstuck.instruments import available, load
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import load_curve, shipped_curves


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curves")
    build.main(folder)
    return folder


def same(one: Any, other: Any, where: str) -> None:
    """Compare two JSON values; floats to 1e-9, because the last digits depend on the machine's linear algebra."""
    if isinstance(one, float) and isinstance(other, float):
        assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9), where
    elif isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other), where
        for name in one:
            same(one[name], other[name], f"{where}.{name}")
    elif isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other), where
        for at, pair in enumerate(zip(one, other, strict=True)):
            same(*pair, f"{where}[{at}]")
    else:
        assert one == other, where


def test_building_them_again_gives_the_same_files(rebuilt: Path) -> None:
    names = {path.name for path in build.SHIPPED.iterdir()}
    assert {path.name for path in rebuilt.iterdir()} == names
    assert len(names) == 5
    for name in sorted(names):
        made, shipped = (json.loads((folder / name).read_text(encoding="utf-8")) for folder in (rebuilt, build.SHIPPED))
        same(made, shipped, name)


def test_what_is_built_can_be_read(rebuilt: Path) -> None:
    for path in rebuilt.iterdir():
        assert load_curve(path).id


@pytest.mark.parametrize("curve", shipped_curves(), ids=lambda curve: curve.id)
def test_each_can_be_used(curve: Curve) -> None:
    assert curve.instrument in available()
    assert curve.usable
    assert curve.tau is not None
    assert 0.5 <= curve.tau <= 1
    instrument = load(curve.instrument)
    assert instrument.minimum < curve.fixed[0] < instrument.maximum
    assert curve.fixed[1] < 0  # people get better, on the whole, and lower is better on all of them
    assert curve.wandering is not None
    assert curve.card["stall_threshold"]["on_track_ever_raised"] <= 0.1


@pytest.mark.parametrize("curve", shipped_curves(), ids=lambda curve: curve.id)
def test_an_assumed_one_names_its_assumptions(curve: Curve) -> None:
    if curve.instrument == "HAMD-17":
        assert (curve.kind, curve.cohort, curve.scores, curve.method) == ("fitted", 172, 780, "REML")
        return
    assert (curve.kind, curve.cohort, curve.method) == ("assumed", 0, "moments of published aggregates")
    assert len(curve.card["assumptions"]) >= 5
    assert "Open Government Licence" in curve.card["known"]["source"]
    assert curve.card["replace_with"].startswith("unstuck fit")
