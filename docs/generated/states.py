"""The states of progress as a specification: the very rows that the tests run."""

from __future__ import annotations

from tests.spec.states_table import SECTIONS, SETTINGS, Row

PATH = "reference/states-specification.md"

HEAD = """# The states of progress, by example

Generated from `tests/spec/states_table.py`, which the tests run row by row; after a change to it, run `make docs`.

Each row is a series of scores and the answer at its last one. `since` is when the present state began, an alert
is raised on entering *stalled* or *deteriorating*, and the reasons are the codes of the answer, the one it rests
on first. Scores are weekly, or one a session, unless the times stand beside them. The measure and the curve are
made up, in round numbers: a mean course of 15 - 2.5 log(1 + t), and a stall signalled from a probability of 80 %
on. There is exactly one state: the first that holds of *deteriorating, recovered, stalled, improved, too early,
watch, on track*.
"""


def render() -> str:
    """Return the page."""
    parts = [HEAD, "## What the rows are judged by\n", "| setting | what it is |\n|---|---|"]
    parts += [f"| {name} | {setting.says} |" for name, setting in SETTINGS.items()]
    for title, section in SECTIONS.items():
        parts += [f"\n## {title}\n", "| what it shows | scores | state | since | alert | reasons | setting |"]
        parts += ["|---|---|---|---|---|---|---|", *map(_line, section)]
    return "\n".join(parts) + "\n"


def _line(row: Row) -> str:
    state = row.state.replace("_", " ")
    reasons = ", ".join(f"`{code}`" for code in row.reasons.split())
    alert = "yes" if row.alert else ""
    return f"| {row.says} | {_scores(row)} | **{state}** | {_when(row)} | {alert} | {reasons} | {row.setting} |"


def _scores(row: Row) -> str:
    scores = ", ".join(f"{score:g}" for score in row.scores)
    if not row.times:
        return scores
    times = ", ".join(f"{time:g}" for time in row.times)
    return f"{scores} ({'days' if SETTINGS[row.setting].by_days else 'sessions'} {times})"


def _when(row: Row) -> str:
    return f"day {row.since:g}" if SETTINGS[row.setting].by_days else f"session {row.since + 1:g}"
