"""Jacobson-Truax against the paper's own example and the R package clinicalsignificance, client by client."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from unstuck.instruments.definition import Direction
from unstuck.progress.reliable_change import (
    CATEGORIES,
    crossed_cutoff,
    cutoff_a,
    cutoff_b,
    cutoff_c,
    jacobson_truax,
    sample_inputs,
    standard_error_of_difference,
    threshold,
)

ORACLE = Path(__file__).parents[2] / "../shared/reference/clinicalsignificance"
RELIABILITY = {"claus": 0.80, "jacobson": 0.88, "hechler": 0.87, "antidep": 0.80}
"""As given in the calls that summary.json holds."""
FILES = [
    f"{kind}_JT_{cutoff}"
    for kind in ("comb_antidep", "comb_claus_hamd", "comb_hechler", "comb_jacobson_das", "stat_claus_hamd")
    for cutoff in "ac"
]


def test_the_worked_example_of_jacobson_and_truax() -> None:
    """JT 1991, pp. 13-15: marital satisfaction 32.5 -> 47.5, SD 7.5, r .80; clinical 40, functional 60, both SD 7.5."""
    assert standard_error_of_difference(7.5, 0.80) == pytest.approx(4.74, abs=0.005)
    assert cutoff_a(40, 7.5, "higher") == 55
    assert cutoff_b(60, 7.5, "higher") == 45
    assert cutoff_c(40, 7.5, 60, 7.5) == 50
    result = jacobson_truax(np.array([32.5]), np.array([47.5]), sd=7.5, reliability=0.80, cutoff=45, direction="higher")
    assert result.index[0] == pytest.approx(3.16, abs=0.005)
    assert CATEGORIES[result.category[0]] == "recovered"


def test_cutoff_c_weights_each_mean_by_the_other_groups_sd() -> None:
    """By hand: (2 x 30 + 8 x 10) / (8 + 2) = 14; with the SDs swapped it would be 26."""
    assert cutoff_c(30, 8, 10, 2) == 14


def test_the_kind_of_reliability_changes_the_answer() -> None:
    """GAD-7: 4.05 with alpha .92, 5.91 with retest .83, SD 5.17 (../shared/reference/psychometrics.json)."""
    assert threshold(5.17, 0.92) == pytest.approx(4.05, abs=0.01)
    assert threshold(5.17, 0.83) == pytest.approx(5.91, abs=0.01)


@pytest.mark.parametrize(("sd", "reliability"), [(0.0, 0.8), (-1.0, 0.8), (7.0, 1.0), (7.0, -0.1)])
def test_impossible_norms_are_refused(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="expected sd > 0"):
        standard_error_of_difference(sd, reliability)


@pytest.mark.reference_data
@pytest.mark.parametrize("name", FILES)
def test_every_client_of_the_r_package(name: str) -> None:
    call = json.loads((ORACLE / "summary.json").read_text(encoding="utf-8"))[name]["extra"]
    with (ORACLE / f"individual/{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pre, post = (np.array([float(row[column]) for row in rows]) for column in ("pre", "post"))
    norms = call["cutoff"]
    direction: Direction = "higher" if call["cut_direction"] == 1 else "lower"
    mean, sd = sample_inputs(pre)
    functional = (norms["m_functional"], norms["sd_functional"])
    cutoff = cutoff_a(mean, sd, direction) if name.endswith("a") else cutoff_c(mean, sd, *functional)
    assert cutoff == pytest.approx(norms["value"], rel=1e-12)
    if name.startswith("stat"):
        into, out = crossed_cutoff(pre, post, cutoff, direction)
        ours = np.select([into, out], ["Improved", "Deteriorated"], "Unchanged").tolist()
    else:
        result = jacobson_truax(
            pre, post, sd=sd, reliability=RELIABILITY[name.split("_")[1]], cutoff=cutoff, direction=direction
        )
        np.testing.assert_allclose(result.index, [float(row["rci"]) for row in rows], rtol=1e-9)
        ours = [CATEGORIES[code].capitalize() for code in result.category]
        ours = ["Harmed" if harmed else word for word, harmed in zip(ours, result.harmed, strict=True)]
    assert ours == [row["category"] for row in rows]


@pytest.mark.reference_data
def test_no_oracle_file_is_left_out() -> None:
    found = sorted(path.stem for path in (ORACLE / "individual").glob("*_JT_[ac].csv"))
    assert found == sorted(FILES)
