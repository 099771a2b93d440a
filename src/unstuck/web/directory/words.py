"""Words as they are searched for: without case and accents, in one form for all endings, and close ones if mistyped."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
LONGEST = 30
_EMPTY = """
a about after all am an and any are as at be because been but by can cannot cant could did do does dont for from get had
has have he her him his how i if in into is isn it its it's me my near need needs no not of on or our out she so some
someone somebody somewhere t than that the their them then there they this to too up us very want wants was we were what
when where which who why will with would you your help helps helping service services
"""
EMPTY = frozenset(_EMPTY.split())
"""Words that say nothing about a need."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, folded.

    >>> words_of("Café-Treff: can't PAY the rent")
    ['cafe', 'treff', 'can', 't', 'pay', 'the', 'rent']
    """
    if text.isascii():
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    plain = unicodedata.normalize("NFKD", text).casefold()
    return [
        word[:LONGEST]
        for word in WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    ]


def wanted_words(text: str) -> list[str]:
    """Return the words of a need that carry meaning, each once; all of them where none does.

    >>> wanted_words("help with the rent, rent help"), wanted_words("who?")
    (['rent'], ['who'])
    """
    words = list(dict.fromkeys(words_of(text)))
    return [word for word in words if word not in EMPTY and len(word) > 1] or words


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the part of an English word that its endings share. Plain on purpose: both databases use it alike.

    >>> {stem(word) for word in ("house", "houses", "housing", "housed")}
    {'hous'}
    >>> stem("counselling") == stem("counseling"), stem("families") == stem("family"), stem("bus"), stem("art")
    (True, True, 'bus', 'art')
    """
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeious":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


def stems(text: str) -> list[str]:
    """Return the stems of a text's words in their order."""
    return [stem(word) for word in words_of(text)]


def parts(word: str) -> set[str]:
    """Return the threes of letters in a word, its ends marked.

    >>> sorted(parts("rent"))
    [' re', 'ent', 'nt ', 'ren']
    """
    padded = f" {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def allowed_slips(word: str) -> int:
    """Return how many letters of a word may be wrong."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def slips(first: str, second: str) -> int:
    """Return how many letters were left out, put in, changed or swapped with the next.

    Damerau 1964 in its restricted form (optimal string alignment).

    >>> slips("huosing", "housing"), slips("rennt", "rent"), slips("rent", "food")
    (1, 1, 4)
    """
    before: list[int] = []
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, start=1):
        last, before, row = before, row, [at]
        for to, other in enumerate(second, start=1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == second[to - 2] and first[at - 2] == other:
                best = min(best, last[to - 2] + 1)
            row.append(best)
    return row[-1]
