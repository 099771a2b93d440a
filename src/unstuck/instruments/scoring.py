"""From a client's answers to a total, with what must not be overlooked in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument, Item, Option
from unstuck.language import gettext as _

Answers = Mapping[str, int | None]
"""Item code to option value; None, or no entry at all, is an item that was not answered."""


@dataclass(frozen=True)
class Score:
    """What a set of answers comes to.

    `total` is in the instrument's points (not rounded); where `prorated`, items without an answer count as the mean
    of the answered ones. None where too many are missing, or each answer stands by itself. `missing` and `safety` hold
    item codes: those asked and not answered, and the safety items answered above zero, which stand even without a
    total.
    `not_scored` holds the answer to the follow-up question.
    """

    total: float | None
    answered: int
    missing: tuple[str, ...]
    prorated: bool
    band: str | None
    safety: tuple[str, ...]
    not_scored: Mapping[str, int]
    note: str


def score(instrument: Instrument, answers: Answers) -> Score:
    """Score one client's answers to one questionnaire.

    Raises `BadInput` naming the item for an unknown code or a value that is not among the options, and for an
    instrument of which only totals are known.

    >>> from unstuck.instruments import load
    >>> score(load("GAD-7"), {f"gad7_{n}": 2 for n in range(1, 8)}).total
    14.0
    """
    if instrument.scoring.method == "total_only":
        raise BadInput(f"expected an instrument with items, found {instrument.id}, of which only total scores are used")
    _check(instrument, answers)
    given = {item.code: value for item in instrument.items if (value := answers.get(item.code)) is not None}
    asked = [item for item in instrument.items if item.code in given or is_asked(instrument, item, given)]
    missing = tuple(item.code for item in asked if item.code not in given)
    total = _total(instrument, {**_lowest_of_unasked(instrument, asked), **given})
    band = instrument.band(total) if total is not None else None
    safety = above_zero(instrument, given)
    uncounted = tuple(code for code in missing if not _item(instrument, code).counts)
    return Score(
        total=total,
        answered=len(given),
        missing=missing,
        prorated=total is not None and len(missing) > len(uncounted),
        band=band.label if band else None,
        safety=safety,
        not_scored=_not_scored(instrument, answers),
        note=" ".join(_notes(instrument, given, missing)),
    )


def above_zero(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Return the codes of the safety items that were answered above zero: a person responds to each of them, now."""
    return tuple(item.code for item in instrument.items if item.safety and (answers.get(item.code) or 0) > 0)


def is_asked(instrument: Instrument, item: Item, answers: Answers) -> bool:
    """Tell whether an item is asked, given the answers before it.

    One that depends on others is left out only where each of them was answered with its lowest value.
    """
    gates = [(answers.get(code), _ends(instrument, _item(instrument, code))[0]) for code in item.asked_if]
    return not gates or any(value is None or value > lowest for value, lowest in gates)


def most_without_safety(instrument: Instrument) -> float:
    """Return the highest total that all items answered can come to with each safety item at zero.

    >>> from unstuck.instruments import load
    >>> most_without_safety(load("PHQ-9"))
    24.0
    """
    answers = {item.code: 0 if item.safety else _ends(instrument, item)[1] for item in instrument.items}
    total = score(instrument, answers).total
    return instrument.maximum if total is None else total


def _item(instrument: Instrument, code: str) -> Item:
    return next(item for item in instrument.items if item.code == code)


def _ends(instrument: Instrument, item: Item) -> tuple[int, int]:
    values = [option.value for option in instrument.options_of(item)]
    return min(values), max(values)


def _lowest_of_unasked(instrument: Instrument, asked: Sequence[Item]) -> dict[str, int]:
    """Return what items count that nobody had to ask."""
    return {item.code: _ends(instrument, item)[0] for item in instrument.items if item not in asked}


def _total(instrument: Instrument, values: Answers) -> float | None:
    counted = [item for item in instrument.items if item.counts]
    answered = [item for item in counted if item.code in values]
    if instrument.scoring.method == "each_apart" or not answered:
        return None
    if len(counted) - len(answered) > instrument.scoring.missing_allowed:
        return None
    points = [values[item.code] or 0 for item in answered]
    match instrument.scoring.method:
        case "mean":
            return sum(points) / len(points)
        case "share":
            return 100 * sum(points) / sum(_ends(instrument, item)[1] for item in answered)
        case "weighted_means":
            return _weighted_means(instrument, answered, values)
    return instrument.scoring.multiplier * sum(points) * len(counted) / len(points)


def _weighted_means(instrument: Instrument, answered: Sequence[Item], values: Answers) -> float | None:
    """Return the means of the parts, each times its weight; None where a part has no answer."""
    total = 0.0
    for scale in instrument.scales:
        points = [values[item.code] or 0 for item in answered if item.scale == scale.code]
        if not points:
            return None
        total += scale.weight * sum(points) / len(points)
    return total


def _check(instrument: Instrument, answers: Answers) -> None:
    questions: dict[str, Sequence[Option]] = {item.code: instrument.options_of(item) for item in instrument.items}
    if instrument.follow_up:
        questions[instrument.follow_up.code] = instrument.follow_up.options
    for code, value in answers.items():
        if code not in questions:
            raise BadInput(
                f"item '{code}': expected an item of {instrument.id} ({', '.join(questions)}), found another"
            )
        values = [option.value for option in questions[code]]
        if value is not None and (type(value) is not int or value not in values):
            allowed = ", ".join(map(str, values))
            raise BadInput(f"item '{code}': expected one of {allowed} or null, found {value!r}")


def _not_scored(instrument: Instrument, answers: Answers) -> dict[str, int]:
    code = instrument.follow_up.code if instrument.follow_up else ""
    value = answers.get(code)
    return {} if value is None else {code: value}


def _notes(instrument: Instrument, given: Answers, missing: Sequence[str]) -> list[str]:
    """Say in sentences what a reader of the total must know."""
    about_safety = [item for item in instrument.items if item.safety and (item.code in given or item.code in missing)]
    return [*(_safety_note(item, given) for item in about_safety), *_missing_notes(instrument, missing)]


def _safety_note(item: Item, given: Answers) -> str:
    if item.code not in given:
        return _("Item {code} was not answered: ask about it.").format(code=item.code)
    if (given[item.code] or 0) > 0:
        return _("Item {code} was answered above zero: a person needs to respond to this now.").format(code=item.code)
    return _("Item {code} was answered with zero, which does not rule out risk.").format(code=item.code)


def _missing_notes(instrument: Instrument, missing: Sequence[str]) -> list[str]:
    counted = [item for item in instrument.items if item.counts]
    lacking = sum(item.code in missing for item in counted)
    if not lacking:
        return []
    counts = {"missing": lacking, "items": len(counted)}
    if instrument.scoring.method == "each_apart":
        return [_("{missing} of {items} items were not answered.").format(**counts)]
    if lacking > instrument.scoring.missing_allowed:
        allowed = instrument.scoring.missing_allowed
        return [
            _("No total: {missing} of {items} items were not answered; at most {allowed} may be missing.").format(
                **counts, allowed=allowed
            )
        ]
    source = instrument.scoring.source
    filled = _("{missing} of {items} items were not answered and count as the mean of the others").format(**counts)
    return [f"{filled} ({source.cited})." if source else f"{filled}."]
