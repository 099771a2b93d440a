"""Letters as PDF, by typst: what people wrote goes in as data, never as markup.

Fonts for the writing systems of the people served ship beside this module (Noto, SIL Open Font License), because a
server has none. A letter that still holds something no font has is refused before it is set, by naming that.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import typst

from unstuck.errors import BadInput

FONTS = Path(str(resources.files(__package__).joinpath("fonts")))
LETTER = "letter.typ"
KEPT = {"\n", "\u200c", "\u200d"}
"""Of the characters without a shape: a new line, and the two by which letters of Persian or Hindi join or do not."""
_CHOICE_OF_SHAPE = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Behind a character, as in some Japanese names: which of its shapes is meant. No font here has more than one."""


class CannotBeSet(BadInput):
    """A letter holds what no font has; `letters` says what, each once. Empty where only the whole could not be set."""

    def __init__(self, letters: tuple[str, ...]) -> None:
        super().__init__(f"letter: expected text that the fonts can show, found {' '.join(letters) or 'none of it'}")
        self.letters = letters


@dataclass(frozen=True)
class Letter:
    """One page of plain words. `sections` have a heading and their paragraphs; `notice` is set apart."""

    title: str
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    date: str
    opening: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    notice: str
    closing: tuple[str, ...]
    language: str = "en"


def as_pdf(letter: Letter) -> bytes:
    """Return the letter as a PDF that screen readers can read (PDF/UA-1). Raises CannotBeSet.

    >>> as_pdf(Letter("Letter", ("A",), ("B",), "today", "Hello", (("H", ("#strike[no markup]",)),), "", ("C",)))[:5]
    b'%PDF-'
    """
    return set_content(asdict(letter), LETTER)


def set_content(content: object, form: str) -> bytes:
    """Return texts as a PDF by one of the forms beside this module. Raises CannotBeSet."""
    seen = _seen(content)
    if missing := _missing(seen):
        raise CannotBeSet(missing)
    return _set(seen, form)


def cannot_be_set(letter: Letter) -> tuple[str, ...]:
    """Return the characters of a letter that no font has, each once, in their order.

    >>> cannot_be_set(Letter("For \u0985\u09ae\u09bf\u09a4", (), (), "", "\U0001f9ff", (), "", ()))
    ('\U0001f9ff',)
    """
    return _missing(_seen(asdict(letter)))


def _missing(seen: object) -> tuple[str, ...]:
    found = dict.fromkeys(one for text in _texts(seen) for one in text)
    return tuple(one for one in found if one not in KEPT and not _covered(ord(one)))


def sets(text: str) -> bool:
    """Tell whether typst can set a text by itself: how the list of what can be set is made."""
    try:
        _set(asdict(Letter("Letter", (), (), "", text, (), "", ())))
    except CannotBeSet:
        return False
    return True


def _set(content: object, form: str = LETTER) -> bytes:
    source = resources.files(__package__).joinpath(form).read_bytes()
    inputs = {"letter": json.dumps(content)}
    try:
        made: bytes = typst.compile(  # type: ignore[misc]  # its stub has a type parameter that nothing fixes
            source, sys_inputs=inputs, pdf_standards=["ua-1"], font_paths=[str(FONTS)], ignore_system_fonts=True
        )
    except typst.TypstError as error:
        raise CannotBeSet(()) from error
    return made


def _seen(content: object) -> object:
    """Return the content with every text as it is seen: composed, without characters that have no shape."""
    if isinstance(content, str):
        lines = "\n".join(content.replace("\t", " ").splitlines())
        composed = _CHOICE_OF_SHAPE.sub("", unicodedata.normalize("NFC", lines))
        return "".join(one for one in composed if one in KEPT or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    if isinstance(content, dict):
        return {name: _seen(one) for name, one in content.items()}
    if isinstance(content, list | tuple):
        return [_seen(one) for one in content]
    return content


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _texts(one)


@cache
def _ranges() -> list[tuple[int, int]]:
    """Return what can be set as ranges, first and last, in order: examples/fonts/build_shipped_fonts.py made them."""
    held = json.loads(FONTS.joinpath("settable.json").read_text(encoding="utf-8"))
    return [(int(first), int(last)) for first, last in held]


def _covered(point: int) -> bool:
    place = bisect_right(_ranges(), (point, 0x110000)) - 1
    return place >= 0 and point <= _ranges()[place][1]
