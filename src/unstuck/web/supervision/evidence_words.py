"""How the evidence of a quarter is said: the same words on the page, in the table and in the PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from unstuck.language import gettext as _
from unstuck.population.disclosure import Shown
from unstuck.population.rollups import PARTS
from unstuck.reporting.letters.tables import Paper, PaperTable
from unstuck.reporting.words import spell_date
from unstuck.web.components.csv_files import plain_text
from unstuck.web.supervision.actions import ReportForm
from unstuck.web.supervision.evidence import EvidenceReport
from unstuck.web.supervision.evidence_counts import (
    ALERTS,
    ALERTS_REVIEWED,
    DECIDED,
    ENDED_ONCE,
    ENDED_TWICE,
    IN_CARE_TWICE,
)
from unstuck.web.supervision.quarter_counts import ENDED, LED, REVIEWS, SCORED
from unstuck.web.supervision.quarter_figures import QuarterNumber
from unstuck.web.supervision.quarter_words import number_words

STANDARD = "CTS.03.01.09"
COLUMNS = (
    "quarter", "element", "figure", "words", "count", "hidden", "of", "share", "lower95", "upper95", "source",
)  # fmt: skip


@dataclass(frozen=True)
class EvidenceLine:
    """One number with where it comes from. `code` as in files."""

    code: str
    words: str
    number: QuarterNumber
    source: str

    @property
    def said(self) -> str:
        """Return the number in words."""
        return number_words(self.number)


@dataclass(frozen=True)
class EvidenceElement:
    """One of the standard's three elements, in our own words, with the numbers that bear on it."""

    number: int
    words: str
    lines: Sequence[EvidenceLine]


def elements(found: EvidenceReport) -> list[EvidenceElement]:
    """Return the three elements with their numbers."""
    asks = [
        _("A standardised questionnaire is used to follow each person's progress towards their goals."),
        _("What the scores say is looked at, and goals and plan follow it where needed."),
        _("The scores of all are put together and evaluated, to see how the work does."),
    ]
    lines = (_of_measuring(found), _of_using(found), _of_evaluating(found))
    return [EvidenceElement(place, *each) for place, each in enumerate(zip(asks, map(list, lines), strict=True), 1)]


def _of_measuring(found: EvidenceReport) -> Iterator[EvidenceLine]:
    scores = _("Scores on record that count")
    for instrument, people in found.instruments.items():
        words = _("%(instrument)s: clients with a score in the quarter") % {"instrument": instrument}
        yield EvidenceLine(f"used_{instrument}", words, QuarterNumber(people), scores)
    yield from _lines(
        found,
        (ENDED, _("Work ended in the quarter"), _quarter()),
        (ENDED_ONCE, _("Work ended: with a first score"), scores),
        (ENDED_TWICE, _("Work ended: with a later score on the same questionnaire, too"), scores),
        (SCORED, _("In care on the last day, with a score"), _quarter()),
        (IN_CARE_TWICE, _("In care on the last day: with a later score on the same questionnaire, too"), scores),
    )


def _of_using(found: EvidenceReport) -> Iterator[EvidenceLine]:
    reviews = _("Steps of reviews on record")
    yield from _lines(
        found,
        (ALERTS, _("Alerts raised in the quarter: getting worse, little change, engagement fell"), _("Alerts")),
        (ALERTS_REVIEWED, _("Alerts after which a person recorded something in the client's review"), reviews),
        (REVIEWS, _("Reviews opened in the quarter"), _quarter()),
        (DECIDED, _("Reviews with a decision on record, and a day to look again"), reviews),
        (LED, _("Reviews that led to something else than more time"), _quarter()),
    )


def _of_evaluating(found: EvidenceReport) -> Iterator[EvidenceLine]:
    for one in found.outcomes:
        if one.code in ("clients", *PARTS, "recovered"):
            code, words = f"{one.code}_{one.instrument}", f"{one.instrument}: {one.words}"
            yield EvidenceLine(code, words, one.now, _quarter())
    for form in ReportForm:
        words = _("These figures taken away: %(form)s") % {"form": form.words}
        number = QuarterNumber(found.taken.by_form.get(form, 0))
        yield EvidenceLine(f"taken_{form.value}", words, number, _("The agency's record of what was done"))


def _lines(found: EvidenceReport, *lines: tuple[str, str, str]) -> Iterator[EvidenceLine]:
    for code, words, source in lines:
        if code in found.numbers:
            yield EvidenceLine(code, words, found.numbers[code], source)


def _quarter() -> str:
    return _("The quarter's figures")


def taken_words(found: EvidenceReport) -> str:
    """Return when the figures were last taken away."""
    if found.taken.last is None:
        return _("The figures of this quarter have not been taken away yet.")
    return _("The figures of this quarter were last taken away on %(day)s.") % {"day": spell_date(found.taken.last)}


def no_certificate() -> str:
    """Return what these figures are, and what they are not."""
    return _(
        "This is evidence, not a certificate. Whether the standard is met is for the Joint Commission's surveyors to "
        "say, who also read records and talk with people. The elements are put in our own words: read the wording "
        "in force in your manual. Questionnaires that are kept elsewhere are not counted here."
    )


def evidence_definitions() -> list[tuple[str, str]]:
    """Return what the figures mean."""
    return [
        (
            _("A first and a later score"),
            _("Counted by the last day of the quarter. Who began shortly before it may not have had time for a later "
              "score. Scores marked as entered in error are not counted. How many of those in care have no score "
              "yet is not said: with it, small numbers of the quarter could be worked out."),
        ),
        (
            _("Alerts and reviews"),
            _("What was recorded after the alert, until today. An alert that was talked about without a review is not "
              "counted here."),
        ),
        (
            _("The same figures"),
            _("Where the quarter's figures are named, the number is the one that stands there. What is counted besides "
              "is rounded and hidden in the same way, and left out where a small number could be worked out from "
              "both together."),
        ),
    ]  # fmt: skip


def evidence_as_csv(found: EvidenceReport) -> str:
    """Return every number, one a row."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for element in elements(found):
        writer.writerows([found.report.quarter.code, element.number, *_row(line)] for line in element.lines)
    return file.getvalue()


def _row(line: EvidenceLine) -> list[object]:
    one = line.number
    hidden = None if isinstance(one.count, int) else one.count.value
    numbers = (_plain(one.count), hidden, _plain(one.of), one.share, one.lower, one.upper)
    return [line.code, plain_text(line.words), *numbers, plain_text(line.source)]


def _plain(count: Shown | None) -> int | None:
    return count if isinstance(count, int) else None


def with_evidence(paper: Paper, found: EvidenceReport) -> Paper:
    """Return a quarter's paper with the evidence at its end."""
    title = _("Evidence for %(standard)s") % {"standard": STANDARD}
    tables = [PaperTable(title, (), (), (no_certificate(), taken_words(found)))]
    for one in elements(found):
        rows = tuple((line.words, line.said, line.source) for line in one.lines)
        columns = ("", found.report.quarter.words, _("Where it comes from"))
        heading = _("Element %(number)s") % {"number": one.number}
        tables.append(PaperTable(heading, columns, rows, (one.words,)))
    return replace(paper, tables=(*paper.tables, *tables), notes=(*paper.notes, *evidence_definitions()))
