"""What is left of 300 sentences: no more than was left when the counts were last printed."""

from __future__ import annotations

import pytest

from tests.spec.redaction_table import KINDS, counted, of, redacted


@pytest.mark.parametrize(
    ("part", "left", "unseen", "lost"), [("seen", 1, 0, 1), ("held", 22, 4, 9)], ids=["seen", "held"]
)
def test_no_more_is_left(part: str, left: int, unseen: int, lost: int) -> None:
    counts = counted(of(part))
    assert counts["left"][0] <= left
    assert counts["unseen"][0] <= unseen
    assert counts["lost"][0] <= lost


def test_there_are_300_of_all_kinds() -> None:
    assert len(redacted()) == 300
    assert {one.row["kind"] for one in redacted()} == {*KINDS, "harmless"}
    assert all(one.row["telling"] or one.row["kind"] == "harmless" for one in redacted())
