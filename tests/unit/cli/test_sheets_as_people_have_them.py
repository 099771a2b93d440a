"""Sheets of scores as people have them: read, asked about, or refused with the way out; two things are never mixed.

The sheets are ours, of the kinds in public bug reports.
"""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.unit.cli.command import Answer, Unstuck, by_client
from tests.workbook import workbook

ASKED = ("--instrument", "PHQ-9", "--today", "2026-11-29", "--format", "json")
DAYS = ("2026-08-03", "2026-08-17", "2026-08-31", "2026-09-14", "2026-09-28", "2026-10-12")
STILL = (19, 18, 17, 18, 17, 18)
BETTER = (16, 13, 9, 7, 5, 4)


def long(header: str = "client,date,score", days: Sequence[str] = DAYS, **series: Sequence[object]) -> str:
    """Return a long sheet: one row for each score."""
    rows = [
        f"{client},{day},{score}" for client, scores in series.items() for day, score in zip(days, scores, strict=False)
    ]
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "scores.csv"


def analysed(unstuck: Unstuck, path: Path, content: str | bytes, *options: str) -> Answer:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return unstuck("analyse", path, *ASKED, *options)


def states(answer: Answer) -> dict[str, tuple[int, object]]:
    return {client: (one["scores"], one["state"]) for client, one in by_client(answer.records).items()}


READ = {"K1": (6, "stalled"), "K2": (6, "recovered")}
PLAIN = long(K1=STILL, K2=BETTER)


