"""Taking out of a text what says whose it is: known names and references, and what looks like a date or an address.

Known identifiers are found whatever their case, accents, possessives and separators; they are the client's own and
those that the worker adds. Patterns find what nobody listed. Neither can know a nickname or a story that only one
person could have: a person reads the text before anybody else does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from unstuck.interop.identifying_patterns import AGES, DAY_AND_MONTH, NOT_PEOPLE, PATTERNS, WITH_CAPITALS, YEARS

KNOWN = frozenset({"name", "reference"})
"""Kinds that are known to be about this client; the others only look as if they were about somebody."""
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "’": "'", "ʼ": "'"}
_SPELLED_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ñ": "n", "æ": "ae"}
_PARTICLES_LISTED = """
    al el de da do di du des del della la le les van von der den ter ten bin ibn abu of the and mr mrs ms dr
    st y e i
"""
_PARTICLES = frozenset(_PARTICLES_LISTED.split())
_WORDS_LISTED = """
    will may mark rose grace hope joy faith april june august bill art drew frank rich jack pat sue ray dean guy dawn
    ivy lily olive iris ruby amber crystal angel christian grant miles wade brook brooks field fields hill stone wood
    woods lake rivers young long short small king bishop cook baker mason carter hunter fisher page paige price love
    day week summer winter autumn chance case noble sharp sterling wise good best self sky star sunny
"""
_ALSO_WORDS = frozenset(_WORDS_LISTED.split())
"""Names that are ordinary words too: in a text of a colleague they count only with a capital."""


@dataclass(frozen=True)
class Identifiers:
    """What is known to point to one client: their names and those of people around them, and references."""

    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """One place in a text that gives somebody away, and as what."""

    kind: str
    start: int
    end: int
    instead: str = ""


def clean(text: str) -> str:
    """Return the text without letters that nobody sees, in one way of writing accents."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf" and letter != "\x00")
    return unicodedata.normalize("NFC", seen)


def redact(text: str, known: Identifiers) -> str:
    """Return the text with every identifier replaced by its kind in brackets.

    >>> redact("Cleo's sister rang on 3 March: 020 7946 0018.", Identifiers(("Cleo Brook",)))
    '[name] sister rang on [date]: [phone].'
    """
    text = clean(text)
    parts, done = [], 0
    for one in find(text, known):
        parts += [text[done : one.start], one.instead or f"[{one.kind}]"]
        done = one.end
    again = "".join([*parts, text[done:]])
    return re.sub(r"\[name\](?:[\s-]+\[name\])+", "[name]", again)


def find(text: str, known: Identifiers) -> list[Found]:
    """Return all that gives somebody away, in order, without overlaps. `text` is expected to be `clean`."""
    return _apart([*_known(text, known, strict=True), *_patterns(text), *_years(text), *_ages(text)], text)


def about_client(text: str, known: Identifiers) -> list[Found]:
    """Return only what is known to point to the client: names that are words too count with a capital alone."""
    return _apart(list(_known(text, known, strict=False)), text)


def suspicious(text: str) -> list[Found]:
    """Return what looks like a date, a telephone, an address, perhaps not of the client. Links may stay."""
    bare = PATTERNS[0][1].sub(lambda link: " " * len(link[0]), text)
    return _apart([*_patterns(bare), *_ages(bare)], bare)


