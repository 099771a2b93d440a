"""The letters of a text as names and references are compared: without case and accents, look-alikes read as Latin.

What nobody sees between letters goes; digits of other scripts become ours; what only looks like a letter stands for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
_APOSTROPHES = dict.fromkeys("’‘ʼʻ`´′", "'")
_LATIN = "aeopcyxijshkmtbnvABEZHIKMNOPTYXabcdefghijklmnopqrstuvwyz"
_ALIKE = "аеорсухіјѕһкмтвнѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ"
LOOK_ALIKES = dict(zip(_ALIKE, _LATIN, strict=True)) | {"ο": "o", "ν": "v", "ι": "i", "α": "a", "ρ": "p", "К": "K"}
"""Cyrillic, Greek and small-capital letters that a reader takes for Latin ones."""
_UNSEEN = frozenset("\x00\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))
_HYPHENS = frozenset("‐‑‒−")
_CYRILLIC_LISTED = """
    а a б b в v г g ґ g д d е e є ye ж zh з z и i і i ї yi й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч
    ch ш sh щ shch ъ _ ы y ь _ э e ю yu я ya ё e
"""
_PAIRS = _CYRILLIC_LISTED.split()
_CYRILLIC = {here: there.strip("_") for here, there in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}
_DISGUISES = str.maketrans("034578@$!+€", "oeastbasite")
DISGUISED = re.compile(r"(?<![^\W_])(?=\S{0,20}[a-z])[a-z0-9@$!|*#+€]*[0-9@$!|*#+€][a-z0-9@$|*#+€]+")
"""A word with digits or signs among its letters, in folded letters."""


@dataclass(frozen=True)
class Folded:
    """A text without case and accents, and for each of its letters the place that it came from."""

    text: str
    letters: str
    places: tuple[int, ...]

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        """Return where a match in the folded letters stands in the text."""
        return self.places[match.start()], self.places[match.end() - 1] + 1


def clean(text: str) -> str:
    """Return the text without letters that nobody sees, in one way of writing accents, digits and hyphens.

    >>> clean("Cl\u00ade\u200bo, ٠٧٧٠٠")
    'Cleo, 07700'
    """
    return unicodedata.normalize("NFC", "".join(map(_seen, text)))


@lru_cache(maxsize=4096)
def _seen(letter: str) -> str:
    if letter in _UNSEEN or unicodedata.category(letter) == "Cf":
        return ""
    if letter in _HYPHENS:
        return "-"
    return str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter


def folded(text: str) -> Folded:
    """Return a text as names are compared."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = _plain(letter)
        letters.append(plain)
        places += [place] * len(plain)
    return Folded(text, "".join(letters), tuple(places))


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    apart = unicodedata.normalize("NFKD", letter)
    lower = "".join(LOOK_ALIKES.get(one) or LOOK_ALIKES.get(one.casefold()) or one for one in apart).casefold()
    lower = "".join(_LETTERS.get(one, one) for one in lower)
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(one for one in apart if not unicodedata.combining(one))


def in_latin(word: str) -> str:
    """Return a Cyrillic word in Latin letters; of any other, nothing.

    >>> in_latin("Олена"), in_latin("Olena")
    ('olena', '')
    """
    lower = word.casefold()
    return "".join(_CYRILLIC.get(letter, letter) for letter in lower) if any(map(_CYRILLIC.get, lower)) else ""


def undisguised(word: str) -> tuple[str, ...]:
    """Return how a word reads whose digits and signs stand for letters: `*` and `#` for any one.

    >>> undisguised("m4r1a"), undisguised("j*smine")
    (('maria', 'marla'), ('j.smine', 'j.smine'))
    """
    plain = word.translate(_DISGUISES).replace("*", ".").replace("#", ".")
    return tuple(plain.replace("1", one).replace("|", one) for one in "il")
