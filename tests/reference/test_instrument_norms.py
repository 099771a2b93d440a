"""Shipped norms against the figures they were taken from, and the computed ones worked out again."""

from __future__ import annotations

import csv
import json
from math import sqrt
from pathlib import Path

import pytest

from unstuck.instruments import Norm, available, load

SHARED = Path(__file__).parents[2] / "../shared"

DEFAULTS = [
    # Kroenke 2001 (abstract); reliable change: the convention of NHS Talking Therapies; Löwe 2004 (abstract)
    ("PHQ-9", "cutoff", 10, ""),
    ("PHQ-9", "reliability", 0.89, "internal_consistency"),
    ("PHQ-9", "reliable_change", 6, "convention"),
    ("PHQ-9", "minimal_change", 5, "computed"),
    # Plummer 2016 (abstract); the convention again; Toussaint 2020 (abstract)
    ("GAD-7", "cutoff", 8, ""),
    ("GAD-7", "reliability", 0.92, "internal_consistency"),
    ("GAD-7", "reliable_change", 4, "convention"),
    ("GAD-7", "minimal_change", 4, "computed"),
    # Trajković 2011 (abstract: 0.789)
    ("HAMD-17", "cutoff", 8, ""),
    ("HAMD-17", "reliability", 0.79, "internal_consistency"),
    ("HAMD-17", "minimal_change", 3, "convention"),
    # Button 2015 (abstract: 17.5 %)
    ("BDI-II", "cutoff", 14, ""),
    ("BDI-II", "reliability", 0.92, "internal_consistency"),
    ("BDI-II", "minimal_change_fraction", 0.175, "computed"),
]

READ_IN_A_PRIMARY_SOURCE = {
    "BDI-II": {("minimal_change_fraction", 0.175)},
    "GAD-7": {
        ("cutoff", 8),
        ("cutoff", 10),
        ("minimal_change", 4),
        ("mean_clinical", 12.66),
        ("sd_clinical", 5.17),
    },
    "HAMD-17": {("reliability", 0.79)},
    "PHQ-9": {("cutoff", 10), ("minimal_change", 5), ("mean_clinical", 13.77), ("sd_clinical", 6.01)},
}


def _norms(name: str, norm: str) -> list[Norm]:
    return [one for one in load(name).norms if one.name == norm]


@pytest.mark.parametrize(("name", "norm", "value", "kind"), DEFAULTS)
def test_the_norm_used_by_default(name: str, norm: str, value: float, kind: str) -> None:
    found = load(name).norm(norm)
    assert found is not None
    assert (found.value, found.kind) == (value, kind)
    assert found.population
    assert found.source.text


@pytest.mark.parametrize(
    ("name", "values"), [("PHQ-9", [0.89, 0.84]), ("GAD-7", [0.92, 0.83]), ("BDI-II", [0.92, 0.93])]
)
def test_internal_consistency_and_retest_stand_apart(name: str, values: list[float]) -> None:
    found = [(norm.kind, norm.value) for norm in _norms(name, "reliability")]
    assert found == list(zip(("internal_consistency", "retest"), values, strict=True))


@pytest.mark.parametrize(("name", "expected"), [("PHQ-9", [5.53, 6.66]), ("GAD-7", [4.05, 5.91])])
def test_computed_reliable_change(name: str, expected: list[float]) -> None:
    """Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19: 1.96 x SD x sqrt(2 (1 - reliability))."""
    sd = load(name).norm("sd_clinical")
    assert sd is not None
    computed = [norm for norm in _norms(name, "reliable_change") if norm.kind == "computed"]
    assert [norm.value for norm in computed] == expected
    for norm, reliability in zip(computed, _norms(name, "reliability"), strict=True):
        assert norm.confidence == 0.95
        assert norm.value == round(1.96 * sd.value * sqrt(2 * (1 - reliability.value)), 2)
        assert f"{reliability.value:g}" in norm.population
        assert not norm.default


def test_no_spread_is_made_up_where_none_is_known() -> None:
    for name in ("HAMD-17", "BDI-II"):
        assert load(name).norm("sd_clinical") is None
        assert load(name).norm("reliable_change") is None


@pytest.mark.parametrize("name", available())
def test_only_what_was_read_is_called_checked(name: str) -> None:
    """Changing a figure or its mark means that somebody opened the paper: change this list with it."""
    checked = {(norm.name, norm.value) for norm in load(name).norms if norm.source.verified}
    assert checked == READ_IN_A_PRIMARY_SOURCE.get(name, set())
    for norm in load(name).norms:
        assert norm.source.note or norm.source.verified
        assert norm.source.cited.endswith("[not checked in a primary source]") != norm.source.verified


@pytest.mark.reference_data
@pytest.mark.parametrize(("name", "column"), [("PHQ-9", "phq"), ("GAD-7", "gad")])
def test_first_scores_pooled_from_the_nhs_england_table(name: str, column: str) -> None:
    file = SHARED / "data/nhstt_proms_england_phq_gad_wsas.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [
            (float(row["n"]), float(row[f"{column}_mean_start"]), float(row[f"{column}_sd_start"]))
            for row in csv.DictReader(lines)
            if (row["reporting_period"], row["variable_a"]) == ("2024-25", "Total")
        ]
    courses = sum(n for n, _mean, _sd in rows)
    mean = sum(n * each for n, each, _sd in rows) / courses
    variance = sum(n * (sd**2 + (each - mean) ** 2) for n, each, sd in rows) / courses
    assert (len(rows), courses) == (15, 812_913)
    found = load(name).norm("mean_clinical"), load(name).norm("sd_clinical")
    assert [norm.value for norm in found if norm] == [round(mean, 2), round(sqrt(variance), 2)]


@pytest.mark.reference_data
@pytest.mark.parametrize("name", ["BDI-II", "CORE-10", "GAD-7", "HAMD-17", "ORS", "PHQ-9"])
def test_figures_agree_with_the_collected_ones(name: str) -> None:
    theirs = json.loads((SHARED / "reference/psychometrics.json").read_text(encoding="utf-8"))[name]
    one = load(name)
    cutoff = one.norm("cutoff")
    assert [one.minimum, one.maximum] == theirs["range"]
    assert cutoff is not None
    assert cutoff.value == theirs["cutoff"]["v"]
    for key, kind in (("alpha", "internal_consistency"), ("retest", "retest")):
        if key in theirs:
            assert theirs[key]["v"] in [n.value for n in _norms(name, "reliability") if n.kind == kind]
    for key in ("rci_computed_alpha", "rci_computed_retest"):
        if key in theirs:
            assert theirs[key] in [n.value for n in _norms(name, "reliable_change") if n.kind == "computed"]
