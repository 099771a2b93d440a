"""Clients judged, and put into the contract's records: the same for a file and for the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.interop.analysis import Record, Seen, records
from unstuck.population.analysis import Analysis, Finding, Rows, Setting, analyse
from unstuck.population.engines.scores import Unit, occasion_label
from unstuck.progress.reasons import Reason, no_scores, not_heard_from, reasons
from unstuck.progress.snapshot import Snapshot
from unstuck.reporting.words import last_state


@dataclass(frozen=True)
class Judge:
    """How clients are judged and reported: all that it takes beside their scores, in any process."""

    setting: Setting
    unit: Unit
    each_occasion: bool

    def analyse(self, rows: Rows) -> Analysis:
        """Judge some clients."""
        return analyse(rows, self.setting)

    def records(self, piece: Analysis) -> Iterator[Record]:
        """Yield the record of each client, or of each occasion."""
        return self._records(piece.findings(self.each_occasion), piece)

    def record(self, finding: Finding, piece: Analysis) -> Record:
        """Return one finding as the contract's record, in the file's own time."""
        return next(self._records([finding], piece))

    def _records(self, findings: Iterable[Finding], piece: Analysis) -> Iterator[Record]:
        label = self._label
        seen = [
            Seen(
                one.client,
                one.seen,
                self._reasons(one, piece),
                one.measure.norms,
                label(one.occasion),
                label(one.since),
                label(one.last_heard),
                one.not_heard_from,
            )
            for one in findings
        ]
        return records(seen, piece.measure, piece.curve, unit=self.unit, each_occasion=self.each_occasion)

    def _reasons(self, finding: Finding, piece: Analysis) -> list[Reason]:
        if finding.seen is None:
            return no_scores()
        began = self._began(finding, finding.seen)
        given = reasons(finding.seen, finding.measure, piece.curve, self.setting.curve, began)
        if not finding.not_heard_from or finding.occasion is None or self.setting.today is None:
            return given
        silent = not_heard_from(self.setting.today - finding.occasion, last_state(finding.seen.state))
        first = 1 if finding.seen.state in NEEDS_A_LOOK else 0
        return [*given[:first], silent, *given[first:]]

    def _began(self, finding: Finding, seen: Snapshot) -> date | None:
        """Return the day of the first score, where the file holds dates."""
        if self.unit != "date" or finding.occasion is None:
            return None
        return _day(round(finding.occasion - seen.elapsed))

    def _label(self, occasion: float | None) -> str | float | int | None:
        return None if occasion is None else _occasion_label(self.unit, occasion)


@lru_cache(maxsize=65_536)
def _day(days: int) -> date:
    return date(1970, 1, 1) + timedelta(days=days)


_occasion_label = lru_cache(maxsize=65_536)(occasion_label)
"""Most clients are seen on days on which others are seen too."""
