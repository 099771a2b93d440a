from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.reporting import example
from unstuck.instruments.definition import Instrument, Norm
from unstuck.reporting.cohort_page import bins, clinical_edge, cohort_page, plain

HAMD = replace(example.PHQ9, maximum=52, norms=(Norm("cutoff", 8.0, "convention", "", example.CHECKED),))
SHARES = replace(example.PHQ9, maximum=100, direction="higher", norms=())


@pytest.mark.parametrize("instrument", [example.PHQ9, HAMD, SHARES, example.FLOURISHING])
def test_bins_cover_the_questionnaire_and_break_where_the_clinical_range_does(instrument: Instrument) -> None:
    of = example.cohort(instrument=instrument)
    edges = bins(of)
    assert edges[0] <= instrument.minimum
    assert instrument.maximum < edges[-1]
    assert len(edges) <= 16
    line = clinical_edge(of)
    assert line is None or line in edges


def test_the_clinical_edge_lies_between_two_totals() -> None:
    assert clinical_edge(example.cohort()) == 10
    # 15 is the first clinical value downwards, so 16 is the first usual one.
    assert clinical_edge(example.cohort(instrument=example.FLOURISHING)) == 16


def test_first_and_latest_scores_are_counted_in_their_bins() -> None:
    # Bins of 3 that break at 10: 10 to 12, 13 to 15; 9 is below the line.
    spread = cohort_page(
        example.cohort(first_scores=np.array([10.0, 12.0, 13.0, np.nan]), latest_scores=np.array([9.0, 9.0, 27.0]))
    )["spread"]
    counted = {name: (first, latest) for name, first, latest in spread["rows"] if first or latest}
    assert counted == {"10 to 12": (2, 0), "13 to 15": (1, 0), "7 to 9": (0, 2), "25 to 27": (0, 1)}
    assert spread["rows"][0][0] == "0"
    assert "first scores are at or below 12, half of the latest at or below 9." in spread["said"]


def test_scores_between_whole_numbers_get_open_bins() -> None:
    spread = cohort_page(example.cohort(first_scores=np.array([9.5]), latest_scores=np.array([12.5])))["spread"]
    assert [name for name, first, latest in spread["rows"] if first or latest] == ["7 to under 10", "10 to under 13"]


def test_a_model_card_of_any_shape_becomes_text() -> None:
    card = {"made_from": "x", "reviewed": True, "sizes": [1, 2.5], "limits": {"age": None}}
    assert plain(card) == [
        ("Made from", "x"),
        ("Reviewed", "yes"),
        ("Sizes", ["1", "2.5"]),
        ("Limits", [("Age", "–")]),
    ]
