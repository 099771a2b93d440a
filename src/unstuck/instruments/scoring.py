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

    `total` is in the instrument's points: the sum, or where `prorated` the mean of the answered items times
    the number of items (not rounded); None where too many items are missing. `missing` and `safety` hold item
    codes: those not answered, and the safety items answered above zero, which stand even without a total.
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
    missing = tuple(item.code for item in instrument.items if item.code not in given)
    total = _total(instrument, list(given.values()))
    band = instrument.band(total) if total is not None else None
    safety = tuple(item.code for item in instrument.items if item.safety and given.get(item.code, 0) > 0)
    return Score(
        total=total,
        answered=len(given),
        missing=missing,
        prorated=total is not None and bool(missing),
        band=band.label if band else None,
        safety=safety,
        not_scored=_not_scored(instrument, answers),
        note=" ".join(_notes(instrument, missing, safety)),
    )


def _total(instrument: Instrument, values: Sequence[int]) -> float | None:
    items = len(instrument.items)
    if items - len(values) > instrument.scoring.missing_allowed:
        return None
    return sum(values) * items / len(values)


def _check(instrument: Instrument, answers: Answers) -> None:
    questions: dict[str, Sequence[Option]] = {item.code: instrument.options for item in instrument.items}
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


def _notes(instrument: Instrument, missing: Sequence[str], safety: Sequence[str]) -> list[str]:
    """Say in sentences what a reader of the total must know."""
    return [*_safety_notes(instrument, missing, safety), *_missing_notes(instrument, missing)]


def _safety_notes(instrument: Instrument, missing: Sequence[str], safety: Sequence[str]) -> list[str]:
    return [_safety_note(item, missing, safety) for item in instrument.items if item.safety]


def _safety_note(item: Item, missing: Sequence[str], safety: Sequence[str]) -> str:
    if item.code in safety:
        return _("Item {code} was answered above zero: a person needs to respond to this now.").format(code=item.code)
    if item.code in missing:
        return _("Item {code} was not answered: ask about it.").format(code=item.code)
    return _("Item {code} was answered with zero, which does not rule out risk.").format(code=item.code)


def _missing_notes(instrument: Instrument, missing: Sequence[str]) -> list[str]:
    if not missing:
        return []
    counts = {"missing": len(missing), "items": len(instrument.items)}
    if len(missing) > instrument.scoring.missing_allowed:
        allowed = instrument.scoring.missing_allowed
        return [
            _("No total: {missing} of {items} items were not answered; at most {allowed} may be missing.").format(
                **counts, allowed=allowed
            )
        ]
    source = instrument.scoring.source
    filled = _("{missing} of {items} items were not answered and count as the mean of the others").format(**counts)
    return [f"{filled} ({source.cited})." if source else f"{filled}."]
