"""The two trials as they are, against a plain reading with the csv module."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.unit.population.test_reading_scores import Found, collected, reading
from unstuck.population.engines.scores import open_scores, parse_columns, parse_wide

DATA = Path(__file__).parents[4] / "shared" / "data"
MONTH = 365.25 / 12

pytestmark = pytest.mark.reference_data


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_beat_the_blues_wide_in_months() -> None:
    times = {"bdi.pre": 0, "bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}
    wide = parse_wide(",".join(f"{column}@{time}" for column, time in times.items()))
    with open_scores(reading(DATA / "btheb.csv", wide=wide, unit="month", missing=("NA",))) as file:
        found = collected(file.pieces(7))
    expected: Found = {
        str(at): [
            (float(time), time * MONTH, float(row[column])) for column, time in times.items() if row[column] != "NA"
        ]
        for at, row in enumerate(rows_of("btheb.csv"), 1)
    }
    assert found == expected
    assert (file.clients, file.rows, len(found)) == (100, 380, 100)


def test_the_antidepressant_trial_long_in_days_with_its_baselines() -> None:
    columns = parse_columns("client=PATIENT,score=HAMDTL17,day=RELDAYS,baseline=BASVAL")
    with open_scores(reading(DATA / "rbmi_antidepressant_hamd17.csv", columns=columns)) as file:
        found = collected(file.pieces())
    expected: dict[str, set[tuple[float, float]]] = {}
    for row in rows_of("rbmi_antidepressant_hamd17.csv"):
        scores = expected.setdefault(row["PATIENT"], {(0.0, float(row["BASVAL"]))})
        scores.add((float(row["RELDAYS"]), float(row["HAMDTL17"])))
    assert found == {
        client: [(day, day, score) for day, score in sorted(scores)] for client, scores in expected.items()
    }
    # 172 people (../shared/reference/README.md) with 608 scores, and a baseline each.
    assert (file.clients, file.rows, file.notices) == (172, 608 + 172, ())
