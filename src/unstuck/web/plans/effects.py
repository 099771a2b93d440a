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
from unstuck.web.caseload.cases import Facts, facts_of
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.caseload.questions import approach_called

WINDOW = timedelta(weeks=12)
"""How far back and ahead of a change is looked. Our own default: about as long as most approaches are given."""


@dataclass(frozen=True)
class Compared:
    """One measure before and after. `better` is None where the interval holds no change, or there is none."""

    name: str
    shift: Shift
    better: bool | None
    sentence: str


@dataclass(frozen=True)
class Effect:
    """One change of approach and what moved after it."""

    name: str
    on: date
    until: date | None
    compared: Sequence[Compared]

    @property
    def told(self) -> list[Compared]:
        """What there are enough values of to say something."""
        return [one for one in self.compared if one.shift.lower is not None]

    @property
    def too_few(self) -> list[str]:
        """The names of what has too few values before or after."""
        return [one.name for one in self.compared if one.shift.lower is None]


@dataclass(frozen=True)
class _Value:
    on: date
    value: float


def effects(episode: Episode, facts: Facts | None = None) -> list[Effect]:
    """Return the changes of approach, the latest first. One that began before the first score is not among them."""
    known = facts or facts_of([episode.pk])[episode.pk]
    if not known.approaches:
        return []
    measures = _measures(episode, known)
    turns = sorted({one.began.on for one in known.approaches} | {one.ended.on for one in known.approaches if one.ended})
    found = []
    for one in sorted(known.approaches, key=lambda one: one.began.on, reverse=True):
        compared = [_compared(*measure, one.began.on, turns) for measure in measures]
        shown = [it for it in compared if it.shift.before]
        if shown:
            found.append(
                Effect(approach_called(one.began.code), one.began.on, one.ended.on if one.ended else None, shown)
            )
    return found


def _measures(episode: Episode, facts: Facts) -> list[tuple[str, bool, list[_Value]]]:
    """Return each measure: its name, whether higher is better, and its values in order of time."""
    scores: dict[str, list[_Value]] = {}
    rows = Score.objects.filter(episode=episode, withdrawn_at=None).order_by("instrument", "day")
    for instrument, on, total in rows.values_list("instrument", "on", "total"):
        scores.setdefault(instrument, []).append(_Value(on, total))
    names = {"alliance": _("Working relationship"), "willingness": _("Willingness to engage")}
    asked = {
        code: [_Value(row.on, value) for row in facts.engagement if (value := getattr(row, code)) is not None]
        for code in names
    }
    found = [(name, load(name).direction == "higher", values) for name, values in scores.items()]
    return [*found, *((names[code], True, values) for code, values in asked.items() if values)]


def _compared(name: str, higher: bool, values: Sequence[_Value], on: date, turns: Sequence[date]) -> Compared:
    first = max([turn for turn in turns if turn < on] + [on - WINDOW])
    last = min([turn for turn in turns if turn > on] + [on + WINDOW])
    before = [one.value for one in values if first <= one.on < on]
    after = [one.value for one in values if on <= one.on < last]
    # What was measured on the day of the change is of the time before it took hold.
    same_day = [one.value for one in values if one.on == on]
    found = shift([*before, *same_day], after[len(same_day) :])
    return Compared(name, found, _better(found, higher), _sentence(name, found, higher))


def _better(found: Shift, higher: bool) -> bool | None:
    if found.lower is None or found.upper is None or found.lower <= 0 <= found.upper:
        return None
    return (found.lower > 0) is higher


def _sentence(name: str, found: Shift, higher: bool) -> str:
    told = {"name": name, "before": found.before, "after": found.after}
    if found.estimate is None:
        return _("%(name)s: %(before)s before the change, none after it yet.") % told
    told["way"] = _way(found.estimate, higher)
    if found.lower is None or found.upper is None:
        few = _("%(name)s: %(way)s, from %(before)s before and %(after)s after: too few to tell from chance.")
        return few % told
    told |= {"low": _signed(found.lower), "high": _signed(found.upper)}
    said = (
        _("%(name)s: %(way)s, 95 %% interval %(low)s to %(high)s, from %(before)s before and %(after)s after.") % told
    )
    return said if _better(found, higher) is not None else said + " " + _("That can be no change.")


def _way(estimate: float, higher: bool) -> str:
    if round(abs(estimate), 1) == 0:
        return _("no difference")
    words = {"size": number(abs(estimate))}
    side = _("higher by %(size)s") if estimate > 0 else _("lower by %(size)s")
    judged = _("better") if (estimate > 0) is higher else _("worse")
    return f"{side % words} ({judged})"


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
