"""One test over many files: it says which of them fail. A test for each file took longer to report than to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

Check = Callable[[Path], None]


def for_each(paths: Sequence[Path], called: Callable[[Path], str]) -> Callable[[Check], Callable[[], None]]:
    """Return a decorator that makes a check of one path a test of all; it names the paths that fail, and why."""

    def decorate(check: Check) -> Callable[[], None]:
        def test() -> None:
            assert paths, "there is nothing to look at"
            faults = {}
            for path in paths:
                try:
                    check(path)
                except AssertionError as fault:
                    faults[called(path)] = str(fault)
            if faults:
                raise AssertionError("\n".join(f"{name}: {fault}" for name, fault in faults.items()))

        test.__name__, test.__qualname__, test.__module__ = check.__name__, check.__qualname__, check.__module__
        test.__doc__ = check.__doc__
        return test

    return decorate
