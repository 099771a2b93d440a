"""How a known name may stand in a text: whole, in parts, spaced, joined, shortened, as initials, one letter off.

What counts as a word stands in `ordinary_words.txt`, who may be called what in `nicknames.txt`; both are our own, and
neither is complete. docs/explanation/redaction.md says how much of 300 sentences is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

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
_TWO_LETTERS_LISTED = """
    ah am an as at be by dr du eh em ex go gp ha he hi if in is it la le ma me mr ms my no of oh ok on op or ot ow
    pa pm pt re so st to tv um up us vs we ye yo
"""
_TWO_LETTERS = frozenset(_TWO_LETTERS_LISTED.split())
_ABBREVIATED = """
    AA AC AE AM BA BP CA CC CD CP CV DA DB DC DD DI DM DV ED EI ER GA GP HR HV IC ID IP IQ IT IV LA LD MA MC MD MH MI ML
    MP MS NA NI NO OA OD OK OP OT PA PC PE PM PO PR PT QC RA RC SA SC SE SP SS ST SW TA TB TV UC UK UN US VA
"""
ABBREVIATIONS = frozenset(_ABBREVIATED.split())
"""Two capitals that usually stand for something else: as initials they count with a stop or a space between."""
_ENDINGS = (
    "y", "ie", "ey", "i", "o", "s", "z", "ito", "ita", "cito", "cita", "illo", "illa", "ica", "ico", "ka", "chka", "ek",
    "inha", "inho", "a",
)  # fmt: skip
SHORTEST_MISSPELT, SHORTEST_ANYWHERE, SHORTEST_CUT, SHORTEST_END = 4, 5, 3, 4
"""From so many letters on a name is looked for one letter off; so long, in small letters too; cut short; by its end."""


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
    """Return the text without letters that nobody sees, in one way of writing accents."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf" and letter != "\x00")
    return unicodedata.normalize("NFC", seen)


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
    lower = "".join(_LETTERS.get(one, one) for one in unicodedata.normalize("NFKD", letter).casefold())
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(one for one in apart if not unicodedata.combining(one))


def named_in(text: Folded, names: Iterable[str], *, strict: bool) -> Iterator[tuple[int, int]]:
    """Yield where a text names somebody of `names`. Not `strict`: what may be another word counts with a capital."""
    names = tuple(names)
    for name in names:
        for pattern, is_word in _spellings(name):
            for match in pattern.finditer(text.letters):
                start, end = text.span(match)
                if strict or not is_word or text.text[start].isupper():
                    yield start, end
        for initials in _initials(name):
            yield from (match.span() for match in initials.finditer(text.text))
    parts = {part for name in names for part in _parts(name) if not any(map(_is_unspaced, part))}
    for match in _WORD.finditer(text.letters) if parts else ():
        start, end = text.span(match)
        capital = text.text[start].isupper()
        if (strict or capital) and any(_stands_for(match[0], part, capital=capital) for part in parts):
            yield start, end


_WORD = re.compile(r"[^\W\d_]+")


def is_ordinary(word: str) -> bool:
    """True for an ordinary English word, in small letters; `s`, `ed` and `ing` behind one make another."""
    known = _ordinary_words()
    return (
        word in known
        or word in _TWO_LETTERS
        or any(
            word.endswith(end) and (word.removesuffix(end) in known or word.removesuffix(end) + "e" in known)
            for end in ("s", "es", "d", "ed", "ing", "er", "ly", "'s")
        )
    )


