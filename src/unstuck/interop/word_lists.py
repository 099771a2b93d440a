"""The lists of words that tell a name from a word: ordinary words, names and what else one goes by, names of places.

All of them are our own, by hand, and none is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from unstuck.interop.letters import folded

_TWO_LETTERS_LISTED = """
    ah am an as at be by dr du eh em ex go gp ha he hi if in is it la le ma me mr ms my no of oh ok on op or ot ow
    pa pm pt re so st to tv um up us vs we ye yo
"""
_TWO_LETTERS = frozenset(_TWO_LETTERS_LISTED.split())
_WORDS_LISTED = """
    will may mark rose grace hope joy faith april june august bill art drew frank rich jack pat sue ray dean guy dawn
    ivy lily olive iris ruby amber crystal angel christian grant miles wade brook brooks field fields hill stone wood
    woods lake rivers young long short small king bishop cook baker mason carter hunter fisher page paige price love
    day week summer winter autumn chance case noble sharp sterling wise good best self sky star sunny
"""
ALSO_WORDS = frozenset(_WORDS_LISTED.split())
"""Names that are ordinary words too: in a text of a colleague they count only with a capital."""
_ENDS = (
    ("s", ""), ("es", ""), ("d", ""), ("d", "e"), ("ed", ""), ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"),
    ("ly", ""), ("'s", ""), ("ies", "y"), ("ied", "y"), ("ily", "y"), ("iness", "y"), ("ness", ""), ("less", ""),
    ("ful", ""), ("ment", ""), ("able", ""), ("able", "e"), ("est", ""), ("n't", ""), ("'ll", ""), ("'d", ""),
    ("'re", ""), ("'ve", ""), ("ation", "e"), ("ally", ""),
)  # fmt: skip
_BEGINNINGS = ("un", "re", "over", "mis", "non", "pre")
_DOUBLED = re.compile(r"(.+)([bdgklmnprt])\2(?:ed|ing)")
SHORTEST_SMALL = 4
"""From so many letters on a short form counts in small letters as somebody's name."""
_SHORT_LISTED = """
    abi aby ali amy ana ann ben bev bob dan eva gus ian jan jen jim joe kim leo lee liz max mia ned pam pat sam tim tom
    uma una zac zoe
"""
_SHORT = frozenset(_SHORT_LISTED.split())
_RARELY_NAMES_LISTED = """
    baldie candela char coco dolly flick fliss flip ginger hodge memo mich missy ness pera pino shell spence chico pipe
    rick lola luna jock lulu pancho chino soles stew russ loren maya willa mona penny sandy robin drew heather daisy
    ruby jasmine barb lone maga mago palo pruden rolo tino sole malena tana
"""
_RARELY_NAMES = frozenset(_RARELY_NAMES_LISTED.split())


def is_ordinary(word: str) -> bool:
    """True for an ordinary English or Spanish word, in small letters; `s`, `ed`, `ing` and the like make others of it.

    >>> [is_ordinary(word) for word in ("tries", "unhelpful", "stopped", "cita", "ibrahim", "connor")]
    [True, True, True, True, False, False]
    """
    if word in ordinary_words() or word in _TWO_LETTERS:
        return True
    if word in names():
        return False
    return any(stem in ordinary_words() for stem in _stems(word))


@lru_cache(maxsize=65536)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(_stems_of(word))


def _stems_of(word: str) -> Iterator[str]:
    for end, instead in _ENDS:
        if word.endswith(end) and len(word) > len(end) + 1:
            yield word.removesuffix(end) + instead
    if doubled := _DOUBLED.fullmatch(word):
        yield doubled[1] + doubled[2]
    for start in _BEGINNINGS:
        if word.startswith(start) and len(word) > len(start) + 2:
            yield word.removeprefix(start)
            yield from (word.removeprefix(start).removesuffix(end) for end in ("s", "d", "ed", "ing"))


@cache
def ordinary_words() -> frozenset[str]:
    """Return the ordinary words, English and Spanish, in folded letters."""
    return frozenset(_words("ordinary_words.txt")) | frozenset(_words("ordinary_words_es.txt"))


@cache
def also_called() -> dict[str, frozenset[str]]:
    """Return what else whoever has a name may be called."""
    found: dict[str, frozenset[str]] = {}
    for line in _lines("nicknames.txt"):
        group = frozenset(folded(word).letters for word in line.split())
        for name in group:
            found[name] = found.get(name, frozenset()) | group
    return found


@cache
def names() -> frozenset[str]:
    """Return given names and short forms, in folded letters."""
    return frozenset(_words("given_names.txt")) | frozenset(also_called())


@cache
def names_in_small_letters() -> frozenset[str]:
    """Return the names that a word in small letters may be: those that are no ordinary words and not too short."""
    long = {name for name in names() if len(name) >= SHORTEST_SMALL} | _SHORT
    return frozenset(long - ordinary_words() - ALSO_WORDS - _RARELY_NAMES)


@cache
def place_names() -> frozenset[str]:
    """Return names of places, in small letters."""
    return frozenset(_words("place_names.txt"))


def _lines(name: str) -> Iterator[str]:
    text = files("unstuck.interop").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))


def _words(name: str) -> Iterator[str]:
    return (folded(word).letters for line in _lines(name) for word in line.split())
