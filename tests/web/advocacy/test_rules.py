"""Who reads a task of advocacy, and what one cannot do without (D.6): on both sides of each rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.web.advocacy.acts import ahead, details, planned
from tests.web.cast import TODAY, Cast
from tests.web.refusals import refusal, who_finds
from unstuck.web.advocacy import policies
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyKind, AdvocacyTask
from unstuck.web.advocacy.permissions import tasks_for
from unstuck.web.advocacy.policies import TaskDetails, task_faults
from unstuck.web.components.denied import Denied

YEAR = 366


def test_a_task_is_read_by_who_reads_the_client(cast: Cast) -> None:
    assert who_finds(cast, tasks_for, planned(cast)) == {"Wanda", "Sunita"}
    assert not tasks_for(None).exists()


@pytest.mark.parametrize(
    ("kind", "changed", "expected"),
    [
        ("letter", {}, []),
        ("letter", {"office": " "}, [("office", "no_office")]),
        ("letter", {"ask": " "}, [("ask", "no_ask")]),
        ("letter", {"do_by": TODAY}, []),
        ("letter", {"do_by": ahead(-1)}, [("do_by", "do_by_past")]),
        ("letter", {"doer": "somebody"}, [("doer_name", "no_doer")]),
        ("letter", {"doer": "somebody", "doer_name": " "}, [("doer_name", "no_doer")]),
        ("letter", {"doer": "somebody", "doer_name": "Her aunt"}, []),
        ("letter", {"deadline": ahead(YEAR)}, []),
        ("letter", {"deadline": ahead(YEAR + 1)}, [("deadline", "wrong_deadline")]),
        ("letter", {"deadline": ahead(-YEAR)}, []),
        ("letter", {"deadline": ahead(-YEAR - 1)}, [("deadline", "wrong_deadline")]),
        ("letter", {"deadline": ahead(5)}, []),
        ("letter", {"deadline": ahead(4)}, [("do_by", "after_deadline")]),
        ("letter", {"deadline": TODAY}, [("do_by", "after_deadline")]),
        ("letter", {"deadline": ahead(-1)}, []),
        ("letter", {"meets_on": None, "takes_part": "", "language": "", "interpreter": ""}, []),
        ("appeal", {}, []),
        ("appeal", {"deadline": None}, [("deadline", "no_deadline")]),
        ("meeting", {}, []),
        ("meeting", {"meets_on": None}, [("meets_on", "no_day")]),
        ("meeting", {"meets_on": TODAY}, []),
        ("meeting", {"meets_on": ahead(-1)}, [("meets_on", "wrong_day")]),
        ("meeting", {"meets_on": ahead(YEAR)}, []),
        ("meeting", {"meets_on": ahead(YEAR + 1)}, [("meets_on", "wrong_day")]),
        ("meeting", {"takes_part": " "}, [("takes_part", "nobody_takes_part")]),
        ("interpreter", {}, []),
        ("interpreter", {"takes_part": ""}, []),
        ("interpreter", {"meets_on": None}, [("meets_on", "no_day")]),
        ("interpreter", {"language": " "}, [("language", "no_language")]),
        ("interpreter", {"interpreter": "family"}, [("interpreter", "not_family")]),
        ("interpreter", {"interpreter": ""}, [("interpreter", "no_interpreter")]),
    ],
)
def test_a_task_says_what_it_must(kind: str, changed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    faults = task_faults(details(kind, **changed), TODAY)
    assert [(field, denied.code) for field, denied in faults] == expected


def test_what_nobody_said_counts_as_unsaid() -> None:
    def lacking(kind: str, doer: str = "worker") -> list[str]:
        said = TaskDetails(AdvocacyKind(kind), "Housing office", "Mend it", "letter", doer, TODAY)
        return [field for field, _denied in task_faults(said, TODAY)]

    assert lacking("letter") == []
    assert lacking("letter", "somebody") == ["doer_name"]
    assert lacking("appeal") == ["deadline"]
    assert lacking("meeting") == ["meets_on", "takes_part"]
    assert lacking("interpreter") == ["meets_on", "language", "interpreter"]
    said = TaskDetails(AdvocacyKind.LETTER, "Housing office", "Mend it", "letter", "worker", TODAY)
    assert (said.contact, said.safe_way) == ("", "")


def test_a_task_is_refused_for_the_first_thing_it_lacks() -> None:
    assert refusal(policies.check_details, details(office="", ask=""), TODAY) == "no_office"
    assert refusal(policies.check_details, details(), TODAY) == ""
    with pytest.raises(Denied, match="by the last day, 26 November 2026"):
        policies.check_details(details(deadline=ahead(4)), TODAY)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"ask": "Mend the heating"}, ""),
        ({"ask": "Mend the heating", "reasons": ""}, ""),
        ({}, "nothing_asked"),
        ({"ask": " "}, "nothing_asked"),
        ({"reasons": "It is cold"}, "nothing_asked"),
        ({"ask": "Mend the heating", "kite": "It flies"}, "nothing_asked"),
        ({"ask": "Mend the heating", "reasons": "Since […] it is cold"}, "gap_left"),
    ],
)
def test_a_letter_asks_for_something_and_has_no_gap(parts: dict[str, str], expected: str) -> None:
    assert refusal(policies.check_letter, parts) == expected


def test_the_first_gap_is_named_with_its_heading() -> None:
    with pytest.raises(Denied, match=r"^“What we ask” still has a gap: fill in or take out each \[…\]\.$"):
        policies.check_letter({"ask": "Mend […]", "reasons": "Since […]"})


def test_words_are_asked_for() -> None:
    for check, code in ((policies.check_wish, "no_wish"), (policies.check_withdrawn, "no_reason")):
        assert [refusal(check, words) for words in ("", " ", "To be warm")] == [code, code, ""]


def test_a_client_agrees_to_the_very_words() -> None:
    letter, other = {"ask": "Mend it"}, {"ask": "Mend it now"}
    cases: list[tuple[dict[str, str], dict[str, str] | None, str]] = [
        (letter, None, "no_consent"),
        ({}, {}, "no_consent"),
        (letter, other, "changed_since"),
        (letter, letter, ""),
    ]
    for written, agreed, expected in cases:
        consent = None if agreed is None else AdvocacyConsent(letter=agreed)
        assert refusal(policies.check_agreed_to, AdvocacyTask(letter=written), consent) == expected


@pytest.mark.parametrize(
    ("kind", "outcome", "words", "expected"),
    [
        ("letter", "granted", "They will", ""),
        ("letter", "granted", " ", "no_words"),
        ("letter", "came", "They will", "wrong_outcome"),
        ("interpreter", "came", " ", ""),
        ("interpreter", "did_not_come", " ", "no_words"),
        ("interpreter", "did_not_come", "Ill", ""),
    ],
)
def test_an_answer_fits_its_kind_and_has_words(kind: str, outcome: str, words: str, expected: str) -> None:
    assert refusal(policies.check_outcome, AdvocacyTask(kind=kind), outcome, words) == expected


def test_at_the_end_it_is_said_whether_the_client_got_it() -> None:
    cases = [("yes", ""), ("no", " "), ("no", "Too late"), ("not_yet", "Soon"), ("kite", "Soon")]
    found = [refusal(policies.check_came, *one) for one in cases]
    assert found == ["", "no_reason", "", "not_said", "not_said"]


def test_the_farthest_day_is_a_year_off() -> None:
    """D.6 asks for a last day; one of another year is a slip of the pen. 366: a leap year is a year."""
    assert date(2028, 2, 29) - date(2027, 2, 28) == policies.FARTHEST == timedelta(days=YEAR)
