"""How a known name may stand in a text: whole, in parts, spaced, joined, shortened, as initials, one letter off.

What counts as a word stands in `ordinary_words.txt`, who may be called what in `nicknames.txt`; both are our own, and
neither is complete. docs/reference/redaction.md says how much of the sentences of three sets is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from unstuck.interop.letters import DISGUISED, Folded, clean, folded, in_latin, undisguised
from unstuck.interop.name_likeness import SHORTEST_CUT, SHORTEST_END, is_one_off, stands_for
from unstuck.interop.word_lists import ALSO_WORDS, is_ordinary

_SPELLED_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ñ": "n", "æ": "ae"}
_PARTICLES_LISTED = """
    al el de da do di du des del della la le les van von der den ter ten bin ibn abu of the and mr mrs ms dr
    st y e i
"""
_PARTICLES = frozenset(_PARTICLES_LISTED.split())
_ABBREVIATED = """
    AA AC AE AM BA BP CA CC CD CP CV DA DB DC DD DI DM DV ED EI ER GA GP HR HV IC ID IP IQ IT IV LA LD MA MC MD MH MI ML
    MP MS NA NI NO OA OD OK OP OT PA PC PE PM PO PR PT QC RA RC SA SC SE SP SS ST SW TA TB TV UC UK UN US VA
"""
ABBREVIATIONS = frozenset(_ABBREVIATED.split())
"""Two capitals that usually stand for something else: as initials they count with a stop or a space between."""


_PRONOUNS_LISTED = """
    i we you he she they it that there who which not a an the his their my our your no any some every little in at since
"""
_BEFORE_A_WORD = frozenset(_PRONOUNS_LISTED.split())
"""After one of these a small letter means the word, not the name: he will, the summer, no hope."""
MOST_INITIALS = 5
FURTHEST_BEFORE = 30


def named_in(text: Folded, names: Iterable[str], *, strict: bool) -> Iterator[tuple[int, int]]:
    """Yield where a text names somebody of `names`. Not `strict`: what may be another word counts with a capital."""
    names = tuple(dict.fromkeys(each for name in names for each in (name, _romanised(name)) if each))
    for name in names:
        for pattern, is_word in _spellings(name):
            for match in pattern.finditer(text.letters):
                start, end = text.span(match)
                if _counts(text, match, is_word=is_word, strict=strict):
                    yield start, end
        for initials in (*_initials(name), *(_small_initials(name) if strict else ())):
            yield from (match.span() for match in initials.finditer(text.text))
    parts = tuple(dict.fromkeys(part for name in names for part in _parts(name) if not any(map(_is_unspaced, part))))
    if parts:
        yield from _alike_in(text, parts, strict=strict)
        yield from _disguised_in(text, parts)


def _romanised(name: str) -> str:
    """Return a name that stands in Cyrillic as one would write it in Latin letters; of any other, nothing."""
    parts = re.findall(r"[^\W\d_]+", name)
    return " ".join(in_latin(part) or part for part in parts) if any(map(in_latin, parts)) else ""


def _counts(text: Folded, match: re.Match[str], *, is_word: bool, strict: bool) -> bool:
    """True where a name that is a word too stands for somebody, and not in its other sense: she will, the summer.

    In a text without any capital nothing tells the two apart, so all of it counts where `strict`.
    """
    if not is_word or text.text[text.span(match)[0]].isupper():
        return True
    if not strict:
        return False
    before = _LAST_WORD.search(text.letters, max(0, match.start() - FURTHEST_BEFORE), match.start())
    is_sense = before is not None and before[1] in _BEFORE_A_WORD
    return not (is_sense and any(letter.isupper() for letter in text.text))


def _alike_in(text: Folded, parts: tuple[str, ...], *, strict: bool) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text.letters):
        start, end = text.span(match)
        capital = text.text[start].isupper()
        if not (strict or capital):
            continue
        if any(stands_for(match[0], part, capital=capital) for part in parts) or _is_composed(match[0], parts):
            yield start, end
        latin = in_latin(text.text[start:end])
        if latin and any(latin == part or stands_for(latin, part, capital=capital) for part in parts):
            yield start, end


def _disguised_in(text: Folded, parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield words that name somebody with digits or signs for letters: M4ria, J*smine."""
    for match in DISGUISED.finditer(text.letters):
        for plain in undisguised(match[0]):
            if sum(letter.isalpha() for letter in match[0]) > 1 and any(_is_disguised(plain, part) for part in parts):
                yield text.span(match)


