"""Scores that are not the totals they are taken for, and answers that a person must respond to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import load
from unstuck.population.engines.questions import Settled
from unstuck.population.engines.reading import Reading
from unstuck.population.engines.scores import ScoreFile, open_scores

TODAY = date(2026, 11, 29)


def opened(path: Path, text: str, instrument: str = "PHQ-9", settled: Settled | None = None) -> ScoreFile:
    path = path / "scores.csv"
    path.write_text(text, encoding="utf-8")
    known = load(instrument)
    return open_scores(
        Reading(
            path=path, minimum=known.minimum, maximum=known.maximum, score_name=known.id, instrument=known,
            today=TODAY, settled=settled or Settled(),
        )
    )  # fmt: skip


WHO5 = "client,date,score\nK1,2026-08-03,{}\nK1,2026-08-17,{}\n"


def test_sums_that_were_not_multiplied_are_refused(tmp_path: Path) -> None:
    # Topp 2015: the sum of 0 to 25 is multiplied by four.
    with pytest.raises(BadInput, match=r"no score above 16 and 1 that are no multiples of 4.*multiply them by 4"):
        opened(tmp_path, WHO5.format(13, 16), "WHO-5")
    with opened(tmp_path, WHO5.format(12, 24), "WHO-5") as low:
        assert low.rows == 2, "so low they may be, being multiples of four"
    with opened(tmp_path, WHO5.format(13, 64), "WHO-5") as mixed:
        assert mixed.rows == 2
    with opened(tmp_path, WHO5.format(13, 16), "WHO-5", Settled(sure=("means",))) as sure:
        assert sure.rows == 2


def test_answers_that_a_person_must_respond_to_are_handed_out_with_day_and_row(tmp_path: Path) -> None:
    head = "client,date," + ",".join(f"phq9_{number}" for number in range(1, 10)) + "\n"
    text = (
        head + "K1,2026-08-03" + ",1" * 8 + ",0\n" + "K1,2026-08-17" + ",1" * 8 + ",2\n" + "K2,2026-08-18,,,,,,,,,3\n"
    )
    with opened(tmp_path, text) as file:
        found = [(one.item, one.client, one.row, one.occasion, one.answer) for one in file.safety_answers]
        assert file.notices[0] == file.safety_notices[0]
        assert file.safety_notices[0] not in file.other_notices
    days = [(date(2026, 8, day) - date(1970, 1, 1)).days for day in (17, 18)]
    assert found == [("phq9_9", "K1", 3, days[0], 2.0), ("phq9_9", "K2", 4, days[1], 3.0)]


def test_an_answer_beside_the_total_that_is_coded_from_1_is_no_false_alarm(tmp_path: Path) -> None:
    beside = "client,date,score,phq9_9\nK1,2026-08-03,9,1\nK2,2026-08-03,9,4\nK3,2026-08-03,9,2\n"
    with opened(tmp_path, beside) as file:
        assert [(one.client, one.answer) for one in file.safety_answers] == [("K2", 3.0), ("K3", 1.0)]
    with opened(tmp_path, beside.replace("9,4", "9,3")) as file:
        assert [one.client for one in file.safety_answers] == ["K1", "K2", "K3"], "not proven: rather one too many"
