"""The questionnaires as an agency can ask them: with the text that ships, or with its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.instruments import Instrument, Item, Option, available, load
from unstuck.instruments.slots import fill, slots
from unstuck.web.checkins.models import Checkin, LicensedText

USUAL_OUTCOME = "PHQ-9"
MARK = "\N{EN DASH}"


def questionnaire(agency: int, name: str) -> Instrument:
    """Return a questionnaire, with the agency's own text where it has put one in."""
    instrument = load(name)
    own = LicensedText.objects.filter(agency=agency, instrument=instrument.id).last() if slots(instrument) else None
    return fill(instrument, own.texts) if own else instrument


def askable(agency: int) -> list[Instrument]:
    """Return the questionnaires that an agency can ask: those whose text is there."""
    licensed = set(LicensedText.objects.filter(agency=agency).values_list("instrument", flat=True))
    return [questionnaire(agency, name) for name in available() if load(name).has_text or name in licensed]


@dataclass(frozen=True)
class Question:
    """One screen of a check-in: a question, its answers, and the questions asked beside it."""

    instrument: Instrument
    item: Item
    beside: tuple[Item, ...] = ()

    @property
    def options(self) -> tuple[Option, ...]:
        """Return the answers."""
        return self.instrument.options_of(self.item)

    @property
    def is_scale(self) -> bool:
        """True for a long row of numbers, whose ends alone have words."""
        return len(self.options) > 7


def questions_of(checkin: Checkin) -> list[Question]:
    """Return the screens of a check-in, in order. What a later version of a questionnaire lacks is left out."""
    agency = checkin.episode.client.agency_id
    wanted = [name for name, _item in checkin.questions]
    known = {name: questionnaire(agency, name) for name in dict.fromkeys(wanted)}
    items = {(name, item.code): item for name, one in known.items() for item in one.items}
    return [
        Question(known[name], items[name, code], _beside(known[name], code))
        for name, code in checkin.questions
        if (name, code) in items and not items[name, code].beside
    ]


def rows_of(instruments: Sequence[Instrument]) -> list[list[str]]:
    """Return what a check-in stores about its questions: each questionnaire and item, in order."""
    return [[one.id, item.code] for one in instruments for item in one.items]


def _beside(instrument: Instrument, code: str) -> tuple[Item, ...]:
    return tuple(item for item in instrument.items if item.beside == code)
