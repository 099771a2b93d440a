from __future__ import annotations

import pytest

from unstuck.web.score_files.matching import OwnClient, match

OWN = [OwnClient(f"e-{reference}", reference, reference) for reference in ("R-1001", "R-1007", "17", "Ana B", "x-2")]


@pytest.mark.parametrize(
    ("reference", "kind", "why", "candidates", "may_add"),
    [
        ("R-1001", "known", "", ["R-1001"], False),
        ("r-1001", "unclear", "spelling", ["R-1001"], False),
        ("Ana  B", "unclear", "spelling", ["Ana B"], False),
        ("R - 1001", "unclear", "spelling", ["R-1001"], True),
        ("R-01001", "unclear", "spelling", ["R-1001"], True),
        ("0017", "unclear", "spelling", ["17"], True),
        ("R-1O01", "unclear", "typo", ["R-1001"], True),
        ("R-101", "unclear", "typo", ["R-1001"], True),
        ("R-1010", "unclear", "typo", ["R-1001"], True),
        ("R-1002", "unclear", "typo", ["R-1001", "R-1007"], True),
        ("R-1100", "new", "", [], True),
        ("18", "new", "", [], True),
        ("x-3", "new", "", [], True),
        ("z-9", "unclear", "in_use", [], False),
        ("Z-9", "unclear", "in_use", [], False),
    ],
)
def test_whose_a_reference_is(reference: str, kind: str, why: str, candidates: list[str], may_add: bool) -> None:
    (found,) = match([reference], OWN, {"z-9"})
    assert (found.kind, found.why) == (kind, why)
    assert sorted(own.reference for own in found.candidates) == candidates
    assert kind == "known" or found.may_add == may_add


def test_a_client_who_is_in_the_file_was_hardly_mistyped_in_another_row() -> None:
    found = match(["R-1001", "R-1007", "R-1002", "r-1001"], OWN, set())
    assert [one.kind for one in found] == ["known", "known", "new", "unclear"]


def test_two_spellings_of_one_new_client_are_asked_about() -> None:
    first, same_key, zeros = match(["n-71", "N-71", "N-071"], OWN, set())
    assert first.kind == "new"
    assert (same_key.why, same_key.like, same_key.may_add) == ("twice", 0, False)
    assert (zeros.why, zeros.like, zeros.may_add) == ("twice", 0, True)


def test_two_spellings_that_resemble_a_client_cannot_both_be_added() -> None:
    first, second = match(["R-01001", "r-01001"], OWN, set())
    assert (first.may_add, first.like) == (True, None)
    assert (second.may_add, second.like, second.candidates[0].reference) == (False, 0, "R-1001")
