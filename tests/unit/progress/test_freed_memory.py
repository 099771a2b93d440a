"""A process that makes many arrays keeps the memory of those that it no longer needs, where the C library can."""

from __future__ import annotations

import ctypes
import resource
import subprocess
import sys

import pytest

from unstuck.progress.freed_memory import keep_freed_memory

FAULTS = """
import resource, sys
import numpy as np
from unstuck.progress.freed_memory import keep_freed_memory
if sys.argv[1] == "kept":
    sys.exit(9) if not keep_freed_memory() else None
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _time in range(200):
    made = [np.ones(100_000) for _array in range(4)]
    del made
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", FAULTS, how], check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"), reason="glibc alone has these settings")
def test_pages_are_asked_for_once_and_not_for_each_array() -> None:
    """Four arrays of 800 kB are 800 pages: what is kept costs them once, and 200 rounds of it cost nothing more."""
    pages = 4 * 800_000 // resource.getpagesize()
    assert page_faults("kept") < 2 * pages
    assert page_faults("as usual") > 10 * pages, "glibc keeps it by itself now"


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _none: object())
    assert keep_freed_memory() is False
