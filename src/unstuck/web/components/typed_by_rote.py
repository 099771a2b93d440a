"""Texts that fingers type by themselves: one letter, a word over and over, a row of the keyboard, the alphabet."""

from __future__ import annotations

from itertools import pairwise

FEWEST_DIFFERENT = 5
"""Characters: "aaaaabbbbbab" has two."""
MOSTLY = 0.7
"""Of the steps from one character to the next, the share that makes it a row: "abcdefgh1234" has 10 of 11."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "1234567890")
_COLUMNS = zip("1234567", "qwertyu", "asdfghj", "zxcvbnm", strict=True)
_NEXT = {pair for row in (*_ROWS, *_COLUMNS) for one in (row, row[::-1]) for pair in pairwise(one)}


def is_typed_by_rote(plain: str) -> bool:
    """Tell whether a text in small letters has hardly any characters in it, or mostly goes along a row."""
    steps = list(pairwise(plain))
    near = [abs(ord(one) - ord(two)) <= 1 or (one, two) in _NEXT for one, two in steps]
    is_row = bool(steps) and sum(near) / len(steps) >= MOSTLY
    return len(set(plain)) < FEWEST_DIFFERENT or is_row


def repeated(word: str) -> str:
    """Return what a text repeats, itself where it repeats nothing."""
    return word[: (word + word).find(word, 1)]