class TestReadAsTheyAre:
    @pytest.mark.parametrize(
        ("kind", "content"),
        [
            ("semicolons", PLAIN.replace(",", ";").encode()),
            ("a separator line", b"sep=;\n" + PLAIN.replace(",", ";").encode()),
            ("UTF-16 with tabs", PLAIN.replace(",", "\t").encode("utf-16")),
            ("gzip", gzip.compress(PLAIN.encode())),
            ("title rows", b"Outcomes of the team,,\nMade on 28 November,,\n,,\n" + PLAIN.encode()),
            ("no-break spaces", PLAIN.replace(",18\n", ",\u00a018\u00a0\n").encode()),
            ("dotted dates", PLAIN.replace("2026-08-03", "03.08.2026").replace("2026-10-12", "12.10.2026").encode()),
            ("ISO without dashes", PLAIN.replace("2026-08-17", "20260817").encode()),
            (
                "named months",
                PLAIN.replace("2026-08-03", "3-Aug-2026").replace("2026-08-17", "17 August 2026").encode(),
            ),
            ("a mail's date", PLAIN.replace("2026-08-03", '"Mon, 03 Aug 2026 13:39:50 GMT"').encode()),
            ("SAS dates", PLAIN.replace("2026-08-31", "31AUG2026").encode()),
            ("time stamps", PLAIN.replace("2026-08-03", "2026-08-03 14:30:00.123").encode()),
            ("a note below", PLAIN.encode() + b'"Notes: asked every two weeks, by telephone",,\n'),
            ("planned dates", PLAIN.encode() + b"K2,2026-12-24,\n"),
            ("usual names", PLAIN.replace("client,date,score", "Client ID,Date completed,PHQ-9 Total Score").encode()),
            ("German names", PLAIN.replace("client,date,score", "Klient,Datum,Wert").encode()),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_they_are_read(self, unstuck: Unstuck, sheet: Path, kind: str, content: bytes) -> None:
        assert states(analysed(unstuck, sheet, content)) == READ, kind

    def test_latin_1_and_decimal_commas(self, unstuck: Unstuck, sheet: Path) -> None:
        text = "client;date;score\n" + "".join(
            f"M\u00fcller;{day};{score},5\n" for day, score in zip(DAYS, STILL, strict=True)
        )
        answer = analysed(unstuck, sheet, text.encode("cp1252"))
        assert by_client(answer.records)["M\u00fcller"]["first"] == 19.5
        assert "Windows-1252" in answer.err
        assert "decimal commas" in answer.err

    def test_a_damaged_file_is_no_latin_1(self, unstuck: Unstuck, sheet: Path) -> None:
        answer = analysed(unstuck, sheet, PLAIN.replace("K2", "Ren\u00e9").encode() + b"Mari\xe9,2026-08-03,4\n")
        assert answer.status == 2
        assert "row 14: expected text in UTF-8" in answer.err

    def test_qualtrics_header_rows_are_passed_over(self, unstuck: Unstuck, sheet: Path) -> None:
        head = "RecordedDate,ResponseId,client,phq9_total\nRecorded,Response,Client,Sum\n"
        head += '"{""ImportId"":""recordedDate""}","{""ImportId"":""_id""}","{""ImportId"":""QID1""}","{""ImportId"":""SC""}"\n'
        rows = "".join(
            f"{day} 09:05:12,R_{at},K1,{score}\n" for at, (day, score) in enumerate(zip(DAYS, STILL, strict=True))
        )
        answer = analysed(unstuck, sheet, head + rows)
        assert states(answer) == {"K1": (6, "stalled")}
        assert "rows 2 and 3 are further header rows" in answer.err

    def test_redcap_rows_of_other_instruments_are_no_clients_without_a_score(
        self, unstuck: Unstuck, sheet: Path
    ) -> None:
        head = "record_id,redcap_repeat_instrument,dob,phq9_date,phq9_total,gad7_date,gad7_total\n1,,1980-05-01,,,,\n"
        rows = [f"1,phq9,,{day},{score},,\n1,gad7,,,,{day},3\n" for day, score in zip(DAYS, STILL, strict=True)]
        answer = analysed(unstuck, sheet, head + "".join(rows))
        assert states(answer) == {"1": (6, "stalled")}
        assert "no score" not in answer.err

    def test_a_date_and_a_session_the_date_is_used_and_said(self, unstuck: Unstuck, sheet: Path) -> None:
        rows = "".join(
            f"K1,{at},{day},{score}\n" for at, (day, score) in enumerate(zip(DAYS, STILL, strict=True), start=1)
        )
        answer = analysed(unstuck, sheet, "client,session,date,score\n" + rows)
        assert states(answer) == {"K1": (6, "stalled")}
        assert "the times are those of 'date', not of 'session'" in answer.err

    def test_year_month_and_day_are_one_date(self, unstuck: Unstuck, sheet: Path) -> None:
        rows = "".join(f"K1,{day.replace('-', ',')},{score}\n" for day, score in zip(DAYS, STILL, strict=True))
        answer = analysed(unstuck, sheet, "client,year,month,day,score\n" + rows)
        assert states(answer) == {"K1": (6, "stalled")}
        refused = analysed(unstuck, sheet, "client,year,month,day,score\n" + rows, "--columns", "day=day")
        assert refused.status == 2
        assert "date=year+month+day" in refused.err

    def test_item_answers_are_scored_and_a_sign_of_danger_comes_first(self, unstuck: Unstuck, sheet: Path) -> None:
        head = "client,date," + ",".join(f"phq9_{n}" for n in range(1, 10)) + "\n"
        answers = ["2,2,2,2,2,2,2,2,1", "2,2,2,2,2,2,2,,", "1,1,1,1,,,,1,0"]
        rows = "".join(f"K1,{day},{one}\n" for day, one in zip(DAYS, answers, strict=False))
        answer = analysed(unstuck, sheet, head + rows)
        (record,) = answer.records
        assert (record["scores"], record["first"], record["latest"]) == (2, 17, 18)
        assert answer.err.splitlines()[0].startswith(
            "unstuck: safety first: item phq9_9 was answered above zero: K1 in row 2"
        )
        assert "1 row has too many answers missing" in answer.err

    def test_a_workbook_with_a_title_and_merged_names(self, unstuck: Unstuck, tmp_path: Path) -> None:
        path = tmp_path / "book.xlsx"
        path.write_bytes(workbook([["Team outcomes"], ["Client ID", "Date", "Score"],
                                   *[["K1" if at == 0 else None, datetime.date.fromisoformat(day), score]
                                     for at, (day, score) in enumerate(zip(DAYS, STILL, strict=True))]], merged="A3:A8"))  # fmt: skip
        answer = unstuck("analyse", path, *ASKED)
        assert states(answer) == {"K1": (6, "stalled")}
        assert "names of the columns were read from row 2" in answer.err

    @pytest.mark.parametrize(("kind", "unit"), [("BIGINT", 86_400_000_000), ("BIGINT", 86_400_000_000_000)])
    def test_days_in_micro_or_nanoseconds_are_days(
        self, unstuck: Unstuck, tmp_path: Path, kind: str, unit: int
    ) -> None:
        path = tmp_path / "scores.parquet"
        with duckdb.connect() as engine:
            engine.execute(
                f"CREATE TABLE t AS SELECT 'a' AS client, x * 14 * {unit}::{kind} AS day, 19 AS score FROM range(6) r(x)"
            )
            engine.table("t").write_parquet(str(path))
        answer = unstuck("analyse", path, *ASKED, "--each-occasion")
        assert [record["occasion"] for record in answer.records] == [0, 14, 28, 42, 56, 70]
        assert "were read as days" in answer.err

    def test_whole_numbers_of_pandas_are_whole_names(self, unstuck: Unstuck, tmp_path: Path) -> None:
        path = tmp_path / "scores.parquet"
        with duckdb.connect() as engine:
            engine.execute("CREATE TABLE t AS SELECT 101.0::DOUBLE AS client, DATE '2026-08-03' AS date, 19.0 AS score")
            engine.table("t").write_parquet(str(path))
        assert [record["client"] for record in unstuck("analyse", path, *ASKED).records] == ["101"]


class TestAskedAbout:
    """In a pipe the proposal is printed with status 2; `--accept` takes it."""

    @pytest.mark.parametrize(
        ("kind", "content", "says"),
        [
            ("the month first", long(days=["8/3/2026 14:03:07", "8/17/2026 9:00:00", "8/31/2026 9:00:00"], K1=(19, 18, 17)),
             "--date-order mdy"),
            ("the day first", long(days=["03/08/2026", "17/08/2026", "31/08/2026"], K1=(19, 18, 17)), "--date-order dmy"),
            ("Excel's days", long(days=["46237", "46251", "46265"], K1=(19, 18, 17)), "Excel's day numbers"),
            ("out of the maximum", long(K1=("19/27", "18/27", "17/27")), "'19/27'"),
            ("labels", long(K1=("19 - Moderate", "18 - Moderate", "17 - Moderate")), "'19 - Moderate'"),
            ("marks", long(K1=("19*", 18, 17)), "'19*'"),
            ("missing codes", long(K1=(19, "N/A", 18, "-99", 17)) + "K1,2026-10-20,DNA\nK1,2026-10-21,999\n", '"N/A,-99,DNA,999"'),
            ("merged cells", "client,date,score\nK1,2026-08-03,19\n,2026-08-17,18\n,2026-08-31,17\n", "2 rows have no client"),
            ("a row of totals", long(K1=(19, 18, 17)) + "Average,2026-08-31,18\n", "'Average' (row 5) sums up"),
            ("two questionnaires",
             "client,date,tool,score\nK1,2026-08-03,PHQ-9,19\nK1,2026-08-04,GAD-7,1\nK1,2026-08-17,PHQ-9,18\nK1,2026-08-18,GAD-7,2\n"
             "K1,2026-08-31,PHQ-9,17\n", '--where "tool=PHQ-9"'),
            ("a new episode after a gap",
             long(days=["2024-01-08", "2024-01-22", "2024-02-05"], K1=(22, 8, 5)) + long("", K1=(19, 18, 17)).lstrip(),
             "--episodes latest"),
            ("a new episode by its column",
             "client,referral,date,score\nK1,A,2026-01-05,22\nK1,A,2026-01-19,5\nK1,B,2026-08-03,19\nK1,B,2026-08-17,18\n"
             "K1,B,2026-08-31,17\n", "several values of 'referral'"),
        ],
        ids=lambda value: value if isinstance(value, str) and len(value) < 40 and "," not in value else "",
    )  # fmt: skip
    def test_a_proposal_is_taken_on_a_yes(
        self, unstuck: Unstuck, sheet: Path, kind: str, content: str, says: str
    ) -> None:
        asked = analysed(unstuck, sheet, content)
        assert (asked.status, asked.out) == (2, ""), kind
        assert says in asked.err
        assert "--accept" in asked.err
        taken = analysed(unstuck, sheet, content, "--accept")
        (record,) = taken.records
        assert (record["scores"], record["first"], record["latest"]) == (3, 19, 17), kind

    def test_two_questionnaires_of_one_day_are_one_question_and_no_conflict(
        self, unstuck: Unstuck, sheet: Path
    ) -> None:
        """What the proposal leaves out must not stand beside it as a fault, or nobody can say yes."""
        rows = "".join(f"K1,{day},PHQ-9,19\nK1,{day},GAD-7,8\n" for day in DAYS)
        content = "client,date,measure,score\n" + rows
        asked = analysed(unstuck, sheet, content)
        assert (asked.status, asked.err.count("measure")) == (2, 2), "once seen, once in the way out"
        assert states(analysed(unstuck, sheet, content, "--accept")) == {"K1": (6, "stalled")}

    def test_zero_is_never_missing(self, unstuck: Unstuck, sheet: Path) -> None:
        answer = analysed(unstuck, sheet, long(K1=(19, 0, 18)))
        assert by_client(answer.records)["K1"]["scores"] == 3
        assert "1 score of 0 stands between scores of 9 or more, in row 3" in answer.err

    def test_a_mapping_reads_the_next_file_alike(self, unstuck: Unstuck, sheet: Path, tmp_path: Path) -> None:
        mapping, content = (
            tmp_path / "how.json",
            long(days=["03/08/2026", "17/08/2026", "31/08/2026"], K1=(19, "DNA", 17)),
        )
        sheet.write_text(content, encoding="utf-8")
        assert unstuck("analyse", sheet, *ASKED, "--describe", "--accept", "--out", mapping).status == 0
        kept = json.loads(mapping.read_text(encoding="utf-8"))
        assert kept["settled"] == {"missing": ["DNA"], "date_order": "dmy"}
        assert by_client(unstuck("analyse", sheet, *ASKED, "--mapping", mapping).records)["K1"]["scores"] == 2

    def test_a_newcomers_sheet_takes_two_runs(self, unstuck: Unstuck, sheet: Path) -> None:
        head = "Northside Family Support,,,,\nScores of autumn,,,,\n,,,,\nClient ID,Date completed,PHQ-9 Total Score,Completed by,Notes\n"
        rows = ["K1,03/08/2026,19,self,", "K1,17/08/2026,DNA,self,", "K1,31/08/2026,17/27,self,\"said \"\"ok\"\"\"",
                "K2,03/08/2026,16,self,", "K2,17/08/2026,12*,self,", "K2,31/08/2026,9,self,", "Total,,73,,"]  # fmt: skip
        content = head + "\n".join(rows) + "\n"
        first = analysed(unstuck, sheet, content)
        assert first.status == 2
        for words in ("'Total' (row 11)", "--date-order dmy", "'DNA' (row 6)", "'17/27'", "'12*'"):
            assert words in first.err, words
        second = analysed(unstuck, sheet, content, "--accept")
        assert {client: one["scores"] for client, one in by_client(second.records).items()} == {"K1": 2, "K2": 3}


class TestRefusedWithTheWayOut:
    @pytest.mark.parametrize(
        ("kind", "content", "says"),
        [
            ("raters by turns",
             "client,date,rater,score\nK1,2026-08-03,client,19\nK1,2026-08-03,keyworker,15\nK1,2026-08-17,client,18\n"
             "K1,2026-08-17,keyworker,14\n", ["rater=client", "row 3, column 'score': expected 19"]),
            ("measures without a known name",
             "client,date,scale,score\nK1,2026-08-03,mood,19\nK1,2026-08-04,worry,3\nK1,2026-08-17,mood,18\nK1,2026-08-18,worry,2\n"
             "K1,2026-08-31,mood,17\n", ["scale=mood", "scale=*"]),
            ("an unknown column that splits the scores",
             "client,date,kind,score\nK1,2026-08-03,a,19\nK1,2026-08-04,b,3\nK1,2026-08-17,a,18\nK1,2026-08-18,b,2\n"
             "K1,2026-08-31,a,17\n", ["kind=a"]),
            ("weeks of a calendar over the turn of the year",
             "client,week,score\nK1,50,19\nK1,52,18\nK1,2,17\nK1,4,18\n", ["numbers of a calendar", "found 2 after 52"]),
            ("a week beside its year", "client,year,week,score\nK1,2026,32,19\nK1,2026,34,18\n", ["a week of the year"]),
            ("means of items", long(K1=(2.11, 2.0, 1.89), K2=(1.78, 1.44, 1.0)), ["means of the items"]),
            ("a column of another questionnaire", long("client,date,GAD-7 total", K1=(19, 18)), ["--instrument GAD-7"]),
            ("dates that contradict each other", long(days=["13/08/2026", "08/14/2026"], K1=(19, 18)), ["'13/08/2026'", "2026-03-31"]),
            ("dates that could be either", long(days=["03/08/2026", "04/08/2026"], K1=(19, 18)), ["--date-order dmy or"]),
            ("a month without a day", long(days=["2026-03"], K1=(19,)), ["a date needs its day"]),
            ("out of another number", long(K1=("17/21",)), ["another questionnaire"]),
            ("events of REDCap", "record_id,redcap_event_name,phq9_total\n1,week_2_arm_1,18\n", ["redcap_event_name", "week"]),
            ("columns of sessions", "id,bdi_s0,bdi_s1,bdi_s2,bdi_fu1\n1,20,19,18,17\n", ['--wide "bdi_s{0-2}" --unit session']),
        ],
        ids=lambda value: value if isinstance(value, str) and len(value) < 60 and "," not in value else "",
    )  # fmt: skip
    def test_the_way_out_is_named(
        self, unstuck: Unstuck, sheet: Path, kind: str, content: str, says: list[str]
    ) -> None:
        answer = analysed(unstuck, sheet, content, "--accept")
        assert (answer.status, answer.out) == (2, ""), kind
        for words in says:
            assert words in answer.err, words

    def test_rows_are_chosen_by_a_column(self, unstuck: Unstuck, sheet: Path) -> None:
        rows = "".join(
            f"K1,{day},client,{score}\nK1,{day},keyworker,{score - 5}\n" for day, score in zip(DAYS, STILL, strict=True)
        )
        answer = analysed(unstuck, sheet, "client,date,rater,score\n" + rows, "--where", "rater=client")
        assert states(answer) == {"K1": (6, "stalled")}
        assert "6 scores in rows without rater=client are left out" in answer.err

    def test_thirteen_columns_are_named_in_one_go(self, unstuck: Unstuck, sheet: Path) -> None:
        sheet.write_text("id,bdi_s0,bdi_s1,bdi_s2,bdi_fu1\n1,20,19,18,17\n2,30,,20,9\n", encoding="utf-8")
        wide = ("--columns", "client=id", "--wide", "bdi_s{0-2}", "--unit", "session")
        answer = unstuck("analyse", sheet, "--instrument", "BDI-II", "--format", "json", *wide)
        assert {client: one["scores"] for client, one in by_client(answer.records).items()} == {"1": 3, "2": 2}


class TestSaidWithTheResult:
    @pytest.mark.parametrize("names", [("ab-12", "AB-12", "Ab 12"), ("0071", "71", "71.0")])
    def test_names_that_look_alike(self, unstuck: Unstuck, sheet: Path, names: tuple[str, ...]) -> None:
        rows = "".join(
            f"{names[at % 3]},{day},{score}\n" for at, (day, score) in enumerate(zip(DAYS, STILL, strict=True))
        )
        apart = analysed(unstuck, sheet, "client,date,score\n" + rows)
        assert len(apart.records) == 3
        assert "look like one client" in apart.err
        together = analysed(unstuck, sheet, "client,date,score\n" + rows, "--alike", "together")
        assert states(together) == {names[0]: (6, "stalled")}


class TestEveryCommandReadsAlike:
    """Every command that reads scores asks what `analyse` asks, and takes the same options and mapping."""

    CONTENT = "client,date,tool,score\n" + "".join(
        f"K{number},{day},PHQ-9,{score}\nK{number},{day},GAD-7,{score // 2}\n"
        for number in range(1, 13)
        for day, score in zip(("03/08/2026", "17/08/2026", "31/08/2026"), (18 - number % 3, 15, 9), strict=True)
    )

    def commands(self, folder: Path) -> dict[str, list[str | Path]]:
        phq: list[str | Path] = ["--instrument", "PHQ-9", "--today", "2026-11-29"]
        return {
            "fit": ["fit", folder / "scores.csv", *phq, "--out", folder / "curve.json"],
            "change": ["change", folder / "scores.csv", "--method", "jacobson-truax", *phq],
            "states": ["population", "states", folder / "scores.csv", *phq, "--out", folder / "states.csv"],
            "outcomes": ["population", "outcomes", folder / "scores.csv", *phq],
            "evaluate": ["evaluate", folder / "scores.csv", *phq, "--json"],
            "preview": ["alerts", "preview", folder / "scores.csv", *phq],
            "coming-back": ["alerts", "coming-back", folder / "scores.csv", *phq],
        }

    COMMANDS = ("fit", "change", "states", "outcomes", "evaluate", "preview", "coming-back")

    @pytest.mark.parametrize("command", COMMANDS)
    def test_what_is_open_is_asked_and_nothing_is_written(self, unstuck: Unstuck, tmp_path: Path, command: str) -> None:
        (tmp_path / "scores.csv").write_text(self.CONTENT, encoding="utf-8")
        asked = unstuck(*self.commands(tmp_path)[command])
        assert (asked.status, asked.out) == (2, "")
        for words in ("--date-order dmy", '--where "tool=PHQ-9"', "--accept"):
            assert words in asked.err, words
        assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]

    @pytest.mark.parametrize("command", COMMANDS)
    @pytest.mark.parametrize("way", ["options", "accept", "mapping"])
    def test_each_way_out_is_taken(self, unstuck: Unstuck, tmp_path: Path, command: str, way: str) -> None:
        (tmp_path / "scores.csv").write_text(self.CONTENT, encoding="utf-8")
        mapping = tmp_path / "how.json"
        ways: dict[str, list[str | Path]] = {
            "options": ["--date-order", "dmy", "--where", "tool=PHQ-9"],
            "accept": ["--accept"],
            "mapping": ["--mapping", mapping],
        }
        if way == "mapping":
            unstuck("analyse", tmp_path / "scores.csv", *ASKED, "--describe", "--accept", "--out", mapping)
        answer = unstuck(*self.commands(tmp_path)[command], *ways[way])
        assert answer.status == 0, answer.err
        if command == "states":
            rows = (tmp_path / "states.csv").read_text(encoding="utf-8").splitlines()
            assert len(rows) == 13
            assert "K1,PHQ-9,3" in rows[1]
        if command == "change":
            assert "K12" in answer.out

    def test_a_workbook_of_a_registry(self, unstuck: Unstuck, tmp_path: Path) -> None:
        rows: list[Sequence[object]] = [["Client ID", "Date", "Score", "Agency"]]
        rows += [
            [f"K{number}", datetime.date.fromisoformat(day), score, "North"]
            for number in range(1, 4) for day, score in zip(DAYS, STILL, strict=True)
        ]  # fmt: skip
        (tmp_path / "scores.xlsx").write_bytes(workbook(rows))
        out = tmp_path / "states.csv"
        answer = unstuck("population", "states", tmp_path / "scores.xlsx", *ASKED[:4], "--out", out)
        assert answer.status == 0, answer.err
        assert out.read_text(encoding="utf-8").splitlines()[1].startswith("K1,PHQ-9,North,6,stalled")
