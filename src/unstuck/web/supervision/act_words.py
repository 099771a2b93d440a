"""How it is said what came after each kind of act: the same words on the page, in the table and in the PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from unstuck.language import gettext as _
from unstuck.population.after_acts import BETTER, MOVES, SAME, WORSE
from unstuck.population.disclosure import FEWEST_WORKERS, Hidden, Shown
from unstuck.population.rollups import FEWEST_COMPARED
from unstuck.reporting.letters.tables import Paper, PaperTable
from unstuck.reporting.words import signed, spell_date
from unstuck.web.supervision.act_figures import ACTED, FOLLOWED, SIDES, ActDifference, ActFigures, ActReport
from unstuck.web.supervision.overview import cell_of
from unstuck.web.supervision.quarter_figures import QuarterNumber
from unstuck.web.supervision.quarter_words import number_words

COLUMNS = ("quarter", "act", "figure", "words", "count", "hidden", "of", "value", "unit", "lower95", "upper95")


@dataclass(frozen=True)
class ActLine:
    """How many moved in one way, in words: since the act, before it, and of the comparable clients."""

    words: str
    sides: Sequence[str]


@dataclass(frozen=True)
class ActTable:
    """One kind of act in words; no lines: too few to show anything."""

    title: str
    acted: str
    lines: Sequence[ActLine]
    difference: str


def act_tables(report: ActReport) -> list[ActTable]:
    """Return every kind of act in words."""
    return [_table(one) for one in report.acts]


def _table(one: ActFigures) -> ActTable:
    if not one.told:
        return ActTable(one.kind.words, _acted(one), [], "")
    lines = [
        ActLine(words, [number_words(one.moves[side, move]) for side in SIDES]) for move, words in move_words().items()
    ]
    return ActTable(one.kind.words, _acted(one), lines, difference_words(one.difference))


def _acted(one: ActFigures) -> str:
    if one.acted is Hidden.WITHHELD and not one.told:
        return _("Too few clients, or the clients of too few of your people, to show anything.")
    numbers = {"acted": cell_of("", one.acted).words, "followed": cell_of("", one.followed).words}
    return (
        _("Done for clients: %(acted)s. Of them, followed and set beside a comparable client: %(followed)s.") % numbers
    )


def side_words() -> list[str]:
    """Return the headings of the three columns."""
    return [
        _("In the eight weeks after"),
        _("The same clients, in the eight weeks before"),
        _("Comparable clients, for whom it was not done"),
    ]


def move_words() -> dict[str, str]:
    """Return how scores can move, in words."""
    return {BETTER: _("Reliably better"), SAME: _("No reliable change"), WORSE: _("Reliably worse")}


def difference_words(found: ActDifference | None) -> str:
    """Say by how much more those acted for moved, and that it may be chance, or that it says nothing of a cause."""
    if found is None:
        return _("How far scores moved on average is shown from %(n)s clients on.") % {"n": FEWEST_COMPARED}
    numbers = {"value": signed(found.value), "lower": signed(found.lower), "upper": signed(found.upper)}
    said = _(
        "Average difference from the comparable clients, in reliable changes: %(value)s (95 %% interval %(lower)s to "
        "%(upper)s; plus is for the better)."
    )
    if found.lower <= 0 <= found.upper:
        return f"{said % numbers} {_('This may be chance.')}"
    return f"{said % numbers} {_('Unlikely to be chance alone, which still does not say why.')}"


def warning() -> str:
    """Return what nobody may conclude from these figures."""
    return _(
        "These figures do not show that anything helped or harmed. People are acted for when they are at their worst, "
        "and somebody at their worst is often better eight weeks later whatever is done (regression to the mean). "
        "Comparable clients take away a part of that, not all: why something was done for the one and not the other, "
        "no score knows. So do not rank the kinds of acts, and judge nobody by this page."
    )


def period_words(report: ActReport) -> str:
    """Return which acts are counted."""
    return _(
        "Done from %(first)s to %(last)s: the eight weeks after it were over in this quarter. Numbers are rounded, "
        "and small ones are not shown. In brackets: the 95 %% interval."
    ) % {"first": spell_date(report.first), "last": spell_date(report.last)}


def act_definitions() -> list[tuple[str, str]]:
    """Return what the figures mean, and how they are made."""
    return [*_of_acts(), *_of_movement(), *_of_protection()]


def _of_acts() -> list[tuple[str, str]]:
    return [
        (
            _("What counts as done"),
            _("The first answer to a question to colleagues; an approach that began after another one; a review that "
              "led to talking about how working together is going; a referral of which the client says that help "
              "came. Of each kind, a client's first one in these weeks. A client can be counted under several."),
        ),
        (
            _("Followed"),
            _("There is a score at most three weeks old when it was done, and one from four to eight weeks later on "
              "the same questionnaire; of several questionnaires, the one whose state was the most urgent. Who gave "
              "no later score is not counted, and may have fared differently."),
        ),
    ]  # fmt: skip


def _of_movement() -> list[tuple[str, str]]:
    return [
        (
            _("Reliably better or worse"),
            _("By the questionnaire's reliable change or more between these two scores. Before: between the score when "
              "it was done and one from four to eight weeks earlier, where there is one."),
        ),
        (
            _("Comparable clients"),
            _("For each client followed, one other for whom nothing of the kind was done in those weeks, nor in the "
              "eight weeks around them: in the same state on the same questionnaire, with a score at most half a "
              "reliable change away and, among these, about as long in care (nearest available matching, Rosenbaum and "
              "Rubin 1985). Other things may have been done for them."),
        ),
        (
            _("The average difference"),
            _("In reliable changes, so that questionnaires can be put together; the interval is that of the paired t "
              "test, one pair for each client. The intervals of shares are Wilson's."),
        ),
    ]  # fmt: skip


def _of_protection() -> list[tuple[str, str]]:
    return [
        (
            _("What is not shown"),
            _("Small numbers, and those from which they could be worked out; a kind of act that the clients of fewer "
              "than %(workers)s of your people had. There is nothing by worker or by team, for anybody.")
            % {"workers": FEWEST_WORKERS},
        ),
    ]  # fmt: skip


def acts_as_csv(report: ActReport) -> str:
    """Return every figure, one a row."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in report.acts:
        writer.writerows([report.quarter.code, one.kind.value, *row] for row in _rows(one))
    return file.getvalue()


