"""What becomes of memory that arrays no longer need: kept for the next ones, in a process that makes many."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Numbers of two settings of glibc (malloc.h, mallopt(3))."""

KEPT, LARGEST = 256 * 2**20, 32 * 2**20
"""Bytes that are kept, and the largest array that is made from them; glibc takes no larger one."""


def keep_freed_memory() -> bool:
    """Let this process keep what it frees, for the next array; return whether the C library here can.

    Judging makes thousands of arrays of some hundred kilobytes. By itself glibc hands each back to the system and asks
    for it anew, page by page: that took a third of the processor's time of a million clients (benchmarks.filtering).
    """
    try:
        settings = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # another C library: it does as it does
        return False
    return bool(settings(_MMAP_THRESHOLD, LARGEST)) and bool(settings(_TRIM_THRESHOLD, KEPT))
