"""What `progress` needs to know of an instrument, with the norms that are to be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unstuck.instruments.definition import Instrument, Norm
from unstuck.progress.reliable_change import critical_value

Floats = NDArray[np.float64]
Norms = Literal["shipped", "sample", "none"]

SMALLEST_SAMPLE = 20
"""Fewer first scores than this give no standard deviation worth using (our own default)."""


@dataclass(frozen=True)
class Measure:
    """A measure's direction, range, clinical cutoff and sizes of change, in points.

    sign: 1 where lower is better, else -1. cutoff: the first clinical value in the worse direction.
    reliable_change: one number, or one for each row of a batch (NaN where unknown), or None.
    minimal_change: the smallest change that matters to people; `minimal_fraction` instead is a share of the
    client's own first score, or of the cutoff where that is larger; both None: half the reliable change stands in
    and is marked as a default.
    """

    instrument: str
    sign: float
    minimum: float
    maximum: float
    cutoff: float | None
    reliable_change: float | Floats | None
    minimal_change: float | None
    minimal_fraction: float | None
    norms: Norms
    unverified: tuple[str, ...] = ()

    @property
    def minimal_is_default(self) -> bool:
        """True where no published minimal change is known and half the reliable change stands in."""
        return self.minimal_change is None and self.minimal_fraction is None

    def reliable(self, rows: int) -> Floats:
        """Return the reliable change for each of `rows` rows, NaN where unknown."""
        value = np.nan if self.reliable_change is None else self.reliable_change
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (rows,))

    def minimal(self, first: Floats) -> Floats:
        """Return the minimal important change for each row, given the client's first score."""
        if self.minimal_change is not None:
            return np.full(first.shape, self.minimal_change)
        if self.minimal_fraction is not None:
            # The share was found among people in the clinical range; below it, it would shrink to nothing.
            return self.minimal_fraction * np.maximum(np.abs(first), abs(self.cutoff or 0.0))
        return self.reliable(first.size) / 2


def measure_of(instrument: Instrument, norms: Norms = "shipped", sd: float | Floats | None = None) -> Measure:
    """Return the measure with shipped norms, or with a reliable change from the sample's own `sd`.

    norms="shipped" uses the instrument's published reliable change, or the one that follows from its published
    SD and reliability. norms="sample" takes `sd` (points; one number or one for each row, NaN where too few
    first scores were known) with the published reliability: Jacobson and Truax 1991, p. 14.
    """
    used = [instrument.norm(name) for name in ("cutoff", "minimal_change", "minimal_change_fraction")]
    cutoff, minimal, fraction = used
    size, extra = _reliable_change(instrument, norms, sd)
    return Measure(
        instrument=instrument.id,
        sign=1.0 if instrument.direction == "lower" else -1.0,
        minimum=instrument.minimum,
        maximum=instrument.maximum,
        cutoff=cutoff.value if cutoff else None,
        reliable_change=size,
        minimal_change=minimal.value if minimal else None,
        minimal_fraction=fraction.value if fraction else None,
        norms="none" if size is None else norms,
        unverified=tuple(norm.name for norm in [*used, *extra] if norm and not norm.source.verified),
    )


def has_shipped_change(instrument: Instrument) -> bool:
    """Return whether the definition alone gives a reliable change."""
    return _reliable_change(instrument, "shipped", None)[0] is not None


def _reliable_change(
    instrument: Instrument, norms: Norms, sd: float | Floats | None
) -> tuple[float | Floats | None, list[Norm | None]]:
    published, reliability = instrument.norm("reliable_change"), instrument.norm("reliability")
    if norms == "shipped" and published:
        return published.value, [published]
    spread = instrument.norm("sd_clinical")
    if norms == "shipped":
        sd = spread.value if spread else None
    if norms == "none" or sd is None or reliability is None:
        return None, []
    size = critical_value() * np.asarray(sd, dtype=np.float64) * np.sqrt(2 * (1 - reliability.value))
    return (float(size) if size.ndim == 0 else size), [reliability, spread if norms == "shipped" else None]