def age_band(age: int) -> str:
    """Return the band of an age.

    >>> age_band(47), age_band(12), age_band(91)
    ('45 to 54', 'under 18', '75 or older')
    """
    if age < 18:
        return "under 18"
    if age >= 75:
        return "75 or older"
    low = 18 if age < 25 else 10 * ((age - 5) // 10) + 5
    return f"{low} to {24 if low == 18 else low + 9}"


def _apart(found: list[Found], text: str) -> list[Found]:
    """Return the places in order; of overlapping ones, all of what they cover, as the kind that is known best."""
    ordered: list[Found] = []
    for one in sorted(found, key=lambda place: (place.start, -place.end)):
        if ordered and one.start < ordered[-1].end:
            before = ordered[-1]
            best = one if one.kind in KNOWN and before.kind not in KNOWN else before
            ordered[-1] = Found(best.kind, before.start, max(before.end, one.end), best.instead)
        else:
            ordered.append(one)
    return [one for one in ordered if text[one.start : one.end].strip()]


def _known(text: str, known: Identifiers, *, strict: bool) -> Iterator[Found]:
    folded, places = _folded(text)
    for kind, found in (
        *(("name", _names(name)) for name in known.names),
        *(("reference", _reference(clean(reference))) for reference in known.references),
    ):
        for pattern, is_word in found:
            for match in pattern.finditer(folded):
                start, end = places[match.start()], places[match.end() - 1] + 1
                if strict or not is_word or text[start].isupper():
                    yield Found(kind, start, end)


@lru_cache(maxsize=4096)
def _names(name: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return what finds a name: the whole, its parts, its initials. The flag: it is an ordinary word too."""
    whole = clean(name)
    found: list[tuple[re.Pattern[str], bool]] = []
    for spelling in dict.fromkeys((_fold(whole), _fold(_spelled_out(whole)))):
        parts = re.findall(r"[^\W\d_]+", spelling)
        if len(parts) > 1:
            found.append((_word(r"[\W_]*".join(map(re.escape, parts))), False))
            found.append((_word(r"\W*".join(map(re.escape, reversed(parts)))), False))
            found.append((_word(r"\.\s?".join(part[0] for part in parts) + r"\."), False))
        telling = [part for part in parts if _tells(part)] or parts
        found += [(_word(re.escape(part)), part in _ALSO_WORDS) for part in telling]
    return tuple(found)


def _tells(part: str) -> bool:
    return part not in _PARTICLES and (len(part) > 1 or not part.isascii())


def _word(pattern: str) -> re.Pattern[str]:
    """Return the pattern as a word of its own, with its possessive. Scripts without spaces have no such words."""
    before, after = (r"(?<![^\W\d_])", r"(?![^\W\d_])")
    if any(_is_unspaced(letter) for letter in pattern):
        before = after = ""
    return re.compile(f"{before}{pattern}(?:s'(?![^\\W\\d_])|'?s(?![^\\W\\d_])|'(?![^\\W\\d_]))?{after}")


def _is_unspaced(letter: str) -> bool:
    code = ord(letter)
    return (
        0x0E00 <= code <= 0x0EFF or 0x1000 <= code <= 0x109F or 0x2E80 <= code <= 0xD7FF or 0x20000 <= code <= 0x3FFFF
    )


_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x2E80, 0xD7FF), (0x20000, 0x3FFFF))
"""Thai, Lao, Burmese, Chinese, Japanese, Korean."""


@lru_cache(maxsize=4096)
def _reference(reference: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    parts = re.findall(r"[^\W\d_]+|\d+", _fold(reference))
    if not parts:
        return ()
    joined = r"[\W_]*".join(map(re.escape, parts))
    return ((re.compile(rf"(?<![^\W_]){joined}(?:'s)?(?![^\W_])"), False),)


def _fold(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text without case and accents, and for each of its letters the place that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = _plain(letter)
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    lower = "".join(_LETTERS.get(one, one) for one in unicodedata.normalize("NFKD", letter).casefold())
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(one for one in apart if not unicodedata.combining(one))


def _spelled_out(name: str) -> str:
    return "".join(_SPELLED_OUT.get(letter, letter) for letter in unicodedata.normalize("NFC", name.lower()))


def _patterns(text: str) -> Iterator[Found]:
    for kind, pattern in PATTERNS:
        yield from (Found(kind, match.start(), match.end()) for match in pattern.finditer(text))
    for kind, pattern in WITH_CAPITALS:
        group = 1 if pattern.groups else 0
        yield from (Found(kind, *_named(match, group)) for match in pattern.finditer(text) if _is_name(match, group))


def _is_name(match: re.Match[str], group: int) -> bool:
    return not group or match[group].split()[0] not in NOT_PEOPLE


def _named(match: re.Match[str], group: int) -> tuple[int, int]:
    return match.span(group)


def _years(text: str) -> Iterable[Found]:
    return (Found("date", *match.span()) for pattern in (YEARS, DAY_AND_MONTH) for match in pattern.finditer(text))


def _ages(text: str) -> Iterator[Found]:
    for match in AGES.finditer(text):
        age = int(next(filter(None, match.groups())))
        yield Found("age", match.start(), match.end(), f"[age {age_band(age)}]")
