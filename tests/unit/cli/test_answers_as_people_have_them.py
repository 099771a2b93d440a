"""Answers to each question, one set in JSON or many rows in a sheet: read, asked about, or refused by name.

Expected totals are sums of the answers that are written here, by the questionnaire's published rule for missing ones.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.command import Answer, Unstuck, by_client

WORDS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
LOINC = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
"""PHQ-9's questions in their order, in LOINC's panel 44249-1."""
CODES = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
"""LOINC's codes of its four answers."""
GIVEN = (2, 1, 3, 2, 0, 1, 2, 0, 1)
TOTAL = sum(GIVEN)
SHEET = ("--instrument", "PHQ-9", "--today", "2026-11-29", "--format", "json")


def scored(unstuck: Unstuck, folder: Path, answers: object) -> Answer:
    path = folder / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    return unstuck("instruments", "score", "PHQ-9", path, "--format", "json")


def fhir(values: dict[str, object]) -> dict[str, object]:
    items = [{"linkId": link, "answer": [value]} for link, value in values.items()]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": "all", "item": items}]}


class TestOneSet:
    @pytest.mark.parametrize(
        "answers",
        [
            {f"phq9_{n}": str(given) for n, given in enumerate(GIVEN, start=1)},
            {f"PHQ9_{n}": float(given) for n, given in enumerate(GIVEN, start=1)},
            {f"q{n}": given for n, given in enumerate(GIVEN, start=1)},
            {f"phq9_{n}": WORDS[given] for n, given in enumerate(GIVEN, start=1)},
            {code: CODES[given] for code, given in zip(LOINC, GIVEN, strict=True)},
            fhir({f"/{code}": {"valueCoding": {"code": CODES[given]}} for code, given in zip(LOINC, GIVEN, strict=True)}),
            fhir({f"phq9_{n}": {"valueInteger": given} for n, given in enumerate(GIVEN, start=1)}),
        ],
        ids=("texts", "capitals", "numbered", "words", "LOINC", "FHIR of LOINC", "FHIR of ours"),
    )  # fmt: skip
    def test_they_are_read(self, unstuck: Unstuck, tmp_path: Path, answers: object) -> None:
        found = json.loads(scored(unstuck, tmp_path, answers).out)
        assert (found["total"], found["answered"], found["safety"]) == (TOTAL, 9, ["phq9_9"])

    def test_all_that_is_wrong_is_said_at_once_with_the_way_out(self, unstuck: Unstuck, tmp_path: Path) -> None:
        wrong = {"phq9_1": 4, "phq9_2": -99, "phq9_3": "often", "phq9_4": 1.5, "mood": 1}
        answer = scored(unstuck, tmp_path, wrong)
        lines = [line.partition("answers.json: ")[2] for line in answer.err.splitlines()]
        assert (answer.status, answer.out, len(lines)) == (2, "", 5)
        for line, words in zip(
            lines, ("coded from 1", "write null", "found 'often'", "found 1.5", "'mood': expected an item"), strict=True
        ):
            assert words in line, line

    @pytest.mark.parametrize(("answers", "names"), [({"resourceType": "Patient"}, "FHIR Patient"), ([1, 2], "analyse")])
    def test_another_form_is_named(self, unstuck: Unstuck, tmp_path: Path, answers: object, names: str) -> None:
        answer = scored(unstuck, tmp_path, answers)
        assert answer.status == 2
        assert names in answer.err

    def test_two_answers_to_one_question_are_refused(self, unstuck: Unstuck, tmp_path: Path) -> None:
        answer = scored(unstuck, tmp_path, {"phq9_1": 1, "q1": 2})
        assert answer.status == 2
        assert "expected one answer, found two" in answer.err


def sheet(
    unstuck: Unstuck, folder: Path, cells: list[str], *options: str, header: str = "phq9_{}", more: str = ""
) -> Answer:
    path = folder / "answers.csv"
    names = ",".join(header.format(n) for n in range(1, 10))
    rows = [f"K1,2026-08-{3 + 7 * at:02},{row}{more}" for at, row in enumerate(cells)]
    path.write_text("\n".join([f"client,date,{names}{',total' if more else ''}", *rows]) + "\n", encoding="utf-8")
    return unstuck("analyse", path, *SHEET, *options)


