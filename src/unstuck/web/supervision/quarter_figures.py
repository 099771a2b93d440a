"""A quarter's figures in words, beside those of the quarter before: one list for the page, the table and the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.population.analysis import NOT_HEARD_WEEKS
from unstuck.population.benchmark import Benchmark, benchmark_for
from unstuck.population.disclosure import Shown
from unstuck.population.rollups import DENOMINATORS, MEASURES, share_of
from unstuck.progress.proportion import wilson
from unstuck.web.accounts.actors import Actor
from unstuck.web.programmes.queries import programmes_of
from unstuck.web.reviews.models import Ending
from unstuck.web.supervision.overview import AGENCY, OTHERS, title_of
from unstuck.web.supervision.quarter_counts import (
    ENDED,
    HELP,
    LED,
    REFERRALS,
    REVIEWS,
    SCORED,
    SILENT,
    STARTED,
    count_quarter,
    ending,
)
from unstuck.web.supervision.quarter_tables import PROGRAMME, QuarterTables, is_programme, tables_of
from unstuck.web.supervision.quarters import Quarter, finished_quarters
from unstuck.web.supervision.queries import teams_of_workers

DIGITS = 2
"""Shares and their ends are rounded as the population package rounds them."""


@dataclass(frozen=True)
class QuarterNumber:
    """One number of one group in one quarter. `of`: what it is a share of, None where it is no share.

    lower, upper: Wilson's 95 % interval of the share, made of the shown numbers like the share itself.
    """

    count: Shown
    of: Shown | None = None
    share: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class QuarterFigure:
    """One thing that is counted for a group; `before` is None where the group does not stand apart there.

    code: as in files. instrument: "" where it rests on none. topic: under which heading it stands. benchmark: the
    country's share.
    """

    code: str
    instrument: str
    topic: str
    words: str
    now: QuarterNumber
    before: QuarterNumber | None
    benchmark: float | None = None


@dataclass(frozen=True)
class QuarterGroup:
    """The figures of the agency, of a team or of a programme. `kind`: "", "team" or "programme"."""

    title: str
    figures: Sequence[QuarterFigure]
    kind: str = ""


@dataclass(frozen=True)
class QuarterReport:
    """A quarter's figures; no groups: too few people's work to show anything. tables: what they are made of."""

    agency: str
    quarter: Quarter
    groups: Sequence[QuarterGroup]
    instruments: Sequence[str]
    tables: QuarterTables

    @property
    def benchmarks(self) -> list[Benchmark]:
        """Return the benchmarks that stand beside."""
        found = (benchmark_for(instrument) for instrument in self.instruments)
        return list({one.name: one for one in found if one is not None}.values())


def quarter_report(actor: Actor, quarter: Quarter, today: date) -> QuarterReport:
    """Return a finished quarter's figures, small numbers suppressed. ValueError for another."""
    if quarter not in finished_quarters(today):
        raise ValueError("expected a quarter that is over and can be chosen")
    teams = teams_of_workers(actor)
    programmes = {one.pk: one.name for one in programmes_of(actor.agency_id)}
    now, before = (tables_of(count_quarter(actor, one), teams, programmes) for one in (quarter, quarter.before))
    groups = [
        QuarterGroup(title_of(name.removeprefix(PROGRAMME)), list(_figures(name, now, before)), kind)
        for kind, names in (("", [AGENCY]), *_apart(now.groups))
        for name in names
        if now.groups
    ]
    return QuarterReport(actor.agency_name, quarter, groups, list(now.outcomes), now)