def _rows(one: ActFigures) -> Iterator[list[object]]:
    yield _row(ACTED, one.kind.words, QuarterNumber(one.acted))
    yield _row(FOLLOWED, _("Followed"), QuarterNumber(one.followed))
    for side, words in zip(SIDES, side_words(), strict=True):
        for move in MOVES:
            yield _row(f"{side}_{move}", f"{words}: {move_words()[move]}", one.moves[side, move])
    found = one.difference
    if found is not None:
        numbers = [found.value, "reliable changes", found.lower, found.upper]
        yield ["difference", _("The average difference"), None, None, None, *numbers]


def _row(code: str, words: str, number: QuarterNumber) -> list[object]:
    hidden = None if isinstance(number.count, int) else number.count.value
    unit = None if number.share is None else "share"
    shares = (number.share, unit, number.lower, number.upper)
    return [code, words, _shown(number.count), hidden, _shown(number.of), *shares]


def _shown(count: Shown | None) -> int | None:
    return count if isinstance(count, int) else None


def act_papers(report: ActReport) -> list[PaperTable]:
    """Return the same for a paper; what nobody may conclude stands above the figures."""
    tables = [PaperTable(_("What happened after we acted"), (), (), (warning(), period_words(report)))]
    for table in act_tables(report):
        rows = tuple((line.words, *line.sides) for line in table.lines)
        lines = tuple(line for line in (table.acted, table.difference) if line)
        tables.append(PaperTable(table.title, ("", *side_words()), rows, lines, even=True))
    return tables


def with_acts(paper: Paper, report: ActReport) -> Paper:
    """Return a quarter's paper with what came after acts at its end."""
    return replace(paper, tables=(*paper.tables, *act_papers(report)), notes=(*paper.notes, *act_definitions()))
