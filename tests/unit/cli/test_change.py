"""`unstuck change`: who changed, by one of the published methods."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.command import (
    TRIAL,
    TRIAL_COLUMNS,
    Unstuck,
    by_client,
    rows_of,
    rows_of_parquet,
    write_scores,
)
from unstuck.progress.change_methods import METHODS

PEOPLE = (
    ("a", 0, 20, "north"),
    ("a", 6, 8, "north"),
    ("b", 0, 20, "north"),
    ("b", 3, 12, "north"),
    ("b", 6, 18, "north"),
    ("c", 0, 7, "south"),
    ("c", 6, 16, "south"),
    ("d", 0, 15, "south"),
)
HEADER = ("client", "week", "score", "team")
PHQ9 = ("--instrument", "PHQ-9")
SD_AND_RELIABILITY = ("--given", "sd=5,reliability=0.84", "--reliability-kind", "retest")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_scores(tmp_path / "people.csv", PEOPLE, HEADER)


def test_by_the_given_norms_of_jacobson_and_truax(unstuck: Unstuck, people: Path) -> None:
    """S_diff = 5 sqrt(2 x .16) = 2.8284: -12 is -4.2426, and 9 is 3.1820."""
    answer = unstuck("change", people, *PHQ9, "--method", "jacobson-truax", *SD_AND_RELIABILITY, "--format", "json")
    found = by_client(answer.records)
    assert [found[name]["category"] for name in "abcd"] == ["improved", "unchanged", "deteriorated", None]
    assert (found["a"]["index"], found["c"]["index"]) == pytest.approx((-4.242641, 3.181981), abs=1e-6)
    assert (found["a"]["first"], found["a"]["latest"], found["a"]["change"]) == (20, 8, -12)
    assert (found["a"]["first_at"], found["a"]["latest_at"]) == (0, 6)
    assert {found["a"][name] for name in ("norms",)} == {"given"}
    assert (found["a"]["sd"], found["a"]["reliability"], found["a"]["reliability_kind"]) == (5, 0.84, "retest")
    assert found["a"]["mean"] is None
    assert [found["d"][name] for name in ("first", "latest", "change", "index", "category")] == [None] * 5
    assert answer.err == "unstuck: 1 of 4 clients do not have two scores to compare; of them nothing is said\n"


def test_the_shipped_cutoff_makes_recovery_and_harm(unstuck: Unstuck, people: Path) -> None:
    """PHQ-9: 10 or more is clinical (Kroenke 2001)."""
    answer = unstuck("change", people, *PHQ9, "--method", "combined", *SD_AND_RELIABILITY, "--format", "json")
    found = by_client(answer.records)
    assert [found[name]["category"] for name in "abc"] == ["recovered", "unchanged", "harmed"]
    assert (found["a"]["cutoff"], found["a"]["norms"]) == (10, "given+shipped")


def test_two_named_occasions(unstuck: Unstuck, people: Path) -> None:
    answer = unstuck(
        "change", people, *PHQ9, "--method", "anchor", "--from", "0", "--to", "3", "--format", "json"
    )  # fmt: skip
    found = by_client(answer.records)
    assert (found["b"]["latest"], found["b"]["category"]) == (12, "improved")
    assert found["a"]["category"] is None
    assert found["b"]["better"] == 5


def test_dates_are_named_as_dates(unstuck: Unstuck, tmp_path: Path) -> None:
    rows = [("a", "2026-01-05", 20), ("a", "2026-03-02", 5), ("a", "2026-06-01", 19)]
    path = write_scores(tmp_path / "dated.csv", rows, ("client", "date", "score"))
    answer = unstuck("change", path, *PHQ9, "--method", "anchor", "--to", "2026-03-02", "--format", "json")
    assert [answer.records[0][name] for name in ("first_at", "latest_at", "change")] == [
        "2026-01-05",
        "2026-03-02",
        -15,
    ]


def test_each_group_has_its_own_denominator(unstuck: Unstuck, people: Path) -> None:
    answer = unstuck(
        "change", people, *PHQ9, "--method", "jacobson-truax", *SD_AND_RELIABILITY, "--group", "team",
        "--level", "group", "--format", "csv",
    )  # fmt: skip
    found = {(row["group"], row["category"]): row for row in rows_of(answer.out)}
    assert (found["north", "improved"]["count"], found["north", "improved"]["clients"]) == ("1", "2")
    assert found["north", "improved"]["share"] == "0.5"
    assert (found["south", "deteriorated"]["share"], found["south", "deteriorated"]["clients"]) == ("1", "1")


def test_an_answer_as_parquet_is_the_csv(unstuck: Unstuck, people: Path, tmp_path: Path) -> None:
    asked = ("change", people, *PHQ9, "--method", "percentage", "--given", "better=50%")
    out = tmp_path / "changes.parquet"
    assert unstuck(*asked, "--format", "parquet", "--out", out).status == 0
    plain = rows_of(unstuck(*asked, "--format", "csv").out)
    assert [row["category"] for row in rows_of_parquet(out)] == ["improved", "unchanged", "deteriorated", None]
    assert [row["category"] for row in plain] == ["improved", "unchanged", "deteriorated", ""]
    assert set(tmp_path.iterdir()) == {people, out}


def test_a_page_for_people_says_what_it_rests_on(unstuck: Unstuck, people: Path) -> None:
    answer = unstuck("change", people, *PHQ9, "--method", "jacobson-truax", "--group", "team")
    assert answer.status == 0
    assert "Jacobson and Truax 1991, J Consult Clin Psychol 59:12-19" in answer.out
    assert "reliability 0.89, internal consistency (Kroenke 2001" in answer.out
    assert "[not checked in a primary source]" in answer.out
    assert "20 → 8" in answer.out


def test_the_kind_of_reliability_is_chosen_and_said(unstuck: Unstuck, people: Path) -> None:
    """PHQ-9, SD 6.01: S_diff 2.819 with .89 (internal consistency), 3.400 with .84 (retest)."""
    indices = {}
    for kind in ("internal_consistency", "retest"):
        asked = ("change", people, *PHQ9, "--method", "jacobson-truax", "--reliability-kind", kind)
        record = by_client(unstuck(*asked, "--format", "json").records)["a"]
        assert record["reliability_kind"] == kind
        indices[kind] = record["index"]
    assert indices == pytest.approx({"internal_consistency": -12 / 2.8189, "retest": -12 / 3.3998}, rel=1e-3)


def test_a_measure_of_which_nothing_is_known(unstuck: Unstuck, tmp_path: Path) -> None:
    path = write_scores(tmp_path / "ability.csv", [("a", 0, 40), ("a", 1, 61)], ("client", "session", "score"))
    given = ("--given", "sd=7.5,reliability=.8", "--reliability-kind", "other")
    for direction, category in (("higher", "improved"), ("lower", "deteriorated")):
        asked = ("change", path, "--method", "jacobson-truax", "--direction", direction, *given)
        assert unstuck(*asked, "--format", "json").records[0]["category"] == category


def test_the_sample_stands_in_for_norms_where_it_is_large_enough(unstuck: Unstuck, people: Path) -> None:
    trial = unstuck(
        "change", TRIAL, *TRIAL_COLUMNS, "--method", "hageman-arrindell", "--norms", "sample", "--format", "json"
    )
    assert {record["norms"] for record in trial.records} == {"sample+shipped"}
    assert trial.records[0]["correlation"] == pytest.approx(0.457632)
    few = unstuck("change", people, *PHQ9, "--method", "hageman-arrindell", "--norms", "sample")
    assert (few.status, few.out) == (2, "")
    assert "expected 20 clients or more with two scores, found 3" in few.err


def test_the_hierarchical_method_reads_every_score(unstuck: Unstuck, people: Path) -> None:
    """With the population given one client is enough: see test_change_by_hand for the slope of the same kind."""
    lines = "mean_intercept=20,mean_slope=-2,intercept_variance=0,slope_variance=4,covariance=0,residual_variance=1"
    answer = unstuck("change", people, *PHQ9, "--method", "hierarchical", "--given", lines, "--format", "json")
    found = by_client(answer.records)
    # Weeks 0, 3, 6 with 20, 12, 18: 0, -2, 10 over the mean line; -2 + (-6 + 60) / (1/4 + 45).
    assert found["b"]["slope"] == pytest.approx(-2 + 54 / 45.25, abs=1e-6)
    assert (found["a"]["category"], found["b"]["category"]) == (None, "improved")
    fitted = unstuck("change", TRIAL, *TRIAL_COLUMNS, "--method", "hierarchical", "--format", "json")
    assert "13 of 172 clients do not have three scores" in fitted.err
    assert {record["category"] for record in fitted.records} == {"improved", "unchanged", None}


def test_groups_are_compared_with_another(unstuck: Unstuck) -> None:
    asked = ("change", TRIAL, *TRIAL_COLUMNS, "--method", "anchor", "--level", "group", "--group", "THERAPY")
    answer = unstuck(*asked, "--given", "better=3", "--reference", "PLACEBO", "--format", "json")
    (drug,) = answer.records
    assert (drug["group"], drug["compared_with"], drug["clients"], drug["compared"]) == ("DRUG", "PLACEBO", 84, 88)
    assert drug["lower"] < drug["difference"] < drug["upper"]
    page = unstuck(*asked, "--given", "better=3")
    assert "better, by more than what matters" in page.out


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--method", "guess"), "--method: expected jacobson-truax, combined,"),
        (("--method", "jacobson-truax", "--given", "sd=5,reliability=.8"), "expected --reliability-kind beside it"),
        (("--method", "jacobson-truax", "--given", "sdd=5"), "--given: expected NAME=NUMBER"),
        (("--method", "jacobson-truax", "--given", "sd=wide"), "--given sd: expected a number, found 'wide'"),
        (("--method", "jacobson-truax", "--reliability-kind", "alpha"), "--reliability-kind: expected internal"),
        (("--method", "jacobson-truax", "--cutoff", "d"), "--cutoff: expected a, b, c, shipped or a number"),
        (("--method", "jacobson-truax", "--cutoff", "b"), "expected the mean of people who do not seek help"),
        (("--method", "jacobson-truax", "--direction", "lower"), "--direction: expected only without --instrument"),
        (("--method", "jacobson-truax", "--confidence", "95"), "--confidence: expected a number from 0.5"),
        (("--method", "hsu-linn-lord"), "expected the mean of the scores after (--given mean_after=… or --norms"),
        (("--method", "percentage"), "percentage: expected the change for the better that counts"),
        (("--method", "percentage", "--given", "better=-1"), "expected sizes of change above 0"),
        (("--method", "hierarchical", "--from", "0"), "--from and --to: expected another method"),
        (("--method", "hierarchical", "--given", "mean_slope=1"), "expected all figures of the straight lines or none"),
        (("--method", "hierarchical"), "expected two clients or more with 3 scores, found 1"),
        (("--method", "anchor", "--reference", "north"), "--reference: expected --method anchor, --level group"),
        (("--method", "anchor", "--from", "monday"), "--from: expected a week as a number, found 'monday'"),
        (("--method", "anchor", "--group", "gruppe"), "column 'gruppe': expected a column of this name"),
        (("--method", "anchor", "--group", "week"), "row 3, column 'week': expected '0' as in row 2"),
        (("--method", "anchor", "--group", "team", "--level", "group"), "group 'south': expected two clients or more"),
        (("--method", "anchor", "--format", "parquet"), "--format parquet: expected --out PATH"),
        (
            ("--method", "jacobson-truax", "--given", "sd=0,reliability=0.8", "--reliability-kind", "other"),
            "expected sd > 0",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(
    unstuck: Unstuck, people: Path, options: tuple[str, ...], problem: str
) -> None:
    answer = unstuck("change", people, *PHQ9, *options)
    assert (answer.status, answer.out) == (2, "")
    assert problem in answer.err
    assert answer.err.count("\n") == 1


def test_every_method_is_in_the_help_and_answers_for_one_client(unstuck: Unstuck, tmp_path: Path) -> None:
    path = write_scores(tmp_path / "one.csv", [("a", 0, 22), ("a", 1, 19), ("a", 2, 1)], ("client", "week", "score"))
    figures = (
        "mean=14,sd=6,reliability=.84,mean_after=7,sd_after=6.5,reliability_after=.84,correlation=.5,better=5,"
        "mean_functional=3,sd_functional=3,mean_intercept=15,mean_slope=-2,"
        "intercept_variance=9,slope_variance=2,covariance=0,residual_variance=4"
    )
    help_text = " ".join(unstuck("change", "--help").out.split())
    for name in METHODS:
        assert name in help_text
        better = figures.replace("better=5", "better=50%") if name == "percentage" else figures
        given = ("--given", better, "--reliability-kind", "retest")
        answer = unstuck("change", path, *PHQ9, "--method", name, "--cutoff", "c", *given, "--format", "json")
        expected = "improved" if name.startswith("statistical") else "recovered"
        assert answer.records[0]["category"] == expected, name


def test_nothing_is_written_where_the_answer_fails(unstuck: Unstuck, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept.csv"
    out.write_text("mine", encoding="utf-8")
    assert unstuck("change", people, *PHQ9, "--method", "percentage", "--format", "csv", "--out", out).status == 2
    assert out.read_text(encoding="utf-8") == "mine"