def _apart(groups: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the teams, then the programmes, each by name with all others last."""
    for kind, wanted in (("team", False), ("programme", True)):
        mine = [name for name in groups if name != AGENCY and is_programme(name) == wanted]
        yield kind, sorted(mine, key=lambda name: (name.removeprefix(PROGRAMME) == OTHERS, name.casefold()))


def _figures(group: str, now: QuarterTables, before: QuarterTables) -> Iterator[QuarterFigure]:
    yield from _counts(_people(), group, now, before)
    for instrument in now.outcomes:
        yield from _outcomes(instrument, group, now, before)
    yield from _counts(_acts(), group, now, before)


def _counts(
    counted: Sequence[tuple[str, str, str, str]], group: str, now: QuarterTables, before: QuarterTables
) -> Iterator[QuarterFigure]:
    for topic, words, code, of in counted:
        found = [_number(tables, group, code, of) for tables in (now, before)]
        if found[0] is not None:
            yield QuarterFigure(code.replace(":", "_"), "", topic, words, found[0], found[1])


def _outcomes(instrument: str, group: str, now: QuarterTables, before: QuarterTables) -> Iterator[QuarterFigure]:
    topic, benchmark = _("Change by %(instrument)s") % {"instrument": instrument}, benchmark_for(instrument)
    shares = benchmark.shares if benchmark else {}
    for measure in MEASURES:
        found = [_outcome(tables, instrument, group, measure) for tables in (now, before)]
        if found[0] is not None:
            words = outcome_words()[measure]
            yield QuarterFigure(measure, instrument, topic, words, found[0], found[1], shares.get(measure))


def _outcome(tables: QuarterTables, instrument: str, group: str, measure: str) -> QuarterNumber | None:
    """Return what the population package says, with its interval; None where the group does not stand apart."""
    cells = tables.outcomes.get(instrument, {})
    cell = cells.get((group, measure))
    if cell is None:
        return None
    whole = cells.get((group, DENOMINATORS.get(measure, "")))
    return with_interval(cell.count, whole.count if whole else None, cell.share)


def _number(tables: QuarterTables, group: str, code: str, of: str) -> QuarterNumber | None:
    count = tables.counts.get((group, code))
    if count is None:
        return None
    whole = tables.counts[group, of] if of else None
    return with_interval(count, whole, share_of(count, whole))


def with_interval(count: Shown, of: Shown | None, share: float | None) -> QuarterNumber:
    """Return a number with the interval of its share, where it is one."""
    if share is None or not isinstance(count, int) or not isinstance(of, int):
        return QuarterNumber(count, of)
    lower, upper = wilson(min(count, of), of)
    return QuarterNumber(count, of, share, round(lower, DIGITS), round(upper, DIGITS))


def outcome_words() -> Mapping[str, str]:
    """Return what the outcomes are called on a page, by their names in files."""
    return {
        "clients": _("Work ended, with two scores or more"),
        "improved": _("Reliably better"),
        "unchanged": _("No reliable change"),
        "deteriorated": _("Reliably worse"),
        "at_caseness": _("Began in the clinical range"),
        "recovered": _("Recovered"),
        "reliably_recovered": _("Reliably recovered"),
    }


def _people() -> list[tuple[str, str, str, str]]:
    """Return what is counted of people: topic, words, measure, and what it is a share of."""
    silent = _("No score for %(n)s weeks or more") % {"n": NOT_HEARD_WEEKS}
    people, endings = _("Clients"), _("Endings")
    return [
        (people, _("Work began"), STARTED, ""),
        (people, _("In care on the last day, with a score"), SCORED, ""),
        (people, silent, SILENT, SCORED),
        (endings, _("Work ended"), ENDED, ""),
        *((endings, Ending(code).words, ending(code), ENDED) for code in Ending.values),
    ]


def _acts() -> list[tuple[str, str, str, str]]:
    """Return what is counted of what was done, in the same way."""
    acts = _("What was done")
    return [
        (acts, _("Reviews opened"), REVIEWS, ""),
        (acts, _("Reviews that led to something else"), LED, REVIEWS),
        (acts, _("Referrals made"), REFERRALS, ""),
        (acts, _("Referrals that got help"), HELP, REFERRALS),
    ]
