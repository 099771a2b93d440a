"""An open score file together with how it is to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from unstuck.interop.analysis import Record, Seen, records
from unstuck.population.analysis import Analysis, Finding, Rows, Setting, analyse
from unstuck.population.engines.scores import ScoreFile, Unit, occasion_label
from unstuck.progress.curve import Curve
from unstuck.progress.reasons import Reason, no_scores, reasons

CLIENTS_IN_A_PIECE = 10_000


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
        return reasons(finding.seen, finding.measure, piece.curve, self.setting.curve)

    def _label(self, occasion: float | None) -> str | float | int | None:
        return None if occasion is None else _occasion_label(self.unit, occasion)


@dataclass(frozen=True)
class Scored:
    """An open score file together with how it is to be judged."""

    file: ScoreFile
    judge: Judge
    name: str
    today: date

    @property
    def setting(self) -> Setting:
        """Return what the clients are compared with."""
        return self.judge.setting

    def rows(self) -> Iterator[Rows]:
        """Yield the file's clients, some thousands at a time."""
        for piece in self.file.pieces(CLIENTS_IN_A_PIECE):
            yield Rows(piece.clients, piece.starts, piece.times, piece.occasions, piece.scores)

    def pieces(self, tick: Callable[[int], None]) -> Iterator[Analysis]:
        """Yield the file's clients, judged; `tick` hears how many were done."""
        for rows in self.rows():
            yield self.judge.analyse(rows)
            tick(len(rows.clients))

    @property
    def uses_curve(self) -> bool:
        """True where the curve at hand can be used for this file (see progress.status.usable_curve)."""
        curve: Curve | None = self.setting.curve
        return curve is not None and curve.usable and self._same_clock(curve) and self._has_cutoff()

    def _same_clock(self, curve: Curve) -> bool:
        return (curve.time_unit == "session") == (self.setting.clock == "sessions")

    def _has_cutoff(self) -> bool:
        return self.setting.instrument.norm("cutoff") is not None


_occasion_label = lru_cache(maxsize=65_536)(occasion_label)
"""Most clients are seen on days on which others are seen too."""
