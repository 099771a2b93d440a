"""How a known reference may stand in a text: other separators, O for 0 and I for 1, its digits alone, a slip off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from unstuck.interop.letters import Folded, clean, folded
from unstuck.interop.name_likeness import is_one_off

FEWEST_DIGITS = 4
"""So many digits of a reference tell it without its letters."""
SHORTEST_SLIP, FEWEST_TYPED, LONGEST_TYPED = 6, 3, 24
"""So long, a reference is looked for one slip off, in words with so many digits; so many are left
without zeros, of a reference that people type and no id of ours."""
_ALIKE = ("0o", "1il|", "5s", "8b", "2z")
_AS_DIGIT = str.maketrans({letter: group[0] for group in _ALIKE for letter in group[1:]})
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"(?<![\w/.-])[\w/.-]*+")


def referred_in(text: Folded, references: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where a text holds one of the references."""
    for reference in references:
        patterns, squeezed = _forms(clean(reference))
        has_digits = _DIGIT.search(reference) is not None
        for pattern in patterns:
            found = (match for match in pattern.finditer(text.letters) if not has_digits or _DIGIT.search(match[0]))
            yield from map(text.span, found)
        if has_digits and len(squeezed) >= SHORTEST_SLIP:
            for match in _NUMBERED.finditer(text.letters):
                if _DIGIT.search(match[0]) and is_a_slip_off(match[0], squeezed):
                    yield text.span(match)


@lru_cache(maxsize=65536)
def is_a_slip_off(word: str, squeezed: str) -> bool:
    """True where a word with digits is a reference, or a slip away from it, whatever separates its letters.

    >>> [is_a_slip_off(word, "1011078") for word in ("io-1107-b", "i0-1170-b", "io-2207-b")]
    [True, True, False]
    """
    plain = _squeezed(word)
    has_digits = sum(letter.isdigit() for letter in word) >= FEWEST_TYPED
    return has_digits and abs(len(plain) - len(squeezed)) < 2 and (plain == squeezed or is_one_off(plain, squeezed))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).translate(_AS_DIGIT)


@lru_cache(maxsize=4096)
def _forms(reference: str) -> tuple[tuple[re.Pattern[str], ...], str]:
    letters = folded(reference).letters
    parts = re.findall(r"[^\W\d_]+|\d+", letters)
    if not parts:
        return (), ""
    is_long = sum(map(len, parts)) >= FEWEST_DIGITS
    has_digits = any(part.isdecimal() for part in parts)
    between, letter_of = (r"[\W_]?", _alike) if is_long and has_digits else ("", re.escape)
    joined = r"[\W_]*".join(between.join(map(letter_of, part)) for part in parts)
    digits = [part for part in parts if part.isdecimal() and len(part) >= FEWEST_DIGITS]
    if len(letters) <= LONGEST_TYPED:
        digits += [part.lstrip("0") for part in digits if part[0] == "0" and len(part.lstrip("0")) >= FEWEST_TYPED]
    return (
        re.compile(rf"(?<![^\W_]){joined}(?:'?s)?(?![^\W_])"),
        *(re.compile(rf"(?<!\d){r'[ .-]?'.join(part)}(?!\d)") for part in digits),
    ), _squeezed(letters)


def _alike(letter: str) -> str:
    group = next((group for group in _ALIKE if letter in group), "")
    return f"[{re.escape(group)}]" if group else re.escape(letter)
