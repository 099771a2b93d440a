"""An open score file together with how it is to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from unstuck.instruments.definition import Instrument
from unstuck.population.analysis import Analysis, Rows, Setting, as_days
from unstuck.population.engines.scores import ScoreFile
from unstuck.progress.batch import Clock
from unstuck.progress.curve import Curve
from unstuck.progress.curve_files import shipped_curve
from unstuck.progress.measure import Norms, has_shipped_change
from unstuck.reporting.judge import Judge

CLIENTS_IN_A_PIECE = 10_000


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


def setting_for(
    file: ScoreFile, instrument: Instrument, today: date, curve: Curve | None = None, norms: Norms = "shipped"
) -> Setting:
    """Return how a file is to be judged: with the curve that ships with the instrument where no other is given."""
    clock: Clock = "sessions" if file.unit == "session" else "days"
    occasions, scores = file.first_scores()
    return Setting(
        instrument=instrument,
        curve=curve or shipped_curve(instrument.id, clock),
        norms=norms if has_shipped_change(instrument) else "sample",
        clock=clock,
        first_occasions=occasions,
        first_scores=scores,
        today=as_days(today) if file.unit == "date" else None,
    )
