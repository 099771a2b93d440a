"""How answers become a total: small tables, each row a sentence of the specification.

PHQ-9 bands: Kroenke 2001, J Gen Intern Med 16:606-613 (5, 10, 15, 20). GAD-7 bands: Kroenke 2010, Gen Hosp
Psychiatry 32:345-359 (5, 10, 15). Totals worked out by hand; a letter x is an item that was not answered.
"""

from __future__ import annotations

import pytest

from unstuck.errors import BadInput
from unstuck.instruments import load, score
from unstuck.instruments.goals import goal_attainment
from unstuck.instruments.scoring import is_asked, most_without_safety

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


OTHER_ROWS = [
    # instrument, answers in the order of the form (x: not answered), total. Each worked out by hand.
    ("PHQ-2", "23", 5.0),
    ("PHQ-2", "2x", None),
    ("PHQ-4", "1203", 6.0),
    ("PCL-5", "4" * 20, 80.0),
    ("PCL-5", "1" * 19 + "x", None),
    # no such event: nothing else is asked, and the total is 0; with one, each yes counts
    ("PC-PTSD-5", "0xxxxx", 0.0),
    ("PC-PTSD-5", "110111", 4.0),
    ("PC-PTSD-5", "x10111", 4.0),
    ("PC-PTSD-5", "11011x", None),
    # 6 + 3 of two areas that apply: 9 of 12; all at 6; nothing applies
    ("B-IPF", "6xxx3xx", 75.0),
    ("B-IPF", "6666666", 100.0),
    ("B-IPF", "xxxxxxx", None),
    # (8 + 6 + 7) / 3
    ("Working together", "867x", 7.0),
    ("Working together", "8xxx", None),
    # never added up
    ("ONS4", "7653", None),
    ("ASQ", "1000x", None),
    # 25 points times 4; items the other way round count what their answers say
    ("WHO-5", "55555", 100.0),
    ("WHO-5", "12300", 24.0),
    ("CORE-10", "4004444444", 32.0),
    # 27 in nine answers, times 10 / 9
    ("CORE-10", "333333333x", 30.0),
    # the mean of the first eight; the last three stand apart
    ("DIALOG", "44444446777", 4.25),
    # URICA: all threes are 3 + 3 + 3 - 3
    ("URICA", "3" * 32, 6.0),
    ("GBO", "48x", 6.0),
    ("AUDIT", "1111111144", 16.0),
]


@pytest.mark.parametrize(("name", "answers", "total"), OTHER_ROWS)
def test_totals_of_the_others(name: str, answers: str, total: float | None) -> None:
    codes = [item.code for item in load(name).items if not item.beside]
    given = {code: None if answer == "x" else int(answer) for code, answer in zip(codes, answers, strict=False)}
    assert score(load(name), given).total == (total if total is None else pytest.approx(total))


def test_readiness_takes_precontemplation_away() -> None:
    """Two pages print the grid: readiness runs from -2 to 14. All of one part at its ends tells the parts apart."""
    grid = {"PC": (1, 5, 11, 13, 23, 26, 29), "C": (2, 8, 12, 15, 19, 21, 24), "A": (3, 7, 10, 14, 17, 25, 30)}
    low = {f"urica_{n}": 5 if n in grid["PC"] else 1 for n in range(1, 33)}
    high = {f"urica_{n}": 1 if n in grid["PC"] else 5 for n in range(1, 33)}
    assert (score(load("URICA"), low).total, score(load("URICA"), high).total) == (-2, 14)
    only_action = {f"urica_{n}": 5 if n in grid["A"] else 1 for n in range(1, 33)}
    assert score(load("URICA"), only_action).total == 1 + 5 + 1 - 1


@pytest.mark.parametrize(
    ("answers", "asks_the_fifth"),
    [("0000", False), ("1000", True), ("0001", True), ("00x0", True), ("xxxx", True)],
)
def test_the_fifth_question_of_the_asq(answers: str, asks_the_fifth: bool) -> None:
    """Any yes, and any of the first four left open (NIMH toolkit)."""
    asq = load("ASQ")
    given = {f"asq_{n}": None if one == "x" else int(one) for n, one in enumerate(answers, start=1)}
    assert is_asked(asq, asq.items[4], given) == asks_the_fifth
    assert ("asq_5" in score(asq, given).missing) == asks_the_fifth


def test_a_total_that_cannot_come_without_item_nine() -> None:
    """Eight items of the PHQ-9 at three points each make 24."""
    assert most_without_safety(load("PHQ-9")) == 24
    assert most_without_safety(load("CORE-10")) == 36
    assert most_without_safety(load("GAD-7")) == 21


@pytest.mark.parametrize(
    ("levels", "weights", "t_score"),
    [
        # T = 50 + 10 * sum(wx) / sqrt(0.7 * sum(w^2) + 0.3 * sum(w)^2), by hand
        ([0, 0, 0], None, 50.0),
        ([1, 1, 1], None, 63.693),  # 30 / sqrt(2.1 + 2.7)
        ([-2, 1], [3, 1], 35.444),  # -50 / sqrt(7 + 4.8)
    ],
)
def test_goal_attainment(levels: list[int], weights: list[float] | None, t_score: float) -> None:
    assert goal_attainment(levels, weights) == pytest.approx(t_score, abs=0.001)


@pytest.mark.parametrize(
    ("levels", "weights"), [([], None), ([3], None), ([0], [0]), ([0, 1], [1]), ([0], [float("inf")])]
)
def test_goals_that_cannot_be_counted(levels: list[int], weights: list[float] | None) -> None:
    with pytest.raises(BadInput, match="expected"):
        goal_attainment(levels, weights)
