"""Which questions are asked today: the plan, what was answered lately, and never more than a set number.

Knows no database: the rows come in as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unstuck.instruments import Instrument

MOST = 30
"""Questions at one time, at most: about two minutes at four seconds a question (our own default)."""

MONTHLY = 28
"""Days between two checks of the life areas (D.4: every four weeks)."""

JUST_ANSWERED = 1
"""Days within which a questionnaire is not asked again (our own default): the same day counts once."""

Entry = tuple[str, int]
"""A questionnaire, and every how many days it is asked; nought: every time."""


@dataclass(frozen=True)
class Plan:
    """What is asked of one client. `usual`: nobody chose it, it is the default."""

    entries: tuple[Entry, ...]
    most: int = MOST
    usual: bool = False


def usual_plan(outcome: str) -> Plan:
    """Return the default: an outcome, working together and willingness every time, the life areas every four weeks.

    >>> usual_plan("PHQ-9").entries[0]
    ('PHQ-9', 0)
    """
    entries = ((outcome, 0), ("Working together", 0), ("Willingness", 0), ("Life areas", MONTHLY))
    return Plan(entries, usual=True)


def due(plan: Plan, answered: Mapping[str, date], today: date) -> list[str]:
    """Return the questionnaires whose turn it is, in the order of the plan; `answered`: when each was last."""
    return [name for name, days in plan.entries if _is_due(answered.get(name), days, today)]


def _is_due(last: date | None, days: int, today: date) -> bool:
    return last is None or today - last >= timedelta(days=max(days, JUST_ANSWERED))


def screens(instrument: Instrument) -> int:
    """Return how many questions somebody answers: what is asked beside another one takes no screen of its own."""
    return sum(not item.beside for item in instrument.items)


def in_order(plan: Plan, chosen: Sequence[Instrument]) -> list[Instrument]:
    """Return questionnaires in the order of the plan, the outcome first; what the plan lacks comes last."""
    names = [name for name, _days in plan.entries]
    return sorted(chosen, key=lambda one: names.index(one.id) if one.id in names else len(names))


def fitting(plan: Plan, names: Sequence[str], sizes: Mapping[str, int]) -> list[str]:
    """Return those that fit, in the order of the plan: what is asked rarely goes before what is asked every time.

    The first one of the plan always stays. What does not fit waits for the next time, when it is still due.
    """
    rarely_first = sorted(names, key=lambda name: (name != plan.entries[0][0], -dict(plan.entries)[name]))
    chosen: list[str] = []
    left = plan.most
    for name in rarely_first:
        if not chosen or sizes[name] <= left:
            chosen.append(name)
            left -= sizes[name]
    return [name for name, _days in plan.entries if name in chosen]