def _is_disguised(plain: str, part: str) -> bool:
    if "." in plain:
        return len(part) >= SHORTEST_CUT and re.fullmatch(plain.rstrip("."), part) is not None
    return plain == part or (len(part) > SHORTEST_END and is_one_off(plain, part))


@lru_cache(maxsize=65536)
def _is_composed(word: str, parts: tuple[str, ...]) -> bool:
    """True for a name as accounts are called: a part of it, and the beginning of another before or behind.

    >>> [_is_composed(word, ("jasmine", "cole")) for word in ("jcole", "colejas", "jasminec", "colet", "jast")]
    [True, True, True, False, False]
    """
    if is_ordinary(word):
        return False
    for whole in (part for part in parts if len(part) >= SHORTEST_END and part in word):
        before, _, after = word.partition(whole)
        rest = before or after
        if not (before and after) and any(other.startswith(rest) for other in parts if other != whole):
            return True
    return False


_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]+)[^\S\n]+\Z")


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
        found += [(_word(re.escape(part)), part in ALSO_WORDS) for part in telling]
        spaced = [part for part in telling if len(part) >= SHORTEST_CUT and part.isascii()]
        found += [(_word(r"[\s.*_-]{1,3}".join(part)), False) for part in spaced]
    return tuple(found)


@lru_cache(maxsize=4096)
def _initials(name: str) -> tuple[re.Pattern[str], ...]:
    """Return what finds the initials of a name: with stops or spaces, and joined where they are no abbreviation."""
    letters = [part[0].upper() for part in _parts(name)][:MOST_INITIALS]
    runs = (run for size in range(2, len(letters) + 1) for run in combinations(letters, size))
    found = []
    for each in dict.fromkeys([*runs, *_with_particles(name)]):
        if all(letter.isascii() and letter.isalpha() for letter in each):
            between = r"(?:\.\s?|\s|\.?-|_)" if "".join(each) in ABBREVIATIONS else r"(?:\.\s?|\s|\.?-|_|)"
            found.append(re.compile(rf"(?<![^\W_]){between.join(each)}\.?(?:['’]?s)?(?![^\W_]|-?\d)"))
    if len(letters) > 1 and all(letter.isascii() and letter.isalpha() for letter in letters):
        small = r"\.\s?".join(letters).lower()
        if small.replace(r"\.\s?", "") not in _SMALL_ABBREVIATIONS:
            found.append(re.compile(rf"(?<![^\W_]){small}\.(?:['’]?s)?(?![^\W_]|-?\d)"))
    return tuple(found)


_SMALL_ABBREVIATIONS = frozenset({"am", "pm", "ie", "eg", "ps", "pa", "pw", "os", "up", "us", "uk", "pp"})
_NOTED_LISTED = """
    bf bp cbt cc cl cm cp cpn cps cv dbt dna dob dv dx er fb ft fta fu gf hr hrs hv hw hx id ig ip iq kg km lb lol mdt
    mg mh min ml mm nb ocd ot oz ph pls ppl pt pts pw qs rx sh sw sx tbc thx tv tx vm wfh wk wks wt yr yrs
"""
_NOTED = frozenset(_NOTED_LISTED.split()) | _SMALL_ABBREVIATIONS | {short.lower() for short in ABBREVIATIONS}


@lru_cache(maxsize=4096)
def _small_initials(name: str) -> tuple[re.Pattern[str], ...]:
    """Return what finds the first initials of a name in small letters, as in hurried notes: jb, unless it is a word."""
    letters = "".join(part[0] for part in _parts(name))[:MOST_INITIALS]
    runs = (letters[:size] for size in range(2, len(letters) + 1))
    telling = (run for run in runs if run.isascii() and run.isalpha() and run not in _NOTED and not is_ordinary(run))
    return tuple(re.compile(rf"(?<![\w.'’/@-]){run}(?:['’]?s)?(?![\w/@-]|\.\w)") for run in telling)


def _with_particles(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the initials of all parts of a name, those of van der and de la small: PvdM."""
    parts = re.findall(r"[^\W\d_]+", folded(clean(name)).letters)
    if any(part in _PARTICLES for part in parts[1:]):
        yield tuple(part[0] if part in _PARTICLES else part[0].upper() for part in parts)


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
