"""A small sample of the made-up sheets and directories; `make drill` tries 10,000 of each."""

from __future__ import annotations

from tests import made_up_directories, made_up_sheets


def test_sheets_are_refused_or_nothing_of_them_is_dropped_unsaid() -> None:
    found = made_up_sheets.tried(25, derandomize=True)
    assert found["read"] + found["asked"] > 0
    assert set(found) <= {"read", "asked", "refused"}


def test_directories_are_refused_or_nothing_of_them_is_dropped_unsaid() -> None:
    found = made_up_directories.tried(60, derandomize=True)
    assert found["read"] > 50
