"""What is not known to point to anybody, and looks as if it did: not taken out but marked, for the worker to see.

A word with a capital that is no ordinary one; a name of a person or a place in small letters; an unknown word where
names stand: beside a relative, a title, behind "called" or "lives in", before "road"; single capitals; numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from unstuck.interop.general_words import KINDS_OF_PLACE, is_general
from unstuck.interop.identifying_patterns import RELATIVES
from unstuck.interop.letters import LOOK_ALIKES, folded
from unstuck.interop.named_places import DOES_THERE
from unstuck.interop.spoken_numbers import NUMBER, NUMBERS_IN_A_ROW
from unstuck.interop.word_lists import is_ordinary, names_in_small_letters, place_names

_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;\n“\"(\[•–¿¡-])[”\"')]*\s*[“\"'(¿¡]*$")
DOUBTS = re.compile(rf"(?<![\w\[])(?:{NUMBERS_IN_A_ROW}|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d{{3,}})(?![\w\]])")
_A_QUANTITY = re.compile(rf"{NUMBER} (?:hundred|thousand)", re.IGNORECASE)
_MEASURED = re.compile(
    r"\s?(?:mg|mcg|µg|ml|g|kg|kcal|calories|%|micrograms?|steps|metres|(?:a|per|each|every|al|por) "
    r"(?:day|week|fortnight|month|year|día|semana|mes|año)s?)\b",
    re.IGNORECASE,
)
"""What follows a number that is a dose or an amount, and no telephone."""
SHORTEST_DOUBT, LONGEST_ABBREVIATION = 3, 5
_MADE_SO = frozenset(
    {"iphone", "ipad", "ebay", "youtube", "whatsapp", "tiktok", "facetime", "linkedin", "paypal", "mcdonald's"}
)
_SPANISH_LISTED = "la el que y de los las su en está con se por del una le lo para ha"
_SPANISH = frozenset(_SPANISH_LISTED.split())

_PRONOUN = "ella"

_WORD = r"([^\W\d_][^\W\d_'’-]{2,}(?:['’-][^\W\d_]+){,4})"
_STREETS = "street|road|lane|avenue|close|crescent|drive|terrace|gardens|grove|st|rd|ave|ln|estate|court|mews|row|alley"
_ANY_STREET = (
    "the|this|that|her|his|their|my|our|a|an|same|main|ring|side|busy|high|next|one|every|long|back|other|quiet|whole|"
    "country|open|new|old|cross|no|each|any|bus|very|too|so|to|of|and|family|crown|in|on|at|by|youth|county|housing|"
    "council|stay|get|live|lives|come|comes|came|be|is|are|were|was|feel|feels|grew|near|his|your|up|down|learning|"
    "straight|across|into|over|real|private|car|bad"
)
_NEAR = "in|at|near|from|to|off|outside|behind|opposite|by|around|en|de|cerca de"
_TITLES = (
    "dr|prof|sgt|pc|dc|judge|coach|officer|nurse|sister|pastor|imam|rabbi|father|auntie|aunty|aunt|uncle|señora?|sra?|"
    "doña|don|tía|tío|worker|carer|psw|detective|inspector|headteacher|reverend|rev|cousin"
)
_KIND_SMALL = "|".join(sorted({kind.casefold() for kind in KINDS_OF_PLACE.split()}, key=len, reverse=True))
_TOGETHER = (
    "mission|foundation|fc|united|rovers|wanderers|athletic|baptist|methodist|ministries|tabernacle|masjid|rescue"
)
_LETTERED = (
    "hepatitis|hep|vitamin|plan|grade|class|category|cat|option|appendix|section|form|level|part|blood|group|band|step|"
    "team|wing|type|schedule|item|domain|question|list|cluster|tier|stage|size|box|column|point|clase|grupo|tipo"
)

_CORNER = r"\b(?:corner|junction|intersection|crossing|crossroads)\sof"
_COUNTED = (
    "session|time|week|day|birthday|of|floor|month|year|appointment|visit|attempt|anniversary|step|grade|meeting|call|"
    "check-in|review|percentile|century|item|question|try|chance"
)
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Christmas|Easter|Ramadan|May\b|March\b"

UNKNOWN_THERE: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{RELATIVES})s?(?:,?\s(?:called|named|llamad[oa]))?[,:(]*\s+\(?(?={_WORD})",
        rf"\b{_WORD}[,:(]*\s+(?:her|his|their|my|the|su|mi)\s(?:{RELATIVES})\b",
        rf"\b(?:{_TITLES})\.?\s+(?={_WORD})",
        rf"\b(?:called|named|name is|name['’]s|named as|goes by|known as|nicknamed|nickname is|aka|alias|"
        rf"se llama|llamad[oa])\s+(?={_WORD})",
        rf"\b{DOES_THERE}\b(?:\s+[a-z]+){{0,2}}?\s+(?:{_NEAR})"
        rf"\s+(?:the\s+|el\s+|la\s+)?(?={_WORD})",
        rf"\b(?:is|was|are|am|comes?|came|es|son|family)\s(?:from|de)\s+(?={_WORD})",
        rf"\b{_WORD}\s(?:{_STREETS}|{_KIND_SMALL})\b",
        rf"\b(?:hmp|hmyoi|yoi|st\.?|saint|calle|avenida|plaza|barrio|colonia|colegio|escuela|instituto|iglesia|parroquia|"
        rf"town of|village of|city of)\s+(?={_WORD})",
        rf"\b(?:in|at|near|behind|outside|opposite|around)\s+(?:the\s+)?(?={_WORD})",
        rf"\b(?:mc|mac|o['’])\s?(?={_WORD})",
    )
)  # fmt: skip
"""Where names stand: the word in the group is marked unless it is an ordinary one."""
NAMED_THERE: tuple[re.Pattern[str], ...] = (
    re.compile(r"\b(?i:mr|mrs|ms|mx)\b\.?\s+(?!(?i:and|or|who|is|was|has)\b)([^\W\d_][\w'’-]+)"),
    re.compile(rf"\b(?:in|on|at|off|near|along|by|of|down)\s((?!(?:{_ANY_STREET})\b)[a-z]+\s(?:street|road|lane|avenue|crescent|"
               rf"terrace|grove))\b"),
    re.compile(rf"\b((?i:royal|county|general|memorial|st|saint|queen|king)['’s]*\s(?:{_KIND_SMALL}))\b"),
    re.compile(rf"\b((?!(?:the|a|an|our|her|his|their|my|this|that)\b)[a-z]{{3,}}\s(?:{_TOGETHER}))\b"),
    re.compile(rf"\b(?:on|off|at|near|along|down|up|by|of|to|and|between)\s(\d{{1,3}}(?:st|nd|rd|th))\b(?!\s(?:{_COUNTED}))"),
    re.compile(rf"(?:\b\d{{1,3}}(?:st|nd|rd|th)|{_CORNER}\s\S+(?:\s(?:{_STREETS}))?)\s(?:and|&)\s([^\W\d_][\w'’-]{{2,}})"),
    re.compile(rf"{_CORNER}\s((?!(?:the|a|an|our|her|his|their|my|this|that)\b)[^\W\d_][\w'’-]{{2,}})"),
    re.compile(rf"\[(?:place|address)\]\s(?:on|in|at|off|near|by)\s(?:the\s)?(?!{_DAYS})([A-ZÀ-Þ][\w'’-]+)"),
    re.compile(r"(?<![\w.'’&/-])([B-HJ-NP-Z](?:['’]s)?|[A-HJ-Z]\.(?=\s[a-z]))(?![\w'’&/.-]|\s?\d)"),
)  # fmt: skip
"""What is marked whatever the word is: behind Mr, streets and where they cross, hospitals, a single capital."""
_NEXT = re.compile(rf" {_WORD}")
"""A word behind a name in small letters, its surname perhaps."""
_BEFORE_A_LETTER = re.compile(rf"\b(?:{_LETTERED})\s(?:[A-Z](?:,|\sand|\sor)\s)?$", re.IGNORECASE)


def perhaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield words that look like a name or a place, and numbers of three digits and more: somebody should look.

    An ordinary word with a capital counts inside a sentence, since it may be somebody's name.

    >>> list(perhaps("Aim: To change. “I want to go out.” Where it stands: No."))
    []
    >>> text = "Sent to Harrow on Monday for CBT. Hope came, I'm told by Hope. Brought 350 pounds. Rang two eight."
    >>> [text[start:end] for start, end in perhaps(text)]
    ['Harrow', 'Hope', '350', 'two eight']
    >>> text = "her ex darren has 100 mg a day, her brother works, dr kowalczyk lives in hackney"
    >>> [text[start:end] for start, end in perhaps(text)]
    ['darren', 'kowalczyk', 'hackney']
    """
    done = 0
    for start, end in sorted({*_words(text), *_in_context(text)}, key=lambda place: (place[0], -place[1])):
        if start >= done:
            behind = _NEXT.match(text, end) if text[start].islower() else None
            done = behind.end() if behind and _is_unknown(behind[1]) else end
            yield start, done


