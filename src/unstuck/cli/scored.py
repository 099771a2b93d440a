"""An open score file together with how it is to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from unstuck.interop.analysis import Record, Seen, records
from unstuck.population.analysis import Analysis, Finding, Rows, Setting, analyse
from unstuck.population.engines.scores import ScoreFile, occasion_label
from unstuck.progress.curve import Curve
from unstuck.progress.reasons import Reason, no_scores, reasons


@dataclass(frozen=True)
class Scored:
    """An open score file with how it is to be judged."""

    file: ScoreFile
    setting: Setting
    each_occasion: bool
    name: str
    today: date

    def pieces(self, tick: Callable[[int], None]) -> Iterator[Analysis]:
        """Yield the file's clients, judged, some thousands at a time; `tick` hears how many were done."""
        for piece in self.file.pieces():
            yield analyse(Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores), self.setting)
            tick(len(piece.clients))

    def records(self, tick: Callable[[int], None]) -> Iterator[Record]:
        """Yield the record of each client, or of each occasion."""
        for piece in self.pieces(tick):
            yield from self._records(piece.findings(self.each_occasion), piece)

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
        return records(seen, piece.measure, piece.curve, unit=self.file.unit, each_occasion=self.each_occasion)

    def _reasons(self, finding: Finding, piece: Analysis) -> list[Reason]:
        if finding.seen is None:
            return no_scores()
        return reasons(finding.seen, finding.measure, piece.curve, self.setting.curve)

    @property
    def uses_curve(self) -> bool:
        """True where the curve at hand can be used for this file (see progress.status.usable_curve)."""
        curve: Curve | None = self.setting.curve
        return curve is not None and curve.usable and self._same_clock(curve) and self._has_cutoff()

    def _same_clock(self, curve: Curve) -> bool:
        return (curve.time_unit == "session") == (self.setting.clock == "sessions")

    def _has_cutoff(self) -> bool:
        return self.setting.instrument.norm("cutoff") is not None

    def _label(self, occasion: float | None) -> str | float | int | None:
        return None if occasion is None else _occasion_label(self.file.unit, occasion)


_occasion_label = lru_cache(maxsize=65_536)(occasion_label)
"""Most clients are seen on days on which others are seen too."""