class TestManyRows:
    @pytest.mark.parametrize(
        ("form", "header"),
        [("{0}", "phq9_{}"), ("{0}", "PHQ-9 Item {}"), ("{0}", "Q{}"), ("{1}", "phq9_{}"), ("{0} - {1}", "phq9_{}"),
         ("{0}.0", "phq9_q{}")],
        ids=("codes", "items", "numbers", "words", "labels of REDCap", "floats"),
    )  # fmt: skip
    def test_they_are_scored_and_the_safety_item_comes_first(
        self, unstuck: Unstuck, tmp_path: Path, form: str, header: str
    ) -> None:
        cells = [",".join(form.format(one, WORDS[one]) for one in GIVEN)] * 3
        answer = sheet(unstuck, tmp_path, cells, header=header)
        assert by_client(answer.records)["K1"]["latest"] == TOTAL
        assert answer.err.startswith(
            "unstuck: safety first: item phq9_9 was answered above zero: K1 in row 2, K1 in row 3"
        )

    def test_answers_coded_from_1_are_asked_about(self, unstuck: Unstuck, tmp_path: Path) -> None:
        cells = [",".join(str(one + 1) for one in GIVEN)]
        asked = sheet(unstuck, tmp_path, cells)
        assert (asked.status, asked.out) == (2, "")
        assert "coded from 1" in asked.err
        assert by_client(sheet(unstuck, tmp_path, cells, "--accept").records)["K1"]["latest"] == TOTAL

    def test_a_four_beside_a_zero_is_a_fault(self, unstuck: Unstuck, tmp_path: Path) -> None:
        answer = sheet(unstuck, tmp_path, ["0,4,1,1,1,1,1,1,1"], "--accept")
        assert answer.status == 2
        assert "expected one of 0, 1, 2, 3 (PHQ-9), found '4'" in answer.err

    def test_the_rule_for_missing_answers_is_the_questionnaires_own(self, unstuck: Unstuck, tmp_path: Path) -> None:
        """PHQ-9: up to two missing answers count as the mean of the others; of seven answers of 1 that is 9."""
        answer = sheet(unstuck, tmp_path, ["1,1,1,1,1,1,1,,", "1,1,1,1,1,1,,,"])
        (record,) = answer.records
        assert (record["scores"], record["latest"]) == (1, 9)
        assert "1 row has too many answers missing" in answer.err

    def test_a_questionnaire_that_multiplies_its_sum(self, unstuck: Unstuck, tmp_path: Path) -> None:
        """WHO-5: five answers from 0 to 5, their sum times four."""
        path = tmp_path / "who.csv"
        path.write_text("client,date,q1,q2,q3,q4,q5\nK1,2026-08-03,5,4,3,2,1\n", encoding="utf-8")
        (record,) = unstuck(
            "analyse", path, "--instrument", "WHO-5", "--today", "2026-11-29", "--format", "json"
        ).records
        assert record["latest"] == 60

    def test_the_safety_item_is_reported_where_the_total_stands_beside_it(
        self, unstuck: Unstuck, tmp_path: Path
    ) -> None:
        answer = sheet(unstuck, tmp_path, [",".join(map(str, GIVEN))], more=f",{TOTAL}")
        assert by_client(answer.records)["K1"]["latest"] == TOTAL
        assert "safety first: item phq9_9 was answered above zero: K1 in row 2" in answer.err

    @pytest.mark.parametrize("stem", ["phq", "PHQ-", "phq_", "phq9_", "Q"])
    def test_one_answer_is_never_taken_for_the_total(self, unstuck: Unstuck, tmp_path: Path, stem: str) -> None:
        sheet = tmp_path / "answers.csv"
        names = ",".join(f"{stem}{number}" for number in range(1, 10))
        sheet.write_text(f"client,date,{names}\nK1,2026-08-03,2,2,2,2,2,2,2,2,2\n", encoding="utf-8")
        answer = unstuck("analyse", sheet, *SHEET, "--columns", f"client=client,date=date,score={stem}9")
        assert (answer.status, answer.out) == (2, "")
        assert f"column '{stem}9': expected totals, found the answers to question 9 of 9" in answer.err