def _words(text: str) -> Iterator[tuple[int, int]]:
    is_other_script = _is_mostly_unspelled(text)
    is_spanish = len(_SPANISH.intersection(text.casefold().split())) > 1
    for match in DOUBTS.finditer(text):
        word = match[0]
        if word[0].isdigit():
            looks_so = not _MEASURED.match(text, match.end())
        elif " " in word:
            looks_so = not _A_QUANTITY.fullmatch(word)
        elif is_spanish and word.casefold() == _PRONOUN:
            looks_so = False
        else:
            looks_so = _is_doubtful(word, text[: match.start()]) or (not is_other_script and _is_unlike_latin(word))
        if looks_so:
            yield match.span()


def _is_doubtful(word: str, before: str) -> bool:
    """True for a word with a capital that may be a name, and for a name of a person or a place in any letters."""
    if _is_named(word):
        return True
    if _is_capital_inside(word):
        return True
    is_capital = word[0].isupper() and not (word.isupper() and len(word) <= LONGEST_ABBREVIATION)
    return is_capital and not is_general(word) and not _is_no_name(word, before)


def _is_named(word: str) -> bool:
    plain = folded(word).letters
    pieces = (plain, plain.removesuffix("'s"), *(plain.split("-") if "-" in plain else ()))
    return any(
        (piece in names_in_small_letters() or piece in place_names()) and not is_general(piece) for piece in pieces
    )


