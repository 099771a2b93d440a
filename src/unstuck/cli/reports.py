"""The HTML report of `unstuck analyse`, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from unstuck.cli.output import text_output
from unstuck.cli.progress_bar import progress_bar
from unstuck.reporting.gathering import cohort_of, gather
from unstuck.reporting.report import write_report
from unstuck.reporting.scored import Scored


def write_html(scored: Scored, out: Path | None, tick: Callable[[int], None]) -> None:
    """Write the report, whole or not at all."""
    gathered = gather(scored, tick)
    cohort = cohort_of(scored, gathered)
    with text_output(out) as file, progress_bar("Drawing", cohort.needs_a_look) as drawing:
        write_report(file, cohort, gathered.ordered(), lambda written: drawing(1), most_charts=gathered.most_charts)
