"""Guards the guard: one test over many files fails for one of them, and names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.for_each import for_each

PATHS = [Path("a.py"), Path("long_name.py")]


def test_the_file_that_fails_is_named() -> None:
    @for_each(PATHS, lambda path: path.name)
    def short(path: Path) -> None:
        assert len(path.name) < 10

    with pytest.raises(AssertionError, match=r"long_name\.py") as failed:
        short()
    assert "a.py" not in str(failed.value).replace("long_name.py", "")


def test_nothing_to_look_at_is_no_success() -> None:
    @for_each([], lambda path: path.name)
    def any_file(path: Path) -> None:
        """Whatever is asked of it."""

    with pytest.raises(AssertionError):
        any_file()
