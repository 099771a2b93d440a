"""The made-up people that come with Unstuck, in English and in the other languages there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from unstuck.language import ENGLISH, LANGUAGES
from unstuck.learning.library import shipped_files
from unstuck.learning.reading import parsed
from unstuck.learning.weeks.person import MadeUpPerson, Told
from unstuck.learning.weeks.reading import people_from


def _folder() -> Traversable:
    return resources.files("unstuck.learning") / "weeks" / "people"


@cache
def people(language: str = ENGLISH) -> Mapping[str, MadeUpPerson]:
    """Return every made-up person by code; in English where a text is not in that language."""
    read = [one for path in shipped_files(_folder()) for one in people_from(path.read_bytes(), file=path.name)]
    if language == ENGLISH or language not in LANGUAGES:
        return {one.code: one for one in read}
    texts = texts_in(language)
    return {one.code: _with_texts(one, texts[one.code]) if one.code in texts else one for one in read}


@cache
def texts_in(language: str) -> Mapping[str, Any]:
    """Return the texts about the made-up people in another language, by code."""
    return {
        code: row
        for path in shipped_files(_folder() / language)
        for code, row in parsed(path.read_bytes(), file=path.name).items()
    }


def _with_texts(person: MadeUpPerson, row: Mapping[str, Any]) -> MadeUpPerson:
    return replace(
        person,
        title=row["title"],
        story=" ".join(row["story"].split()),
        really=" ".join(row["really"].split()),
        holds={code: replace(hold, says=row["holds"][code]) for code, hold in person.holds.items()},
        choices={choice: Told(**row["choices"][choice]) for choice in person.choices},
        events=tuple(
            replace(event, says=says) for event, says in zip(person.events, row.get("events", ()), strict=True)
        ),
        endings={ending: row["endings"][ending] for ending in person.endings},
    )
