"""Evidence of measurement-based care for a quarter, after the Joint Commission's standard CTS.03.01.09.

What stands on the quarter's page stands here as it is there. What is counted besides is protected beside it: where a
small number could be worked out from the two together, it is the evidence that is not shown, never the quarter's page
that changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from unstuck.population.disclosure import POSSIBLE, THRESHOLD, Hidden, Shown, Sum, bounds, gives_away, protect, rounded
from unstuck.population.rollups import share_of
from unstuck.web.accounts.actors import Actor
from unstuck.web.supervision.evidence_counts import (
    ALERTS,
    ALERTS_REVIEWED,
    BEGAN_FIRST,
    BEGAN_LATER,
    DECIDED,
    ENDED_TWICE,
    IN_CARE_TWICE,
    TakenReports,
    count_evidence,
    taken_reports,
)
from unstuck.web.supervision.quarter_counts import ENDED, LED, REVIEWS, SCORED, STARTED
from unstuck.web.supervision.quarter_figures import QuarterFigure, QuarterNumber, QuarterReport, with_interval
from unstuck.web.supervision.quarter_tables import EVERYBODY, Key, KnownToReaders, QuarterTables, known_to_readers

OF = {
    BEGAN_FIRST: STARTED,
    BEGAN_LATER: STARTED,
    ENDED_TWICE: ENDED,
    IN_CARE_TWICE: SCORED,
    ALERTS_REVIEWED: ALERTS,
    DECIDED: REVIEWS,
    LED: REVIEWS,
}
"""What each number is a share of."""
BLOCKS = ((BEGAN_FIRST, BEGAN_LATER), (ENDED_TWICE,), (IN_CARE_TWICE,), (ALERTS, ALERTS_REVIEWED), (DECIDED,))
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
    shown = shown_beside(report.tables, counted.counts)
    numbers = {measure: _number(shown, measure) for measure in (STARTED, ENDED, SCORED, ALERTS, REVIEWS, *OF)}
    outcomes = [one for one in report.groups[0].figures if one.instrument]
    return EvidenceReport(report, numbers, protect(counted.instruments, []), outcomes, taken)


def _number(shown: Mapping[str, Shown], measure: str) -> QuarterNumber:
    of = shown[OF[measure]] if measure in OF else None
    return with_interval(shown[measure], of, share_of(shown[measure], of))


def shown_beside(tables: QuarterTables, counts: Mapping[str, int]) -> dict[str, Shown]:
    """Return what may be shown of the evidence beside the quarter's tables, and the quarter's numbers as they are."""
    known = known_to_readers(tables.groups, tables.counts, tables.outcomes)
    for block in BLOCKS:
        known = _with_block(known, block, counts, list(tables.outcomes))
    return {
        measure: number for (name, group, measure), number in known.shown.items() if not name and group == EVERYBODY
    }


def _with_block(
    known: KnownToReaders, block: Sequence[str], counts: Mapping[str, int], instruments: Sequence[str]
) -> KnownToReaders:
    """Return what is known with one block more: as it is, or withheld where something would follow from it."""
    shown = {_key(measure): _shown(counts.get(measure, 0)) for measure in block}
    told = _told_with(known, block, shown, instruments)
    if not _follows(told, told.unseen[len(known.unseen) :]):
        return told
    return replace(known, shown={**known.shown, **dict.fromkeys(shown, Hidden.WITHHELD)})


def _follows(told: KnownToReaders, rests: Sequence[Key]) -> bool:
    """Return whether a small number follows: one that is hidden, or one that is left over and stands nowhere."""
    if gives_away(told.shown, told.sums, told.unseen):
        return True
    between = bounds(told.shown, told.sums, told.unseen)
    return any(between[rest][1] - between[rest][0] + 1 < POSSIBLE and between[rest][0] < THRESHOLD for rest in rests)


def _told_with(
    known: KnownToReaders, block: Sequence[str], shown: Mapping[Key, Shown], instruments: Sequence[str]
) -> KnownToReaders:
    sums = [one for measure in block for one in _sums(measure, instruments)]
    together = {**known.shown, **shown}
    unseen = list(dict.fromkeys(key for one in sums for key in (one.total, *one.parts) if key not in together))
    return KnownToReaders(together, [*known.sums, *sums], [*known.unseen, *unseen])


def _sums(measure: str, instruments: Sequence[str]) -> Iterator[Sum[Key]]:
    """Yield what a reader knows of a measure: what it is a part of, and what is a part of it.

    Somebody with a score either is in care on the last day or ended; so of those who began as many have one, at most.
    """
    whole = {BEGAN_LATER: BEGAN_FIRST, LED: DECIDED}.get(measure, OF.get(measure))
    if whole is not None:
        yield Sum(_key(whole), (_key(measure), _key(f"{whole} without {measure}")))
    if measure == DECIDED:
        yield Sum(_key(DECIDED), (_key(LED), _key("decided on more time")))
    if measure == ENDED_TWICE:
        for instrument in instruments:
            rest = _key(f"not twice on {instrument}")
            yield Sum(_key(ENDED_TWICE), ((instrument, EVERYBODY, "clients"), rest))
    if measure == BEGAN_FIRST:
        yield Sum(_key("with a score or ended"), (_key(SCORED), _key(ENDED)))
        yield Sum(_key("with a score or ended"), (_key(BEGAN_FIRST), _key("began before, or ended without")))


def _key(measure: str) -> Key:
    return "", EVERYBODY, measure


def _shown(count: int) -> Shown:
    return Hidden.SMALL if count < THRESHOLD else rounded(count)
