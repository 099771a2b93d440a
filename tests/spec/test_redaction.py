"""What is left of three sets of sentences: no more than was left when the counts were last printed."""

from __future__ import annotations

import pytest

from tests.spec.redaction_table import FILES, FIRST, HARD, KINDS, THIRD, counted, known_in, of, redacted

MOST = {
    (FIRST, "seen"): {"left": 1, "unseen": 0, "known": 0, "lost": 1, "touched": 6},
    (FIRST, "held"): {"left": 19, "unseen": 2, "known": 3, "lost": 4, "touched": 18},
    (HARD, "seen"): {"left": 15, "unseen": 0, "known": 0, "lost": 0, "touched": 0},
    (HARD, "held"): {"left": 22, "unseen": 2, "known": 3, "lost": 3, "touched": 4},
    (HARD, "late"): {"left": 19, "unseen": 1, "known": 1, "lost": 1, "touched": 2},
    (THIRD, "first"): {"left": 20, "unseen": 0, "known": 4, "lost": 0, "touched": 0},
    (THIRD, "last"): {"left": 9, "unseen": 2, "known": 1, "lost": 1, "touched": 1},
}


@pytest.mark.parametrize(("file", "part"), MOST, ids=" ".join)
def test_no_more_is_left(file: str, part: str) -> None:
    counts = counted(of(part, file=file))
    assert {name: counts[name][0] for name in counts if counts[name][0] > MOST[file, part][name]} == {}


def test_there_are_300_342_and_100_of_all_kinds() -> None:
    assert [len(redacted(file)) for file in FILES] == [300, 342, 100]
    for file in FILES:
        assert {one.row["kind"] for one in redacted(file)} <= {*KINDS, "harmless"}
        assert all(one.row["telling"] or one.row["kind"] == "harmless" for one in redacted(file))
    assert {one.row["kind"] for one in redacted(HARD)} == {*KINDS, "harmless"}


def test_what_is_known_tells_too() -> None:
    assert all(set(known_in(one.row)) <= set(one.row["telling"]) for file in FILES for one in redacted(file))