def _is_capital_inside(word: str) -> bool:
    return re.search(r"[^\W\d_A-Z][A-Z]", word) is not None and word.casefold() not in _MADE_SO and "-" not in word


def _is_unlike_latin(word: str) -> bool:
    """True for a word in letters that are not Latin, or only look so."""
    uncased = (unicodedata.category(letter) == "Lo" and letter not in "ªº" for letter in word)
    return any(uncased) or any(letter in LOOK_ALIKES for letter in word)


def _is_mostly_unspelled(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(ord(letter) > 0x36F for letter in letters) > len(letters)


def _is_no_name(word: str, before: str) -> bool:
    """True for I'm and I've, and for an ordinary word whose capital begins a sentence."""
    plain = folded(word).letters
    begins = _SENTENCE_BEGINS.search(before[-8:] if len(before) > 8 else before)
    return plain.startswith("i'") or (begins is not None and all(map(is_ordinary, plain.removesuffix("'s").split("-"))))


def _in_context(text: str) -> Iterator[tuple[int, int]]:
    for pattern in UNKNOWN_THERE:
        for match in pattern.finditer(text):
            if _is_unknown(match[1]) and not _is_bracketed(text, match.start(1)):
                yield match.span(1)
    for pattern in NAMED_THERE:
        for match in pattern.finditer(text):
            if not _is_bracketed(text, match.start(1)) and not _BEFORE_A_LETTER.search(text[: match.start(1)][-30:]):
                yield match.span(1)


def _is_unknown(word: str) -> bool:
    plain = folded(word).letters.removesuffix("'s")
    return len(plain) >= SHORTEST_DOUBT and not is_general(word) and not all(map(is_ordinary, plain.split("-")))


def _is_bracketed(text: str, start: int) -> bool:
    """True inside of what was put instead: [name], [age 45 to 54]."""
    return text.rfind("[", 0, start) > text.rfind("]", 0, start)
