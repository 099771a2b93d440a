"""How answers become a total: small tables, each row a sentence of the specification.

PHQ-9 bands: Kroenke 2001, J Gen Intern Med 16:606-613 (5, 10, 15, 20). GAD-7 bands: Kroenke 2010, Gen Hosp
Psychiatry 32:345-359 (5, 10, 15). Totals worked out by hand; a letter x is an item that was not answered.
"""

from __future__ import annotations

import pytest

from unstuck.instruments import load, score

PHQ_ROWS = [
    # answers     total      band                 safety
    ("000000000", 0, "minimal", False),
    ("111100000", 4, "minimal", False),
    ("111110000", 5, "mild", False),
    ("333000000", 9, "mild", False),
    ("333100000", 10, "moderate", False),
    ("333320000", 14, "moderate", False),
    ("333330000", 15, "moderately severe", False),
    ("333333100", 19, "moderately severe", False),
    ("333333200", 20, "severe", False),
    ("333333333", 27, "severe", True),
    ("000000001", 1, "minimal", True),
    # one missing: 16 in 8 answers, 16 x 9 / 8; two missing: 14 in 7, 14 x 9 / 7
    ("22222222x", 18, "moderately severe", False),
    ("x22222x22", 18, "moderately severe", True),
    # 8 in 8 answers is 9; 4 in 8 is 4.5, which has not reached 5
    ("11111111x", 9, "mild", False),
    ("1111x0000", 4.5, "minimal", False),
    # three missing: no total, and the safety item still shows
    ("222222xxx", None, None, False),
    ("xxx222222", None, None, True),
    ("xxxxxxxxx", None, None, False),
]

GAD_ROWS = [
    ("0000000", 0, "minimal"),
    ("1111000", 4, "minimal"),
    ("1111100", 5, "mild"),
    ("3330000", 9, "mild"),
    ("3331000", 10, "moderate"),
    ("3333200", 14, "moderate"),
    ("3333300", 15, "severe"),
    ("3333333", 21, "severe"),
    # 12 in 6 answers is 14; 10 in 5 answers is 14
    ("222222x", 14, "moderate"),
    ("x22222x", 14, "moderate"),
    ("xxx2222", None, None),
]


def _answers(prefix: str, digits: str) -> dict[str, int | None]:
    return {f"{prefix}_{number}": None if digit == "x" else int(digit) for number, digit in enumerate(digits, start=1)}


@pytest.mark.parametrize(("digits", "total", "band", "safety"), PHQ_ROWS)
def test_phq9(digits: str, total: float | None, band: str | None, safety: bool) -> None:
    result = score(load("PHQ-9"), _answers("phq9", digits))
    assert (result.total, result.band) == (total, band)
    assert result.safety == (("phq9_9",) if safety else ())
    assert result.prorated == ("x" in digits and total is not None)


@pytest.mark.parametrize(("digits", "total", "band"), GAD_ROWS)
def test_gad7(digits: str, total: float | None, band: str | None) -> None:
    result = score(load("GAD-7"), _answers("gad7", digits))
    assert (result.total, result.band, result.safety) == (total, band, ())


@pytest.mark.parametrize(
    ("ninth", "says"),
    [
        (3, "answered above zero"),
        (1, "answered above zero"),
        (0, "does not rule out risk"),
        (None, "was not answered: ask"),
    ],
)
def test_what_is_said_about_the_safety_item(ninth: int | None, says: str) -> None:
    result = score(load("PHQ-9"), {**_answers("phq9", "00000000"), "phq9_9": ninth})
    assert says in result.note
    assert "safe" not in result.note.replace("safety", "")


def test_the_difficulty_question_is_never_part_of_the_total() -> None:
    answers = _answers("phq9", "111111111")
    result = score(load("PHQ-9"), {**answers, "phq9_difficulty": 3})
    assert result.total == 9
    assert result.not_scored == {"phq9_difficulty": 3}
    assert score(load("PHQ-9"), {**answers, "phq9_difficulty": None}).not_scored == {}
