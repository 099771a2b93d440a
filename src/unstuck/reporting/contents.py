"""What a report is made of: the picture of everybody in the file, and one story for each client to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from unstuck.guidance.urgency import NEEDS_A_LOOK
from unstuck.instruments.definition import Instrument
from unstuck.progress.curve import Curve

Numbers = NDArray[float64]


@dataclass(frozen=True)
class Story:
    """One client who needs a look.

    `record` is the analysis record of the contract. `occasions` are the file's own labels, one for each score;
    `times` count weeks (or sessions) since the first score. `grid`, `expected`, `lower80` and `upper80` draw the
    expected course over the same axis, and are empty where there is no curve. A story beyond those with a chart
    needs no series. `steps` and `cautions` are those
    of guidance: `{"code", "title", "reasons": [{"code", "text"}], "sources": [...]}`.
    """

    record: Mapping[str, Any]
    occasions: Sequence[str | float]
    times: Numbers
    scores: Numbers
    grid: Numbers
    expected: Numbers
    lower80: Numbers
    upper80: Numbers
    steps: Sequence[Mapping[str, Any]]
    cautions: Sequence[Mapping[str, Any]]
    missing: Sequence[str]


@dataclass(frozen=True)
class Cohort:
    """The picture of everybody in the file.

    `states` and `categories` count clients by state of progress and by category of reliable change;
    `first_scores` and `latest_scores` hold one total for each client. `unit` is that of the file's time: `date`,
    `day`, `week`, `month` or `session`. `norm_notes` are sentences on norms that nobody checked in a primary
    source; `alert_check` the file's own check of past alerts, by state. `look` lists the clients whose stories are
    drawn, in reading order: the record of each with `first_step`, the title of the first next step or None.
    """

    instrument: Instrument
    file_name: str
    made_on: date
    clients: int
    scores: int
    unit: str
    states: Mapping[str, int]
    categories: Mapping[str, int]
    first_scores: Numbers
    latest_scores: Numbers
    not_heard_from: int | None
    curve: Curve | None
    norms: str
    notices: Sequence[str]
    norm_notes: Sequence[str]
    alert_check: Mapping[str, Any] | None
    look: Sequence[Mapping[str, Any]] = ()

    @property
    def needs_a_look(self) -> int:
        """How many clients are in a state that raises an alert."""
        return sum(self.states.get(code, 0) for code in NEEDS_A_LOOK)

    @property
    def axis(self) -> str:
        """The unit of the time axis: `session` where only sessions are known, else `week`."""
        return "session" if self.unit == "session" else "week"
