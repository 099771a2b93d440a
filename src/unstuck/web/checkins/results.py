"""What a set of answers comes to: totals, what it says about the work, and about the areas of life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from unstuck.instruments import Instrument, Score, score

AnswersByItem = Mapping[str, int | None]

WILLINGNESS, READINESS_NOW = "willing", "ready_now"
AREA, HELP = "area_", "help_"


@dataclass(frozen=True)
class Results:
    """`totals`: questionnaires whose totals are followed. The others as columns of the caseload's facts."""

    totals: Mapping[str, float] = field(default_factory=dict)
    engagement: Mapping[str, float] = field(default_factory=dict)
    life_areas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what is stored with the check-in."""
        return {
            "totals": dict(self.totals),
            "engagement": dict(self.engagement),
            "life_areas": {area: dict(answers) for area, answers in self.life_areas.items()},
        }


def results_of(instruments: Sequence[Instrument], answers: AnswersByItem) -> Results:
    """Return what the answers to these questionnaires come to."""
    scores = {one.id: score(one, _own(one, answers)) for one in instruments}
    followed = [one for one in instruments if one.is_followed]
    totals = {one.id: total for one in followed if (total := scores[one.id].total) is not None}
    return Results(totals, _engagement(instruments, scores, answers), _life_areas(answers), scores)


def _own(instrument: Instrument, answers: AnswersByItem) -> dict[str, int | None]:
    return {item.code: answers.get(item.code) for item in instrument.items}


def _engagement(
    instruments: Sequence[Instrument], scores: Mapping[str, Score], answers: AnswersByItem
) -> dict[str, float]:
    """Return willingness, working together and readiness from 0 to 10; other ranges are stretched to it (our own)."""
    given: dict[str, float] = {}
    for one in instruments:
        total = scores[one.id].total
        if one.about == "working_together" and total is not None:
            given["alliance"] = round(10 * (total - one.minimum) / (one.maximum - one.minimum), 1)
    for name, item in (("willingness", WILLINGNESS), ("readiness_to_change", READINESS_NOW)):
        value = answers.get(item)
        if value is not None:
            given[name] = float(value)
    return given


def _life_areas(answers: AnswersByItem) -> dict[str, dict[str, Any]]:
    areas: dict[str, dict[str, Any]] = {}
    for code, value in answers.items():
        if value is not None and code.startswith(AREA):
            areas.setdefault(code.removeprefix(AREA), {})["rating"] = float(value)
        if value and code.startswith(HELP):
            areas.setdefault(code.removeprefix(HELP), {})["wants_help"] = True
    return areas
