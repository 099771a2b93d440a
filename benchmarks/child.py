"""Run a command and print, as JSON, how long it took and how much memory it needed at most.

A process of its own, because a child's peak memory starts at that of the process that started it; this one is small.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from time import perf_counter


def main(command: list[str]) -> int:
    """Print {"seconds", "cpu_seconds", "peak_mb"} and return the command's exit status."""
    began = perf_counter()
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - began
    measured = {"seconds": wall, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}
    print(json.dumps(measured))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
