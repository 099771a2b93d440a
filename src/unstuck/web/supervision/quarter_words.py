"""How a quarter's figures are said, and what each of them means: the same words on the page and in the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from unstuck.language import gettext as _
from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.population.disclosure import BASE, FEWEST_WORKERS, THRESHOLD, Hidden
from unstuck.reporting.words import number
from unstuck.web.supervision.overview import cell_of
from unstuck.web.supervision.quarter_counts import ENDED
from unstuck.web.supervision.quarter_figures import QuarterFigure, QuarterNumber, QuarterReport

KIND = f"{ENDED}_"
"""How the codes of the kinds of ending begin."""


@dataclass(frozen=True)
class QuarterLine:
    """One figure in words; `heading` where a new topic begins."""

    heading: str
    words: str
    now: str
    before: str
    benchmark: str
    whole: bool


@dataclass(frozen=True)
class QuarterTable:
    """The figures of one group in words."""

    title: str
    lines: list[QuarterLine]
    has_benchmark: bool
    kind: str = ""


def quarter_tables(report: QuarterReport) -> list[QuarterTable]:
    """Return every group's figures in words."""
    return [
        QuarterTable(group.title, _lines(group.figures), any(one.benchmark for one in group.figures), group.kind)
        for group in report.groups
    ]


def _lines(group: Sequence[QuarterFigure]) -> list[QuarterLine]:
    figures = list(group)
    small = [one for one in figures if _is_small_kind(one)]
    if len(small) > 1:
        rest = replace(small[0], words=_("Each other kind"))
        at = max(place for place, one in enumerate(figures) if one.code.startswith(KIND))
        figures = [one for one in [*figures[: at + 1], rest, *figures[at + 1 :]] if one not in small]
    topics = ["", *(one.topic for one in figures)]
    return [
        QuarterLine(
            one.topic if one.topic != last else "",
            one.words,
            number_words(one.now),
            number_words(one.before),
            "" if one.benchmark is None else _("%(percent)s %%") % {"percent": number(100 * one.benchmark)},
            one.now.of is None,
        )
        for one, last in zip(figures, topics, strict=False)
    ]


def _is_small_kind(one: QuarterFigure) -> bool:
    """Return whether a kind of ending is small in both quarters: such kinds share one line, which says it of each."""
    numbers = [number for number in (one.now, one.before) if number is not None]
    return one.code.startswith(KIND) and all(each.count is Hidden.SMALL for each in numbers)


def number_words(one: QuarterNumber | None) -> str:
    """Say a number with its share and the interval."""
    if one is None:
        return _("not shown")
    count = cell_of("", one.count).words
    if one.share is None or one.lower is None or one.upper is None or one.of is None:
        return count
    return _("%(count)s of %(of)s: %(share)s %% (%(lower)s to %(upper)s %%)") % {
        "count": count,
        "of": cell_of("", one.of).words,
        "share": number(100 * one.share, 0),
        "lower": number(100 * one.lower, 0),
        "upper": number(100 * one.upper, 0),
    }


def definitions(report: QuarterReport) -> list[tuple[str, str]]:
    """Return what each figure means, and how it is protected."""
    return [*_of_people(), *_of_outcomes(report), *_of_acts(), *_of_numbers()]


def _of_people() -> list[tuple[str, str]]:
    weeks = {"n": NOT_HEARD_WEEKS}
    return [
        (_("Work began, work ended"), _("Courses of care by their first and last day. An ending has one kind.")),
        (
            _("No score for %(n)s weeks or more") % weeks,
            _("Not heard from, as far as scores tell: in care on the last day of the quarter, and the last score "
              "%(n)s weeks old or older on that day. Of those who had given one. What else was heard is not counted.")
            % weeks,
        ),
    ]  # fmt: skip


def _of_outcomes(report: QuarterReport) -> list[tuple[str, str]]:
    found = [
        (
            _("Change"),
            _("Of everybody whose work ended in the quarter and who has two scores or more on the questionnaire: the "
              "first against the last. Reliably better or worse: by more than the questionnaire's reliable change. "
              "Who ended without two scores is not counted, and may have fared differently."),
        ),
        (
            _("Recovered"),
            _("Of those who began in the clinical range: the last score is in the usual range. Reliably recovered: "
              "reliably better too."),
        ),
    ]  # fmt: skip
    note = _("A whole country, and other people than yours: not a target.")
    return [*found, *((one.name, f"{one.note} {note} {one.source}. {one.licence}") for one in report.benchmarks)]


def _of_acts() -> list[tuple[str, str]]:
    return [
        (
            _("Reviews that led to something else"),
            _("Of the reviews opened in the quarter, also those opened again: something else than more time was "
              "decided since."),
        ),
        (
            _("Referrals that got help"),
            _("Of the referrals made in the quarter: the client has said since that help came, at least in part. "
              "For the last weeks of a quarter it may be too early."),
        ),
    ]  # fmt: skip


def _of_numbers() -> list[tuple[str, str]]:
    return [
        (
            _("The range in brackets"),
            _("The 95 % interval of the share (Wilson), made of the rounded numbers. Where the ranges of two quarters "
              "overlap, the difference may be chance."),
        ),
        (
            _("Why some numbers are not shown"),
            _("A number under %(limit)s is not shown, all others are rounded to the nearest %(base)s, and where a "
              "small number could be worked out from others, these are left out too. Rounded numbers do not add up "
              "exactly.")
            % {"limit": THRESHOLD, "base": BASE},
        ),
        (
            _("Teams"),
            _("A client belongs to the present team of their worker. A team stands apart where at least %(workers)s of "
              "its people worked with clients in the quarter; where it did not in the quarter before, that is not "
              "shown. There are no numbers about one worker.") % {"workers": FEWEST_WORKERS},
        ),
        (
            _("Programmes"),
            _("A client counts for the programme they were in on the last day of the quarter, or when the work ended. "
              "A programme stands apart as a team does: where at least %(workers)s people worked with its clients.")
            % {"workers": FEWEST_WORKERS},
        ),
    ]  # fmt: skip
