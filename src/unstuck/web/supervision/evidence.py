"""Evidence of measurement-based care for a quarter, after the Joint Commission's standard CTS.03.01.09.

What stands on the quarter's page stands here as it is there. What is counted besides is protected beside it: where a
small number could be worked out from the two together, it is the evidence that is not shown, never the quarter's page
that changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from unstuck.population.disclosure import THRESHOLD, Hidden, Shown, protect, rounded
from unstuck.population.rollups import share_of
from unstuck.population.subtraction import Sum
from unstuck.web.accounts.actors import Actor
from unstuck.web.supervision.evidence_counts import (
    ALERTS,
    ALERTS_REVIEWED,
    DECIDED,
    ENDED_ONCE,
    ENDED_TWICE,
    IN_CARE_TWICE,
    TakenReports,
    count_evidence,
    taken_reports,
)
from unstuck.web.supervision.overview import AGENCY
from unstuck.web.supervision.quarter_counts import ENDED, LED, REVIEWS, SCORED
from unstuck.web.supervision.quarter_figures import QuarterFigure, QuarterNumber, QuarterReport, with_interval
from unstuck.web.supervision.quarter_tables import EVERYBODY, Key, QuarterTables, known_to_readers

OF = {
    ENDED_ONCE: ENDED,
    ENDED_TWICE: ENDED,
    IN_CARE_TWICE: SCORED,
    ALERTS_REVIEWED: ALERTS,
    DECIDED: REVIEWS,
    LED: REVIEWS,
}
"""What each number is a share of."""
BLOCKS = ((ENDED_ONCE, ENDED_TWICE), (IN_CARE_TWICE,), (ALERTS, ALERTS_REVIEWED), (DECIDED,))
"""What is shown together or not at all, in the order in which it is tried."""


@dataclass(frozen=True)
class EvidenceReport:
    """The evidence of a quarter; no numbers: too few people's work to show anything.

    numbers: by measure. instruments: people with a score in the quarter, by questionnaire. outcomes: the quarter's own
    figures of change, for the whole agency.
    """

    report: QuarterReport
    numbers: Mapping[str, QuarterNumber]
    instruments: Mapping[str, Shown]
    outcomes: Sequence[QuarterFigure]
    taken: TakenReports


def evidence_report(actor: Actor, report: QuarterReport) -> EvidenceReport:
    """Return the evidence beside a quarter's figures."""
    taken = taken_reports(actor, report.quarter)
    if not report.groups:
        return EvidenceReport(report, {}, {}, [], taken)
    counted = count_evidence(actor, report.quarter)
    shown = shown_beside(report.tables, counted.counts, counted.instruments)
    numbers = {measure: _number(shown, measure) for measure in (ENDED, SCORED, ALERTS, REVIEWS, *OF)}
    outcomes = [one for one in report.groups[0].figures if one.instrument]
    return EvidenceReport(report, numbers, protect(counted.instruments, []), outcomes, taken)


def _number(shown: Mapping[str, Shown], measure: str) -> QuarterNumber:
    of = shown[OF[measure]] if measure in OF else None
    return with_interval(shown[measure], of, share_of(shown[measure], of))


def shown_beside(tables: QuarterTables, counts: Mapping[str, int], instruments: Collection[str]) -> dict[str, Shown]:
    """Return what may be shown of the evidence beside the quarter's tables, and the quarter's numbers as they are.

    instruments: all that anybody has a score on in the quarter.
    """
    known = known_to_readers(tables)
    found = {measure: number for (group, measure), number in tables.counts.items() if group == AGENCY}
    for block in BLOCKS:
        table = {_key(measure): _shown(counts.get(measure, 0)) for measure in block}
        sums = [one for measure in block for one in _sums(measure, instruments, tables.outcomes)]
        more = known.and_of(table, sums)
        rests = [key for one in sums for key in (one.total, *one.parts) if key not in more.shown]
        follows = more.gives_away(rests)
        known = known if follows else more
        found |= {measure: Hidden.WITHHELD if follows else table[_key(measure)] for measure in block}
    return found


def _sums(measure: str, used: Collection[str], judged: Collection[str]) -> Iterator[Sum[Key]]:
    """Yield what a reader knows of a measure: what it is a part of, and what is a part of it.

    Where an agency uses one questionnaire, whoever has two scores has them on that one.
    """
    whole = ENDED_ONCE if measure == ENDED_TWICE else OF.get(measure)
    if whole is not None:
        yield Sum(_key(whole), (_key(measure), _key(f"{whole} without {measure}")))
    if measure == DECIDED:
        yield Sum(_key(DECIDED), (_key(LED), _key("decided on more time")))
    if measure == ENDED_TWICE:
        for instrument in judged:
            others = (_key(f"twice on others than {instrument}"),) if len({*used, *judged}) > 1 else ()
            yield Sum(_key(ENDED_TWICE), ((instrument, EVERYBODY, "clients"), *others))


def _key(measure: str) -> Key:
    return "", EVERYBODY, measure


def _shown(count: int) -> Shown:
    return Hidden.SMALL if count < THRESHOLD else rounded(count)
