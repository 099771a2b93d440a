"""A quarter's figures to take away: a table for other programs, and a PDF that screen readers can read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from unstuck.language import gettext as _
from unstuck.population.disclosure import Shown
from unstuck.reporting.letters.tables import Paper, PaperTable
from unstuck.reporting.words import spell_date
from unstuck.web.components.csv_files import plain_text
from unstuck.web.supervision.quarter_figures import QuarterFigure, QuarterGroup, QuarterNumber, QuarterReport
from unstuck.web.supervision.quarter_words import definitions, quarter_tables

COLUMNS = (
    "quarter", "group", "instrument", "figure", "words", "count", "hidden", "of", "share", "lower95", "upper95",
    "benchmark", "kind",
)  # fmt: skip


def as_csv(report: QuarterReport) -> str:
    """Return every figure of the quarter and of the one before, one a row."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for group in report.groups:
        for figure in group.figures:
            writer.writerow(_row(report.quarter.code, group, figure, figure.now))
            if figure.before is not None:
                writer.writerow(_row(report.quarter.before.code, group, figure, figure.before))
    return file.getvalue()


def _row(quarter: str, group: QuarterGroup, figure: QuarterFigure, one: QuarterNumber) -> list[object]:
    hidden = None if isinstance(one.count, int) else one.count.value
    texts = [plain_text(text) for text in (group.title, figure.instrument, figure.code, figure.words)]
    shares = (one.share, one.lower, one.upper, figure.benchmark)
    return [quarter, *texts, _shown(one.count), hidden, _shown(one.of), *shares, group.kind or "agency"]


def _shown(count: Shown | None) -> int | None:
    return count if isinstance(count, int) else None


def as_paper(report: QuarterReport, language: str) -> Paper:
    """Return what the page shows as a paper."""
    quarter = report.quarter
    lines = (
        _("%(first)s to %(last)s") % {"first": spell_date(quarter.first), "last": spell_date(quarter.last)},
        _("Counts of people, small numbers suppressed, all others rounded. In brackets: the 95 % interval."),
    )
    return Paper(
        title=_("%(agency)s: %(quarter)s") % {"agency": report.agency, "quarter": quarter.words},
        lines=lines,
        tables=tuple(_tables(report)),
        notes_title=_("What the figures mean"),
        notes=tuple(definitions(report)),
        language=language,
    )


def _tables(report: QuarterReport) -> Iterator[PaperTable]:
    for table in quarter_tables(report):
        columns = ["", report.quarter.words, report.quarter.before.words, _("Benchmark")]
        rows: list[tuple[str, ...]] = []
        for line in table.lines:
            if line.heading:
                rows.append((line.heading,))
            rows.append((line.words, line.now, line.before, line.benchmark))
        shown = 4 if table.has_benchmark else 3
        title = _("Programme: %(name)s") % {"name": table.title} if table.kind == "programme" else table.title
        yield PaperTable(title, tuple(columns[:shown]), tuple(row[:shown] for row in rows))
