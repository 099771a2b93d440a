"""Numbers that were written out or dictated: telephones, house numbers, days and ages in words, English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unstuck.interop.identifying_patterns import MONTHS

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = (
    {word: number for number, word in enumerate(_UNITS, 1)}
    | {word: number for number, word in enumerate(_TEENS, 10)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {"zero": 0, "fourty": 40}
)
_TENS_OR = f"(?:{'|'.join(_TENS)}|fourty)"
_UNITS_OR = f"(?:{'|'.join(_UNITS)})"
NUMBER = rf"(?:{_TENS_OR}(?:[\s-]?{_UNITS_OR})?|{'|'.join((*_TEENS, *_UNITS))})"
"""A number below a hundred in words."""
_ES = (
    "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|treinta|cuarenta|"
)
_ES += (
    "diecis[ée]is|diecisiete|dieciocho|diecinueve|veinti(?:uno|d[óo]s|tr[ée]s|cuatro|cinco|s[ée]is|siete|ocho|nueve)|setenta|"
    "ochenta|noventa|cien(?:to)?|(?:dos|tres|cuatro|seis|sete|ocho|nove)cientos|quinientos"
)
_DIGIT = rf"(?:{NUMBER}|zero|oh|nought|naught|nil|double|triple|treble|hundred|thousand|{_ES}|cincuenta|sesenta|doble)"
NUMBERS_IN_A_ROW = rf"{_DIGIT}(?:,? {_DIGIT})+"
"""Two numbers in words and more: dictated, perhaps."""
_FIRST_NINE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_LATER = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
_ORDINALS = (*_FIRST_NINE, *_LATER.split(), "thirtieth")
_ORDINAL = rf"(?:(?:twenty|thirty)[\s-](?:{'|'.join(_ORDINALS[:9])})|{'|'.join(_ORDINALS)})"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YEAR = rf"(?:nineteen|twenty)[\s-](?:hundred|oh[\s-]{_UNITS_OR}|{NUMBER})|two thousand(?: and)?(?: {NUMBER})?"
_FEAST = (
    "christmas(?: eve| day)?|new year'?s?(?: eve| day)?|boxing day|halloween|hallowe'en|valentine'?s(?: day)?|"
    "st\\.? ?(?:stephen|patrick|george|andrew|david|valentine|john|nicholas)'?s(?: day| eve)?|thanksgiving(?: day)?|"
    "bonfire night|guy fawkes(?: night)?|easter(?: sunday| monday)?|good friday|eid(?: al[- ]\\w+)?|diwali|vaisakhi|"
    "nochebuena|noche vieja|día de muertos|d[ií]a de reyes|independence day|labor day|memorial day|fourth of july"
)
_BEFORE_A_DAY = ("born on", "born", "birthday is", "birthday on", "birthday's", "died on", "married on")
_ON_THAT_DAY = "|".join(rf"(?<=\b{words}\s)" for words in _BEFORE_A_DAY)

SPOKEN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("id", r"\b[a-z]\s(?:as in|like|for)\s\w+(?:[\s,]+(?:and\s)?[a-z](?:\s(?:as in|like|for)\s\w+)?(?!\w))+"),
        ("number", rf"\b{_DIGIT}(?:[\s,.-]+(?:and\s+)?{_DIGIT}){{2,}}\b"),
        ("date", rf"\b(?:the\s)?{_ORDINAL}(?:\s(?:day\s)?of)?\s(?:{MONTHS})\b(?:[\s,]+(?:{_YEAR}))?"),
        ("date", rf"\b(?:{MONTHS})\s(?:the\s)?{_ORDINAL}\b(?:[\s,]+(?:{_YEAR}))?"),
        ("date", rf"\b{_WEEKDAY},?\s(?:the\s)?(?:{_ORDINAL}|{_NTH})\b(?![\s-](?:time|session|week))"),
        ("date", rf"(?<=\bthe\s){_ORDINAL}(?=\s(?:of\s)?(?:this|last|next)\smonth\b)"),
        ("date", rf"(?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\bfrom\s)|(?<=\buntil\s))(?:{_YEAR})\b"),
        ("date", rf"\b(?:{_FEAST})(?=[\s,]+(?:of\s)?(?:(?:19|20)\d\d|{_YEAR}))"),
        ("date", rf"(?:{_ON_THAT_DAY})(?:{_FEAST})"),
        ("address", rf"(?:(?<=\bat\s)|(?<=\bhouse\s)|(?<=\bto\s))number\s(?:\d+\s?[a-z]?|{NUMBER})\b"),
        ("address", rf"\b(?:flat|apartment|apt|unit|room|bed|bay|cell|plot|pitch|block|caravan)(?:\sis)?(?:\snumber)?\s"
         rf"(?:\d+\s?[a-z]?\b|{NUMBER}(?:\s[a-z]\b)?)(?!\s?(?:%|hours?|nights?|weeks?|days?|times?|minutes?|months?|of\b))"),
    )
)  # fmt: skip
_ALPHABET = (
    "alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|"
    "sierra|tango|uniform|victor|whisk[e]?y|x-?ray|yankee|zulu"
)
_SPELLED = rf"(?:{_ALPHABET}|{_DIGIT}|[a-z]|\d{{1,4}})"
CODES = re.compile(
    rf"(?<![\w'’]){_SPELLED}(?:(?:[ ,-]{{1,3}}|\.){_SPELLED}){{2,}}(?![\w'’])",
    re.IGNORECASE,
)
"""Letters and numbers one after the other, as they are dictated or spaced."""
_TOKENS = re.compile(r"[^\W\d_]+|\d+")
FEWEST_TOKENS = 5
_FROM_TEN = rf"{_TENS_OR}(?:[\s-]?{_UNITS_OR})?|{'|'.join(_TEENS)}"
AGE = re.compile(
    rf"\b(?:aged\s({NUMBER})|({NUMBER})[\s-]*(?:years?|yrs?)[\s-]*old|turn(?:s|ed|ing)?\s({NUMBER})"
    rf"|(?:s?he|they|mum|dad|mother|father)(?:\sis|'s|’s|'ll be|’ll be|\swill be|\sare)\s({_FROM_TEN}))\b"
    rf"(?!\s(?:minutes?|hours?|days?|weeks?|months?|times|years?\s(?!old)|pounds|miles|per))",
    re.IGNORECASE,
)


def codes(text: str) -> Iterator[tuple[int, int]]:
    """Yield what was spelled letter by letter, or letters and numbers in turn: a plate, a postcode, a card's number.

    >>> text = "NI: q q 12 34 56 c; at 9, 10 or 11. Lima Kilo one nine"
    >>> [text[start:end] for start, end in codes(text)]
    ['q q 12 34 56 c', 'Lima Kilo one nine']
    """
    for match in CODES.finditer(text):
        spelled = [one.casefold() for one in _TOKENS.findall(match[0])]
        words = sum(re.fullmatch(_ALPHABET, one) is not None for one in spelled)
        letters = sum(len(one) == 1 and one.isalpha() and one not in "aeioy" for one in spelled)
        digits = sum(len(one) for one in spelled if one.isdecimal())
        is_mixed = digits > 1 and any(re.fullmatch(_DIGIT, one) for one in spelled)
        is_long = len(spelled) >= FEWEST_TOKENS
        if words > 1 or (is_long and (letters > 1 or is_mixed)) or (letters and digits >= FEWEST_TOKENS):
            yield match.span()


def ages(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where an age in words stands, and how old that is.

    >>> list(ages("She is forty-seven now, her son turned nine."))
    [(7, 18, 47), (32, 43, 9)]
    """
    for match in AGE.finditer(text):
        words = re.findall(r"[a-z]+", next(filter(None, match.groups())).casefold())
        start = match.start() if match.lastindex != 4 else match.start(4)
        yield start, match.end(), sum(_VALUES.get(word, 0) for word in words)
