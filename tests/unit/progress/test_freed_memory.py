"""A process that makes many arrays keeps the memory of those that it no longer needs, where the C library can."""

from __future__ import annotations

import ctypes
import resource
import subprocess
import sys

import pytest

from unstuck.progress.freed_memory import keep_freed_memory

FAULTS = """
import resource
import numpy as np
from unstuck.progress.freed_memory import keep_freed_memory
assert keep_freed_memory()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _time in range(200):
    made = [np.ones(100_000) for _array in range(4)]
    del made
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults() -> int:
    done = subprocess.run([sys.executable, "-c", FAULTS], check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"), reason="glibc alone has these settings")
def test_pages_are_asked_for_once_and_not_for_each_array() -> None:
    """Four arrays of 800 kB are 800 pages: what is kept costs them once, and 200 rounds of it cost nothing more."""
    pages = 4 * 800_000 // resource.getpagesize()
    assert page_faults() < 2 * pages


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _none: object())
    assert keep_freed_memory() is False
