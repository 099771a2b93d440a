"""Which word of a text stands for a part of a known name: short and fond forms, misspellings, what sounds the same."""

from __future__ import annotations

import re
from functools import lru_cache

from unstuck.interop.word_lists import also_called, is_ordinary

_ENDINGS = (
    "y", "ie", "ey", "i", "o", "s", "z", "ito", "ita", "cito", "cita", "illo", "illa", "ica", "ico", "ka", "chka", "ek",
    "inha", "inho", "a",
)  # fmt: skip
SHORTEST_MISSPELT, SHORTEST_ANYWHERE, SHORTEST_CUT, SHORTEST_END, SHORTEST_TWO_OFF = 4, 5, 3, 4, 7
"""From so many letters on a name is looked for one letter off; so long, in small letters too; cut short; by its end;
two letters off."""
_PREFIXES = ("mac", "mc", "o", "al", "el", "fitz", "ben", "bin", "de", "di", "la", "le")
_FEWEST_CONSONANTS = 3


@lru_cache(maxsize=65536)
def stands_for(word: str, part: str, *, capital: bool) -> bool:
    """True where a word of a text stands for a part of a name, though it is another word than it.

    >>> [stands_for(word, "margaret", capital=True) for word in ("peggy", "mags", "margret", "marg", "market", "gret")]
    [True, True, True, True, False, False]
    >>> [stands_for(word, "daniel", capital=False) for word in ("danny", "danial", "dan", "denial")]
    [True, True, True, False]
    """
    if word == part:
        return False
    called = also_called().get(part) or _called_like(part)
    if is_ordinary(word):
        return capital and word in called
    if word in called or _ends_fondly(word, part, called):
        return capital or len(word) >= SHORTEST_CUT
    if len(word) == 2:
        return capital and len(part) >= SHORTEST_MISSPELT and part.startswith(word)
    if _is_piece(word, part, capital=capital):
        return True
    if min(len(word), len(part)) < SHORTEST_MISSPELT:
        return False
    return _is_misspelt(word, part, capital=capital)


def _is_piece(word: str, part: str, *, capital: bool) -> bool:
    """True where a word is how a name begins or ends, stands in it, holds it, or is what follows Mac or O' there."""
    if len(word) >= SHORTEST_CUT and part.startswith(word):
        return capital or len(word) >= SHORTEST_MISSPELT
    if len(word) >= SHORTEST_END and part.endswith(word):
        return capital or len(word) >= SHORTEST_ANYWHERE
    if len(part) >= SHORTEST_ANYWHERE and part in word:
        return True
    if capital and len(word) >= SHORTEST_ANYWHERE and word in part:
        return True
    rests = (part.removeprefix(start) for start in _PREFIXES if part.startswith(start))
    return any(
        len(rest) >= SHORTEST_ANYWHERE and (word == rest or (capital and is_one_off(sounded(word), sounded(rest))))
        for rest in rests
    )


def _is_misspelt(word: str, part: str, *, capital: bool) -> bool:
    """True where a word is a letter off a name, sounds like it, is two letters off a long one, or off how it ends."""
    heard, meant = sounded(word), sounded(part)
    if is_one_off(word, part) or is_one_off(heard, meant):
        return capital or len(part) >= SHORTEST_ANYWHERE
    if word[0] == part[0] and min(len(word), len(part)) >= SHORTEST_TWO_OFF and _is_two_off(word, part):
        return True
    if not capital:
        return False
    consonants = _consonants(meant)
    if len(consonants) >= _FEWEST_CONSONANTS and consonants == _consonants(heard) and _is_two_off(heard, meant):
        return True
    lengths = (len(word) - 1, len(word), len(word) + 1)
    return len(word) >= SHORTEST_ANYWHERE and any(is_one_off(word, part[-length:]) for length in lengths)


_SOUNDS = (("ks", "x"), ("ph", "f"), ("ck", "k"), ("c", "k"), ("y", "i"), ("z", "s"), ("th", "t"), ("ou", "u"))


@lru_cache(maxsize=65536)
def sounded(word: str) -> str:
    """Return a name as it sounds, near enough: Phillipa and Philippa, Aleksandr and Alexandr are the same."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)


def _consonants(heard: str) -> str:
    return heard[:1] + re.sub(r"[aeiouhw]", "", heard[1:])


@lru_cache(maxsize=4096)
def _called_like(part: str) -> frozenset[str]:
    """Return what somebody may be called whose name is written otherwise than in the list."""
    sound = sounded(part)
    near = [name for name in also_called() if len(name) >= SHORTEST_ANYWHERE and name[0] == part[0]]
    return frozenset().union(*(also_called()[name] for name in near if is_one_off(sounded(name), sound)))


def _ends_fondly(word: str, part: str, called: frozenset[str]) -> bool:
    """True for Danny of Daniel, Bobby of Robert, Juanito of Juan, Vonnie of Yvonne: a piece of a name and an ending."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        for one in {stem, stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem}:
            begins = part.startswith(one) and (len(one) >= SHORTEST_CUT or len(ending) > 2)
            if begins or one in called or one == part or (len(one) >= SHORTEST_END and one in part):
                return True
    return False


def is_one_off(one: str, two: str) -> bool:
    """True where one letter more, one less, another one, or two that changed places, is all that differs."""
    if abs(len(one) - len(two)) > 1:
        return False
    first = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    if len(one) == len(two):
        swapped = one[first : first + 2] == two[first : first + 2][::-1]
        return one[first + 1 :] == two[first + 1 :] or (swapped and one[first + 2 :] == two[first + 2 :])
    short, long = sorted((one, two), key=len)
    return short[first:] == long[first + 1 :]


def _is_two_off(one: str, two: str) -> bool:
    """True where two slips at most are all that differs: the first is mended in each way, the rest may have one."""
    first = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    one, two = one[first:], two[first:]
    swapped = one[1:2] + one[:1] == two[:2]
    return (
        is_one_off(one, two)
        or is_one_off(one[1:], two)
        or is_one_off(one, two[1:])
        or is_one_off(one[1:], two[1:])
        or (swapped and is_one_off(one[2:], two[2:]))
    )
