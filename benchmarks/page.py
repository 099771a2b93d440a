"""The results as a page, for the terminal and for the docs. It names versions and cores, and no machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from benchmarks.timing import Contest, Times
from benchmarks.whole_process import MEGABYTES_TARGET, SECONDS_TARGET, WholeProcess

HEAD = """# Benchmarks

Written by `python -m benchmarks --write`. Everything on this page was measured in one run, the contenders in
turns; times are least / median / most over the rounds. The ratios say more than the seconds, which depend on
the machine and on what else it was doing.
"""
PACKAGES = ("numpy", "duckdb", "pandas", "mirt", "statsmodels")


def page(contests: list[Contest], processes: list[WholeProcess]) -> str:
    """Return the page as Markdown."""
    lines = [HEAD, _machine(), ""]
    for contest in contests:
        lines += [f"## {contest.what[0].upper()}{contest.what[1:]}", "", *_contest(contest), ""]
    if processes:
        lines += ["## Whole process", "", *_processes(processes), ""]
    return "\n".join(lines)


def _machine() -> str:
    found = [f"{name} {known}" for name in PACKAGES if (known := _version(name))]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, Python {platform.python_version()}, {', '.join(found)}."


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _contest(contest: Contest) -> Iterator[str]:
    yield "| | seconds | times as long as unstuck |"
    yield "|---|---|---|"
    for name, times in contest.times.items():
        ratio = "1" if name == contest.ours else _three(*contest.ratio(name), digits=1)
        yield f"| {name} | {_seconds(times)} | {ratio} |"
    if contest.target is not None:
        yield ""
        yield f"Target: {contest.target:g} s. {_verdict(contest.times[contest.ours].middle, contest.target)}"
    if contest.note:
        yield ""
        yield f"Note: {contest.note}."


def _processes(processes: list[WholeProcess]) -> Iterator[str]:
    yield "| | scores | seconds | seconds of CPU | peak memory, MB |"
    yield "|---|---|---|---|---|"
    for one in processes:
        times, cpu = (_seconds(Times(values)) for values in (one.seconds, one.cpu_seconds))
        yield f"| {one.what} | {one.scores:,} | {times} | {cpu} | {max(one.peak_mb):.0f} |"
    most = max(max(one.peak_mb) for one in processes)
    yield ""
    for target in dict.fromkeys(one.target for one in processes):
        slowest = max(one.middle for one in processes if one.target == target)
        of_which = "" if target == SECONDS_TARGET else "The workbook: "
        yield f"{of_which}Target: {target:g} s. {_verdict(slowest, target)}"
    yield f"Target: {MEGABYTES_TARGET:g} MB. {_verdict(most, MEGABYTES_TARGET)}"


def _verdict(found: float, target: float) -> str:
    return "Met." if found <= target else "Not met in this run."


def _seconds(times: Times) -> str:
    return _three(min(times.seconds), times.middle, max(times.seconds), digits=3)


def _three(least: float, middle: float, most: float, digits: int) -> str:
    return f"{least:.{digits}f} / {middle:.{digits}f} / {most:.{digits}f}"
