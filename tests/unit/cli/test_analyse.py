"""`unstuck analyse`, held to the contract: what it answers, about which files, with which words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import jsonschema
import pytest

from tests.unit.cli.command import (
    ROOT,
    STATES,
    TRIAL,
    TRIAL_COLUMNS,
    Record,
    Unstuck,
    as_known_then,
    by_client,
    write_scores,
)
from unstuck.interop.analysis import schema

TODAY = ("--today", "2026-11-22")
START = date(2026, 6, 1)
COURSES: dict[str, Sequence[float]] = {
    "stalled": [16, 16, 16, 16, 16, 16, 16],
    "worse": [10, 13, 18, 21],
    "better": [18, 14, 12, 11],
    "recovered": [18, 12, 7, 5, 4, 4],
    "new": [15],
    "plateau": [21, 18, *[15] * 8],
    "usual": [6, 5, 6, 6],
    "early": [17, 16, 20],
    "none": [],
}
CONTRACT = {
    "client",
    "instrument",
    "scores",
    "first",
    "latest",
    "state",
    "probability",
    "outlook",
    "reliable_change",
    "expected",
    "forecast",
    "cutoff",
    "reasons",
    "since",
    "last_heard",
    "norms",
    "occasion",
    "alert",
    "not_heard_from",
    "horizon",
    "alert_precision",
    "curve",
    "curve_kind",
    "minimal_change",
    "unit",
}


@pytest.fixture
def caseload(tmp_path: Path) -> Path:
    """One client for each kind of course, weekly from the first of June on; one without any score."""
    return write_scores(tmp_path / "caseload.csv", dated(COURSES), ["client", "date", "score"])


def dated(courses: dict[str, Sequence[float]]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (client, START + timedelta(weeks=week), score)
        for client, scores in courses.items()
        for week, score in enumerate(scores)
    ]
    return rows + [(client, "", "") for client, scores in courses.items() if not scores]


def numbered(courses: dict[str, Sequence[float]]) -> list[tuple[object, ...]]:
    return [
        (client, number, score) for client, scores in courses.items() for number, score in enumerate(scores, start=1)
    ]


def check_contract(records: Sequence[Record]) -> None:
    jsonschema.Draft202012Validator(dict(schema())).validate(records)
    for record in records:
        assert set(record) == CONTRACT
        if record["outlook"] is not None:
            assert sum(record["outlook"].values()) == pytest.approx(1.0, abs=1e-9)


class TestStates:
    def test_each_course_gets_its_state(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json")
        assert answer.status == 0
        assert {client: record["state"] for client, record in by_client(answer.records).items()} == {
            "stalled": "stalled",
            "worse": "deteriorating",  # 10 -> 21: 11 points, PHQ-9's reliable change is 6
            "better": "improved",  # 18 -> 11: 7 points, still 10 or more
            "recovered": "recovered",
            "new": "too_early",
            "plateau": "stalled",  # 21 -> 15 is a reliable gain, and then nothing for seven weeks
            "usual": "on_track",
            "early": "watch",
            "none": "too_early",
        }
        assert answer.err == "unstuck: 1 client has no score\n"

    def test_clients_stand_in_the_order_of_the_file(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json")
        assert [record["client"] for record in answer.records] == list(COURSES)

    def test_what_is_said_of_a_plateau(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json")
        record = by_client(answer.records)["plateau"]
        assert (record["first"], record["latest"], record["scores"], record["cutoff"]) == (21, 15, 10, 10)
        assert record["reliable_change"] == {"change": -6, "threshold": 6, "category": "improved"}
        codes = [reason["code"] for reason in record["reasons"]]
        assert codes[:3] == ["no_real_change", "not_heard_from", "plateau"]
        # 18 a week after the start is within 5 points of 15, 21 is not.
        assert record["reasons"][0]["text"] == (
            "Little change since early June, and little expected in the next four weeks (7 in 10)."
        )
        assert record["last_heard"] == "2026-08-03"
        assert record["curve_kind"] == "assumed"
        assert record["expected"]["cohort"] is None
        assert record["forecast"]["in_weeks"] == 4
        assert record["horizon"] == "4 weeks"
        assert record["norms"] == "shipped"
        assert record["alert_precision"]["alerts"] > 0

    def test_a_client_without_scores_is_there_too(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json")
        record = by_client(answer.records)["none"]
        assert [reason["code"] for reason in record["reasons"]] == ["no_scores"]
        assert record["scores"] == 0
        assert record["not_heard_from"] is True
        known = {"client", "instrument", "scores", "state", "reasons", "not_heard_from", "norms", "cutoff", "unit"}
        known |= {"curve", "curve_kind"}
        assert {name for name, value in record.items() if value is None} == CONTRACT - known

    @pytest.mark.parametrize(("today", "silent"), [("2026-06-21", False), ("2026-06-22", True)])
    def test_three_weeks_without_a_score(self, unstuck: Unstuck, tmp_path: Path, today: str, silent: bool) -> None:
        file = write_scores(tmp_path / "a.csv", [("a", "2026-06-01", 12)], ["client", "date", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9", "--today", today, "--format", "json")
        assert answer.records[0]["not_heard_from"] is silent

    def test_without_dates_nobody_knows_how_long_ago_it_was(self, unstuck: Unstuck, tmp_path: Path) -> None:
        file = write_scores(tmp_path / "a.csv", [("a", 0, 12)], ["client", "week", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9", "--format", "json")
        assert answer.records[0]["not_heard_from"] is None


class TestEveryFieldEveryTime:
    @pytest.mark.parametrize("extra", [(), ("--each-occasion",), ("--norms", "sample")])
    def test_dates(self, unstuck: Unstuck, caseload: Path, extra: tuple[str, ...]) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json", *extra)
        check_contract(answer.records)

    @pytest.mark.parametrize("extra", [(), ("--each-occasion",)])
    @pytest.mark.parametrize("unit", ["day", "week", "month", "session"])
    def test_other_clocks(self, unstuck: Unstuck, tmp_path: Path, unit: str, extra: tuple[str, ...]) -> None:
        file = write_scores(tmp_path / "a.csv", numbered(COURSES), ["client", unit, "score"])
        answer = unstuck("analyse", file, "--instrument", "gad7", "--format", "json", *extra)
        check_contract(answer.records)
        assert {record["unit"] for record in answer.records} == {unit}
        in_sessions = unit == "session"
        horizons = {record["horizon"] for record in answer.records} - {None}
        assert horizons == {"4 sessions" if in_sessions else "4 weeks"}
        assert {record["forecast"]["in_weeks"] for record in answer.records} == {None if in_sessions else 4}

    @pytest.mark.parametrize("extra", [(), ("--each-occasion",)])
    def test_no_curve_and_too_few_first_scores_for_norms(
        self, unstuck: Unstuck, caseload: Path, extra: tuple[str, ...]
    ) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "BDI-II", *TODAY, "--format", "json", *extra)
        check_contract(answer.records)
        assert {record["norms"] for record in answer.records} == {"none"}
        assert {record["state"] for record in answer.records} == {"too_early"}
        assert all(record["curve"] is None and record["outlook"] is None for record in answer.records)

    def test_an_own_measure_on_which_higher_is_better(self, unstuck: Unstuck, tmp_path: Path) -> None:
        own = ROOT / "examples/instruments/own-total.toml"
        file = write_scores(
            tmp_path / "a.csv", [("a", week, week - 3) for week in range(6)], ["client", "week", "score"]
        )
        answer = unstuck("analyse", file, "--instrument", own, "--format", "json", "--each-occasion")
        check_contract(answer.records)
        codes = [reason["code"] for reason in answer.records[-1]["reasons"]]
        assert codes == ["nothing_to_compare", "no_curve", "norms_none", "minimal_change_default"][: len(codes)]

    @pytest.mark.parametrize("extra", [(), ("--each-occasion",), ("--norms", "sample")])
    def test_a_real_trial_as_it_is(self, unstuck: Unstuck, extra: tuple[str, ...]) -> None:
        answer = unstuck("analyse", TRIAL, *TRIAL_COLUMNS, "--format", "json", *extra)
        check_contract(answer.records)
        assert answer.status == 0
        assert {record["state"] for record in answer.records} <= STATES
        clients = {record["client"] for record in answer.records}
        assert len(clients) == 172
        # 608 rows and 172 baselines at day 0.
        assert len(answer.records) == (780 if extra == ("--each-occasion",) else 172)


class TestEachOccasion:
    def test_each_score_is_judged_from_what_was_known_then(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json", "--each-occasion")
        records = [record for record in answer.records if record["client"] == "plateau"]
        assert [record["scores"] for record in records] == list(range(1, 11))
        assert [record["latest"] for record in records] == COURSES["plateau"]
        assert [record["occasion"] for record in records] == [
            str(START + timedelta(weeks=week)) for week in range(len(records))
        ]
        assert [record["last_heard"] for record in records] == [record["occasion"] for record in records]

    def test_an_alert_is_raised_where_a_look_is_first_needed(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json", "--each-occasion")
        raised = Counter(record["client"] for record in answer.records if record["alert"])
        assert raised == {"stalled": 1, "worse": 1, "plateau": 1}
        for record in answer.records:
            if record["alert"]:
                assert record["since"] == record["occasion"]
                assert record["state"] in ("stalled", "deteriorating")

    def test_the_last_occasion_is_the_plain_answer(self, unstuck: Unstuck, caseload: Path) -> None:
        call = ("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json")
        plain, each = by_client(unstuck(*call).records), by_client(unstuck(*call, "--each-occasion").records)
        assert {client: as_known_then(record) for client, record in each.items()} == {
            client: as_known_then(record) for client, record in plain.items()
        }

    def test_the_plain_answer_names_no_occasion_and_no_alert(self, unstuck: Unstuck, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--format", "json")
        assert {(record["occasion"], record["alert"]) for record in answer.records} == {(None, None)}


class TestFiles:
    def test_rows_in_any_order_give_the_same_answer(self, unstuck: Unstuck, caseload: Path, tmp_path: Path) -> None:
        rows = dated(COURSES)
        random.Random(1).shuffle(rows)  # noqa: S311
        mixed = write_scores(tmp_path / "mixed.csv", rows, ["client", "date", "score"])
        call = ("--instrument", "PHQ-9", *TODAY, "--format", "json", "--each-occasion")
        straight, shuffled = (unstuck("analyse", file, *call).records for file in (caseload, mixed))
        assert sorted(straight, key=repr) == sorted(shuffled, key=repr)

    def test_identical_repeated_rows_count_once_with_a_notice(
        self, unstuck: Unstuck, caseload: Path, tmp_path: Path
    ) -> None:
        rows = dated(COURSES)
        twice = write_scores(tmp_path / "twice.csv", [*rows, *rows[:3]], ["client", "date", "score"])
        call = ("--instrument", "PHQ-9", *TODAY, "--format", "json")
        once, repeated = unstuck("analyse", caseload, *call), unstuck("analyse", twice, *call)
        assert repeated.out == once.out
        assert repeated.status == 0
        assert repeated.err.splitlines() == [
            "unstuck: 3 repeated scores were counted once",
            "unstuck: 1 client has no score",
        ]

    def test_long_and_wide_tsv_and_parquet_give_the_same_answer(self, unstuck: Unstuck, tmp_path: Path) -> None:
        scored = {client: scores for client, scores in COURSES.items() if scores}
        long = write_scores(tmp_path / "long.csv", numbered(scored), ["client", "week", "score"])
        width = max(map(len, scored.values()))
        wide = write_scores(
            tmp_path / "wide.csv",
            [(client, *scores, *["NA"] * (width - len(scores))) for client, scores in scored.items()],
            ["who", *(f"w{week}" for week in range(1, width + 1))],
        )
        with duckdb.connect() as engine:
            table = engine.read_csv(str(long))
            table.write_parquet(str(tmp_path / "long.parquet"))
            table.write_csv(str(tmp_path / "long.tsv"), sep="\t")
        call = ("--instrument", "PHQ-9", "--format", "json", "--each-occasion")
        times = ",".join(f"w{week}@{week}" for week in range(1, width + 1))
        told = ("--columns", "client=who", "--wide", times, "--unit", "week", "--missing", "NA")
        answers = [
            unstuck("analyse", long, *call).out,
            unstuck("analyse", tmp_path / "long.tsv", *call).out,
            unstuck("analyse", tmp_path / "long.parquet", *call).out,
            unstuck("analyse", wide, *call, *told).out,
        ]
        assert len(set(answers)) == 1

    def test_without_a_client_column_each_row_of_a_wide_file_is_a_client(
        self, unstuck: Unstuck, tmp_path: Path
    ) -> None:
        file = write_scores(tmp_path / "wide.csv", [(16, 22), (18, 9)], ["a", "b"])
        answer = unstuck(
            "analyse", file, "--instrument", "PHQ-9", "--wide", "a@0,b@3", "--unit", "week", "--format", "json"
        )
        assert [(record["client"], record["state"]) for record in answer.records] == [
            ("1", "too_early"),
            ("2", "improved"),
        ]


class TestNorms:
    def test_the_files_own_first_scores(self, unstuck: Unstuck, tmp_path: Path) -> None:
        # 20 first scores 0, 1, ... 19 have mean 9.5 and SD sqrt(665/19) = 5.9161; PHQ-9's reliability is .89:
        # 1.959964 x 5.9161 x sqrt(2 x .11) = 5.4387.
        reached = [(number, 0, number) for number in range(20)] + [(0, 3, 7), (1, 3, 6)]
        file = write_scores(tmp_path / "a.csv", reached, ["client", "week", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9", "--norms", "sample", "--format", "json")
        found = by_client(answer.records)
        assert found["0"]["reliable_change"] == {"change": 7, "threshold": 5.44, "category": "deteriorated"}
        assert found["1"]["reliable_change"] == {"change": 5, "threshold": 5.44, "category": "unchanged"}
        assert {record["norms"] for record in answer.records} == {"sample"}
        text = {reason["code"]: reason["text"] for reason in found["0"]["reasons"]}
        assert text["norms_sample"] == (
            "The size of a reliable change (5.4 points) rests on the first scores in this file."
        )

    def test_nineteen_first_scores_are_too_few(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows = [(number, 0, number) for number in range(19)] + [(0, 3, 27)]
        file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9", "--norms", "sample", "--format", "json")
        assert {record["norms"] for record in answer.records} == {"none"}
        assert by_client(answer.records)["0"]["reliable_change"] == {
            "change": 27,
            "threshold": None,
            "category": None,
        }
        assert "norms_none" in [reason["code"] for reason in answer.records[0]["reasons"]]

    def test_only_first_scores_that_were_known_by_then_count(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows = [(number, number, number) for number in range(20)]
        file = write_scores(tmp_path / "a.csv", [*rows, (0, 18, 3), (0, 19, 4)], ["client", "week", "score"])
        call = ("--instrument", "PHQ-9", "--norms", "sample", "--format", "json", "--each-occasion")
        found = [record for record in unstuck("analyse", file, *call).records if record["client"] == "0"]
        assert [record["reliable_change"]["threshold"] for record in found] == [None, None, 5.44]
        assert [record["norms"] for record in found] == ["none", "none", "sample"]

    def test_first_scores_that_are_all_the_same_give_no_norm(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows = [(number, 0, 12) for number in range(30)] + [(0, 3, 27)]
        file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9", "--norms", "sample", "--format", "json")
        check_contract(answer.records)
        assert {record["norms"] for record in answer.records} == {"none"}

    def test_what_nobody_checked_in_a_primary_source_is_named(self, unstuck: Unstuck) -> None:
        record = unstuck("analyse", TRIAL, *TRIAL_COLUMNS, "--format", "json").records[0]
        text = {reason["code"]: reason["text"] for reason in record["reasons"]}
        assert text["norms_unverified"] == "Not checked in a primary source: cutoff, minimal change."


class TestCurves:
    @pytest.fixture
    def curve(self, unstuck: Unstuck, tmp_path: Path) -> Path:
        out = tmp_path / "curve.json"
        assert unstuck("fit", TRIAL, *TRIAL_COLUMNS, "--out", out, *TODAY, "--name", "trial").status == 0
        return out

    def test_an_own_curve_takes_the_place_of_the_shipped_one(self, unstuck: Unstuck, curve: Path) -> None:
        answer = unstuck("analyse", TRIAL, *TRIAL_COLUMNS, "--curve", curve, "--format", "json")
        check_contract(answer.records)
        assert {record["curve"] for record in answer.records} == {"hamd-17-trial-2026-11-22"}
        assert {record["curve_kind"] for record in answer.records} == {"fitted"}
        assert {record["expected"]["cohort"] for record in answer.records} == {172}

    def test_a_curve_of_another_instrument_is_refused(self, unstuck: Unstuck, curve: Path, caseload: Path) -> None:
        answer = unstuck("analyse", caseload, "--instrument", "PHQ-9", *TODAY, "--curve", curve)
        assert answer.status == 2
        assert answer.out == ""
        assert answer.err == f"unstuck: {curve}: expected a curve for PHQ-9, found one for HAMD-17\n"

    def test_a_curve_from_too_few_clients_is_not_used_and_said_so(self, unstuck: Unstuck, tmp_path: Path) -> None:
        small, curve = tmp_path / "small.csv", tmp_path / "curve.json"
        lines = TRIAL.read_text(encoding="utf-8").splitlines(keepends=True)
        small.write_text("".join(lines[:161]), encoding="utf-8")
        made = unstuck("fit", small, *TRIAL_COLUMNS, "--out", curve)
        assert made.status == 0
        assert "fewer than 50 clients: `analyse` will not use this curve, and says so" in made.err
        answer = unstuck("analyse", TRIAL, *TRIAL_COLUMNS, "--curve", curve, "--format", "json")
        check_contract(answer.records)
        for record in answer.records:
            assert "small_cohort" in [reason["code"] for reason in record["reasons"]]
            assert record["curve"] is record["outlook"] is record["expected"] is None

    def test_a_course_longer_than_the_curves_people_were_followed(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows = [("a", week, 16) for week in range(0, 40, 4)]
        file = write_scores(tmp_path / "a.csv", rows, ["client", "week", "score"])
        answer = unstuck("analyse", file, "--instrument", "PHQ-9", "--format", "json")
        assert answer.status == 0
        assert "beyond_cohort" in [reason["code"] for reason in answer.records[0]["reasons"]]
