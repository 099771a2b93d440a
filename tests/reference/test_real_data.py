"""Real people's scores through the real command: every client gets a state, and the curves are lme4's."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.plain_progress import PlainCurve, PlainMeasure, PlainWandering, plain_answer
from tests.unit.cli.command import BTHEB, BTHEB_COLUMNS, ROOT, SHARED, STATES, rows_of, rows_of_parquet, unstuck
from unstuck.interop.analysis import schema

pytestmark = pytest.mark.reference_data

BDI = (*BTHEB_COLUMNS, "--instrument", "BDI-II")
TIMES = {"bdi.pre": 0, "bdi.2m": 2, "bdi.3m": 3, "bdi.5m": 5, "bdi.8m": 8}
Record = dict[str, Any]


def answer(*arguments: str | Path) -> str:
    found = unstuck(*arguments)
    assert found.status == 0, found.err
    return found.out


def people() -> list[dict[str, str]]:
    with BTHEB.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def series(person: Mapping[str, str]) -> list[tuple[int, float]]:
    return [(time, float(person[column])) for column, time in TIMES.items() if person[column] != "NA"]


def check(records: list[Record], expected: int) -> None:
    jsonschema.Draft202012Validator(dict(schema())).validate(records)
    assert len(records) == expected
    assert {record["state"] for record in records} <= STATES


@pytest.fixture(scope="module")
def curve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("btheb") / "curve.json"
    answer("fit", BTHEB, *BDI, "--out", out, "--today", "2026-11-22")
    return out


@pytest.mark.parametrize(("extra", "answers"), [((), 100), (("--each-occasion",), 380)])
def test_everybody_in_beat_the_blues_gets_a_state_in_every_format(
    tmp_path: Path, extra: tuple[str, ...], answers: int
) -> None:
    records = json.loads(answer("analyse", BTHEB, *BDI, *extra, "--format", "json"))
    check(records, answers)
    assert {record["client"] for record in records} == {str(row) for row in range(1, 101)}
    assert len(rows_of(answer("analyse", BTHEB, *BDI, *extra, "--format", "csv"))) == answers
    answer("analyse", BTHEB, *BDI, *extra, "--format", "parquet", "--out", tmp_path / "a.parquet")
    states = [row["state"] for row in rows_of_parquet(tmp_path / "a.parquet")]
    assert states == [record["state"] for record in records]
    assert answer("analyse", BTHEB, *BDI, *extra).count("BDI-II") > 10
    assert "</html>" in answer("analyse", BTHEB, *BDI, *extra, "--format", "html")


def test_without_a_curve_it_is_reliable_change_by_hand() -> None:
    """SD of the 100 first scores, reliability .92 (BDI-II manual), cutoff 14: Jacobson and Truax, from the file."""
    first = [series(person)[0][1] for person in people()]
    mean = sum(first) / 100
    sd = (sum((score - mean) ** 2 for score in first) / 99) ** 0.5
    size = 1.959963985 * sd * (2 * (1 - 0.92)) ** 0.5
    records = json.loads(answer("analyse", BTHEB, *BDI, "--format", "json"))
    for person, record in zip(people(), records, strict=True):
        scores = [score for _, score in series(person)]
        change = scores[-1] - scores[0]
        assert record["reliable_change"]["threshold"] == pytest.approx(size, abs=0.005)
        assert record["norms"] == "sample"
        if change >= size:
            expected = "deteriorating"
        elif change <= -size:
            expected = "recovered" if scores[0] >= 14 > scores[-1] else "improved"
        elif len(scores) < 3:
            expected = "too_early"
        else:
            expected = "watch" if scores[-1] >= 14 else "on_track"
        assert record["state"] == expected


def test_fit_on_beat_the_blues_in_months_is_lme4s(curve: Path) -> None:
    made = json.loads(curve.read_text(encoding="utf-8"))
    assert made["time_unit"] == "month"
    assert made["instrument"] == "BDI-II"
    check_against_lme4(made, "btheb", intercept="(Intercept)", slope="lt")


def test_fit_on_synthetic1000_is_lme4s(tmp_path: Path) -> None:
    out = tmp_path / "curve.json"
    columns = ("--columns", "client=id,score=y,session=session")
    measure = ROOT / "examples/instruments/any-total.toml"
    answer("fit", SHARED / "reference/lme4/synthetic1000.csv", "--instrument", measure, *columns, "--out", out)
    check_against_lme4(json.loads(out.read_text(encoding="utf-8")), "synthetic1000", "(Intercept)", "x")


def check_against_lme4(made: Mapping[str, Any], name: str, intercept: str, slope: str) -> None:
    oracle = json.loads((SHARED / "reference/lme4/summary.json").read_text(encoding="utf-8"))[name]
    (first, second, both, residual) = (entry["vcov"] for entry in oracle["varcorr"])
    expected = [oracle["fixef"][intercept], oracle["fixef"][slope], first, second, both, residual]
    ((a, b), (_, d)) = made["random_covariance"]
    assert [*made["fixed"], a, d, b, made["residual_variance"]] == pytest.approx(expected, rel=1e-4)
    errors = [made["fixed_covariance"][at][at] ** 0.5 for at in (0, 1)]
    assert errors == pytest.approx([oracle["se"][intercept], oracle["se"][slope]], rel=1e-4)
    assert made["loglik"] == pytest.approx(oracle["logREML"], rel=1e-8)
    assert (made["cohort"], made["scores"]) == (oracle["n_groups"], oracle["n_obs"])
    assert made["method"] == "REML"


@pytest.mark.parametrize(("extra", "answers"), [((), 100), (("--each-occasion",), 380)])
def test_analyse_with_that_curve(curve: Path, extra: tuple[str, ...], answers: int) -> None:
    records = json.loads(answer("analyse", BTHEB, *BDI, *extra, "--curve", curve, "--format", "json"))
    check(records, answers)
    assert {record["curve_kind"] for record in records} == {"fitted"}
    for record in records:
        assert sum(record["outlook"].values()) == pytest.approx(1.0, abs=1e-9)
        assert record["expected"]["cohort"] == 100


def test_each_answer_with_that_curve_is_the_plain_references(curve: Path) -> None:
    """Months, a fitted curve with its own uncertainty, a smallest change that is 17.5 % of the first score."""
    made = json.loads(curve.read_text(encoding="utf-8"))
    prior = [[a + b for a, b in zip(*rows, strict=True)]
             for rows in zip(made["random_covariance"], made["fixed_covariance"], strict=True)]  # fmt: skip
    plain = PlainCurve(
        tuple(made["fixed"]),
        ((prior[0][0], prior[0][1]), (prior[1][0], prior[1][1])),
        made["residual_variance"],
        365.25 / 12,
        made["tau"],
        PlainWandering(*made["wandering"].values()),
    )
    records = json.loads(answer("analyse", BTHEB, *BDI, "--curve", curve, "--format", "json"))
    for person, record in zip(people(), records, strict=True):
        scores = [score for _, score in series(person)]
        days = [time * 365.25 / 12 for time, _ in series(person)]
        measure = PlainMeasure(14.0, record["reliable_change"]["threshold"], 0.175 * max(scores[0], 14.0))
        expected = plain_answer(days, scores, plain, measure, by_days=True)
        assert record["state"] == expected.state
        assert list(record["outlook"].values()) == pytest.approx(expected.outlook, abs=2e-4)


@pytest.mark.parametrize("norms", ["shipped", "sample"])
@pytest.mark.parametrize("until", [0, 2, 5])
def test_cut_the_future_off_and_find_the_same_past(curve: Path, tmp_path: Path, until: int, norms: str) -> None:
    kept = [column for column, time in TIMES.items() if time <= until]
    wide = ",".join(f"{column}@{TIMES[column]}" for column in kept)
    call = ("--instrument", "BDI-II", "--curve", curve, "--norms", norms, "--format", "json", "--each-occasion")
    whole = json.loads(answer("analyse", BTHEB, *BTHEB_COLUMNS, *call))
    cut = json.loads(answer("analyse", BTHEB, "--wide", wide, "--unit", "month", "--missing", "NA", *call))
    assert cut == [record for record in whole if record["occasion"] <= until]