@cache
def _ordinary_words() -> frozenset[str]:
    text = files("unstuck.interop").joinpath("ordinary_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def _also_called() -> dict[str, frozenset[str]]:
    """Return what else whoever has a name may be called."""
    text = files("unstuck.interop").joinpath("nicknames.txt").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        group = frozenset(folded(word).letters for word in line.split()) if not line.startswith("#") else frozenset()
        for name in group:
            found[name] = found.get(name, frozenset()) | group
    return found


@lru_cache(maxsize=65536)
def _stands_for(word: str, part: str, *, capital: bool) -> bool:
    """True where a word of a text stands for a part of a name, though it is another word than it.

    >>> [_stands_for(word, "margaret", capital=True) for word in ("peggy", "mags", "margret", "marg", "market", "gret")]
    [True, True, True, True, False, False]
    >>> [_stands_for(word, "daniel", capital=False) for word in ("danny", "danial", "dan", "denial")]
    [True, True, True, False]
    """
    if word == part:
        return False
    called = _also_called().get(part) or _called_like(part)
    if is_ordinary(word):
        return capital and word in called
    if word in called or _ends_fondly(word, part, called):
        return capital or len(word) >= SHORTEST_CUT
    if len(word) == 2:
        return capital and len(part) >= SHORTEST_MISSPELT and part.startswith(word)
    if len(word) >= SHORTEST_CUT and part.startswith(word):
        return capital or len(word) >= SHORTEST_MISSPELT
    if len(word) >= SHORTEST_END and part.endswith(word):
        return capital
    if min(len(word), len(part)) < SHORTEST_MISSPELT:
        return False
    if len(part) >= SHORTEST_ANYWHERE and part in word:
        return True
    is_misspelt = _is_one_off(word, part) or _is_one_off(_sounded(word), _sounded(part))
    return (capital or len(part) >= SHORTEST_ANYWHERE) and is_misspelt


_SOUNDS = (("ks", "x"), ("ph", "f"), ("ck", "k"), ("c", "k"), ("y", "i"), ("z", "s"), ("th", "t"), ("ou", "u"))


@lru_cache(maxsize=65536)
def _sounded(word: str) -> str:
    """Return a name as it sounds, near enough: Phillipa and Philippa, Aleksandr and Alexandr are the same."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word)


@lru_cache(maxsize=4096)
def _called_like(part: str) -> frozenset[str]:
    """Return what somebody may be called whose name is written otherwise than in the list."""
    sound = _sounded(part)
    near = [name for name in _also_called() if len(name) >= SHORTEST_ANYWHERE and name[0] == part[0]]
    return frozenset().union(*(_also_called()[name] for name in near if _is_one_off(_sounded(name), sound)))


def _ends_fondly(word: str, part: str, called: frozenset[str]) -> bool:
    """True for Danny of Daniel, Bobby of Robert, Juanito of Juan: how a name begins, or a short form, and an ending."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        for one in {stem, stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem}:
            begins = part.startswith(one) and (len(one) >= SHORTEST_CUT or len(ending) > 2)
            if begins or one in called or one == part:
                return True
    return False


def _is_one_off(one: str, two: str) -> bool:
    """True where one letter more, one less, another one, or two that changed places, is all that differs."""
    if abs(len(one) - len(two)) > 1:
        return False
    first = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    if len(one) == len(two):
        swapped = one[first : first + 2] == two[first : first + 2][::-1]
        return one[first + 1 :] == two[first + 1 :] or (swapped and one[first + 2 :] == two[first + 2 :])
    short, long = sorted((one, two), key=len)
    return short[first:] == long[first + 1 :]


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name that tell something, as they are compared."""
    parts = re.findall(r"[^\W\d_]+", folded(clean(name)).letters)
    return tuple(part for part in parts if _tells(part)) or tuple(parts)


@lru_cache(maxsize=4096)
def _spellings(name: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return what finds a name: the whole, its parts, each spaced out. The flag: it is an ordinary word too."""
    whole = clean(name)
    found: list[tuple[re.Pattern[str], bool]] = []
    for spelling in dict.fromkeys((folded(whole).letters, folded(_spelled_out(whole)).letters)):
        parts = re.findall(r"[^\W\d_]+", spelling)
        telling = [part for part in parts if _tells(part)] or parts
        if len(parts) > 1:
            found.append((_word(r"[\W_]*".join(map(re.escape, parts))), False))
            found.append((_word(r"[\W_]*".join(map(re.escape, reversed(parts)))), False))
            runs = (parts[at:end] for at in range(len(parts)) for end in range(at + 2, len(parts) + 1))
            found += [(_word("[\\W_]*".join(map(re.escape, run))), False) for run in runs if any(map(_tells, run))]
            first, last = re.escape(telling[0]), re.escape(telling[-1])
            found.append((_word(rf"{first[0]}[.\s_]{{0,2}}{last}"), False))
            found.append((_word(rf"{first}[.\s_]{{0,2}}{last[0]}"), False))
        found += [(_word(re.escape(part)), part in _ALSO_WORDS) for part in telling]
        spaced = [part for part in telling if len(part) >= SHORTEST_CUT and part.isascii()]
        found += [(_word(r"[\s.*_-]{1,3}".join(part)), False) for part in spaced]
    return tuple(found)


@lru_cache(maxsize=4096)
def _initials(name: str) -> tuple[re.Pattern[str], ...]:
    """Return what finds the initials of a name: with stops or spaces, and joined where they are no abbreviation."""
    letters = [part[0].upper() for part in _parts(name)]
    found = []
    for each in dict.fromkeys((tuple(letters), (letters[0], letters[-1]))) if len(letters) > 1 else ():
        if all("A" <= letter <= "Z" for letter in each):
            between = r"(?:\.\s?|\s|\.?-)" if "".join(each) in ABBREVIATIONS else r"(?:\.\s?|\s|\.?-|)"
            found.append(re.compile(rf"(?<![^\W_]){between.join(each)}\.?(?:['’]s)?(?![^\W_]|-?\d)"))
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
    """True for Thai, Lao, Burmese, Chinese, Japanese, Korean."""
    code = ord(letter)
    return (
        0x0E00 <= code <= 0x0EFF or 0x1000 <= code <= 0x109F or 0x2E80 <= code <= 0xD7FF or 0x20000 <= code <= 0x3FFFF
    )


def _spelled_out(name: str) -> str:
    return "".join(_SPELLED_OUT.get(letter, letter) for letter in unicodedata.normalize("NFC", name.lower()))
