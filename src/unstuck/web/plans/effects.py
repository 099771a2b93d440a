"""Did engagement and scores move after a change of approach? Before and after, with an honest interval (C.3).

Values of up to twelve weeks on each side are compared, never across another change. That something changed after an
approach does not show that the approach changed it, and the sentences say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unstuck.instruments import load
from unstuck.language import gettext as _
from unstuck.progress.before_after import Shift, shift
from unstuck.reporting.words import number
from unstuck.web.caseload.cases import Facts, facts_about
from unstuck.web.caseload.fact_choices import approach_called
from unstuck.web.caseload.models import Episode, Score

WINDOW = timedelta(weeks=12)
"""How far before and after a change we look. Our own default: about as long as most approaches are given."""


@dataclass(frozen=True)
class MeasureChange:
    """One measure before and after. `better`: None where the interval includes no change, or there is no interval."""

    name: str
    shift: Shift
    better: bool | None
    sentence: str


@dataclass(frozen=True)
class ApproachEffect:
    """One change of approach, and what changed after it."""

    name: str
    on: date
    until: date | None
    changes: Sequence[MeasureChange]

    @property
    def comparable(self) -> list[MeasureChange]:
        """The measures with enough values before and after to say something."""
        return [change for change in self.changes if change.shift.lower is not None]

    @property
    def too_few(self) -> list[str]:
        """The names of the measures with too few values before or after."""
        return [change.name for change in self.changes if change.shift.lower is None]


@dataclass(frozen=True)
class _MeasuredValue:
    on: date
    value: float


def effects(episode: Episode, facts: Facts | None = None) -> list[ApproachEffect]:
    """Return the changes of approach, the latest first. One from before the first score is left out."""
    facts = facts or facts_about(episode)
    if not facts.approaches:
        return []
    measures = _measures(episode, facts)
    periods = sorted(facts.approaches, key=lambda period: period.began.on, reverse=True)
    turns = sorted({period.began.on for period in periods} | {period.ended.on for period in periods if period.ended})
    results = []
    for period in periods:
        changes = [_change(*measure, period.began.on, turns) for measure in measures]
        known = [change for change in changes if change.shift.before]
        if known:
            until = period.ended.on if period.ended else None
            results.append(ApproachEffect(approach_called(period.began.code), period.began.on, until, known))
    return results


def _measures(episode: Episode, facts: Facts) -> list[tuple[str, bool, list[_MeasuredValue]]]:
    """Return each measure: its name, whether higher is better, and its values in order of time."""
    scores: dict[str, list[_MeasuredValue]] = {}
    rows = Score.objects.filter(episode=episode, withdrawn_at=None).order_by("instrument", "day")
    for instrument, on, total in rows.values_list("instrument", "on", "total"):
        scores.setdefault(instrument, []).append(_MeasuredValue(on, total))
    names = {"alliance": _("Working relationship"), "willingness": _("Willingness to engage")}
    asked = {
        code: [_MeasuredValue(row.on, value) for row in facts.engagement if (value := getattr(row, code)) is not None]
        for code in names
    }
    scored = [(name, load(name).direction == "higher", values) for name, values in scores.items()]
    return [*scored, *((names[code], True, values) for code, values in asked.items() if values)]


def _change(
    name: str, higher: bool, values: Sequence[_MeasuredValue], on: date, turns: Sequence[date]
) -> MeasureChange:
    first = max([turn for turn in turns if turn < on] + [on - WINDOW])
    last = min([turn for turn in turns if turn > on] + [on + WINDOW])
    before = [row.value for row in values if first <= row.on < on]
    after = [row.value for row in values if on <= row.on < last]
    # What was measured on the day of the change belongs to the time before it took hold.
    same_day = [row.value for row in values if row.on == on]
    change = shift([*before, *same_day], after[len(same_day) :])
    return MeasureChange(name, change, _better(change, higher), _sentence(name, change, higher))


def _better(change: Shift, higher: bool) -> bool | None:
    if change.lower is None or change.upper is None or change.lower <= 0 <= change.upper:
        return None
    return (change.lower > 0) is higher


def _sentence(name: str, change: Shift, higher: bool) -> str:
    parts = {"name": name, "before": change.before, "after": change.after}
    if change.estimate is None:
        return _("%(name)s: %(before)s before the change, none after it yet.") % parts
    parts["way"] = _way(change.estimate, higher)
    if change.lower is None or change.upper is None:
        few = _("%(name)s: %(way)s, from %(before)s before and %(after)s after: too few to rule out chance.")
        return few % parts
    parts |= {"low": _signed(change.lower), "high": _signed(change.upper)}
    sentence = (
        _("%(name)s: %(way)s, 95 %% interval %(low)s to %(high)s, from %(before)s before and %(after)s after.") % parts
    )
    unclear = _better(change, higher) is None
    return sentence + " " + _("It could be no change at all.") if unclear else sentence


def _way(estimate: float, higher: bool) -> str:
    if round(abs(estimate), 1) == 0:
        return _("no difference")
    words = {"size": number(abs(estimate))}
    side = _("higher by %(size)s") if estimate > 0 else _("lower by %(size)s")
    judged = _("better") if (estimate > 0) is higher else _("worse")
    return f"{side % words} ({judged})"


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
