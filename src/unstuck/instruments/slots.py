"""The empty places of a questionnaire whose text we may not ship, and how an agency's own text comes into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from unstuck.errors import BadInput
from unstuck.instruments.definition import Instrument, Item, Option
from unstuck.language import gettext as _

PROMPT = "prompt"


@dataclass(frozen=True)
class Slot:
    """One place for a text: its key, and what stands there in words."""

    key: str
    label: str


def slots(instrument: Instrument) -> tuple[Slot, ...]:
    """Return the places for text of a questionnaire, in the order of its form; none where its text ships.

    >>> from unstuck.instruments import load
    >>> slots(load("PHQ-9"))
    ()
    >>> [slot.key for slot in slots(load("AUDIT-C"))][:3]
    ['prompt', 'option.0', 'option.1']
    """
    if instrument.redistributable or not instrument.items:
        return ()
    return tuple(_slots(instrument))


def fill(instrument: Instrument, texts: Mapping[str, str]) -> Instrument:
    """Return the questionnaire with an agency's own text. Scores stay as they are.

    Raises BadInput for a questionnaire whose text ships, for a key that it does not have, and for a text that is
    missing: half a questionnaire cannot be asked.
    """
    places = slots(instrument)
    if not places:
        raise BadInput(f"expected a questionnaire with places for text, found {instrument.id}")
    known = {slot.key for slot in places}
    for key in texts:
        if key not in known:
            raise BadInput(f"key '{key}': expected a place of {instrument.id} ({', '.join(sorted(known))})")
    for slot in places:
        if slot.key != PROMPT and not texts.get(slot.key, "").strip():
            raise BadInput(f"key '{slot.key}': expected text for “{slot.label}”, found none")
    return replace(
        instrument,
        prompt=texts.get(PROMPT, "").strip(),
        options=_filled(instrument.options, texts, ""),
        items=tuple(_item(item, texts) for item in instrument.items),
    )


def _slots(instrument: Instrument) -> Iterator[Slot]:
    yield Slot(PROMPT, _("The sentence above the questions"))
    if any(not item.options for item in instrument.items):
        yield from _answers(instrument.options, "")
    for number, item in enumerate(instrument.items, start=1):
        yield Slot(item.code, _("Question %(number)s") % {"number": number})
        yield from _answers(item.options, item.code, number)


def _answers(options: tuple[Option, ...], code: str, number: int = 0) -> Iterator[Slot]:
    for option in options:
        words = {"value": option.value, "number": number}
        numbered, every = _("Question %(number)s: answer that counts %(value)s"), _("Answer that counts %(value)s")
        label = numbered if number else every
        yield Slot(_key(code, option), label % words)


def _key(code: str, option: Option) -> str:
    return f"{code}.option.{option.value}" if code else f"option.{option.value}"


def _item(item: Item, texts: Mapping[str, str]) -> Item:
    return replace(item, text=texts[item.code].strip(), options=_filled(item.options, texts, item.code))


def _filled(options: tuple[Option, ...], texts: Mapping[str, str], code: str) -> tuple[Option, ...]:
    return tuple(replace(option, text=texts.get(_key(code, option), "").strip()) for option in options)
