"""An open score file together with how it is to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from unstuck.interop.analysis import Record, record
from unstuck.population.analysis import Analysis, Finding, Rows, Setting, analyse
from unstuck.population.engines.scores import ScoreFile, occasion_label
from unstuck.progress.curve import Curve
from unstuck.progress.reasons import no_scores, reasons


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
            for finding in piece.findings(self.each_occasion):
                yield self.record(finding, piece)

    def record(self, finding: Finding, piece: Analysis) -> Record:
        """Return one finding as the contract's record, in the file's own time."""
        seen, curve = finding.seen, piece.curve
        said = reasons(seen, finding.measure, curve, self.setting.curve) if seen else no_scores()
        label = self._label
        return record(
            finding.client,
            seen,
            said,
            finding.measure,
            curve,
            unit=self.file.unit,
            occasion=label(finding.occasion),
            since=label(finding.since),
            last_heard=label(finding.last_heard),
            not_heard_from=finding.not_heard_from,
            each_occasion=self.each_occasion,
        )

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
