"""Places and numbers that give somebody away: named houses, schools and employers, plates, court and case numbers.

Told by the word beside them. What only looks like a name or a place is not taken out but marked, for the worker to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unstuck.interop.known_names import is_ordinary
from unstuck.interop.spoken_numbers import NUMBERS_IN_A_ROW

_CAPITAL = r"(?:[A-ZÀ-Þ][\w'’-]*|(?:de|del|la|las|los|el|of|the|and|y|na|an)(?=\s+[A-ZÀ-Þ]))"
_NAMED = rf"[A-ZÀ-Þ][\w'’.-]*(?:\s+{_CAPITAL}){{0,4}}"
_KINDS_OF_PLACE = """
    School Primary Academy College High Elementary Nursery Kindergarten University Church Chapel Mosque Masjid Temple
    Synagogue Gurdwara Parish Cathedral Hospital General Infirmary Surgery Clinic Practice Medical Pharmacy Estate
    Estates House Lodge Cottage Farm Villa Villas Manor Hall Ward Unit Centre Center Hostel Shelter Prison Library
    Pub Arms Inn Hotel Motel Bakery Café Cafe Diner Restaurant Bar Stores Foods Mills Factory Works Poultry Storage
    Logistics Cleaning Cleaners Supermarket Towers Tower Heights Buildings Apartments Mansions Flats Bridge Green Common
    Village Trailer Projects Barracks Garage Salon Laundry Nagar Colony Chowk Basti Barrio Colonia
"""
_KIND = "|".join(_KINDS_OF_PLACE.split())
_NOT_A_PLACE = r"(?!(?:The|A|An|My|Her|His|Their|Our|This|That|At|In|On|No|Any|Each|Every|Our|Your|Some)\s)"
_VERBS = (
    r"(?i:lives?|living|lived|resides?|stays?|staying|stayed|moved|moves|moving|moving back|works?|working|worked|"
    r"cleans?|drives?|cooks|grew up|born|goes|went|going|housed|placed|based|sleeps?|sleeping|walks|kids are|child is|"
    r"children are|son is|daughter is|back|outside|only leaves|leaves|left|leaving|house in|home in|family in|flat in|"
    r"vive|viven|trabaja|nació)"
)
_TOWARDS = r"(?i:in|at|near|from|to|for|on|off|outside|around|behind|beside|opposite|above|en|de|cerca de)"

PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("place", re.compile(rf"\b{_NOT_A_PLACE}(?:{_CAPITAL}\s+){{1,4}}(?:{_KIND})\b(?:\s+(?:{_KIND})\b)*")),
    (
        "place",
        re.compile(rf"\b(?:HMP|HMYOI|RAF|Hotel|Café|Colegio|Escuela|Instituto|Hospital|Iglesia)\s+{_NAMED}"),
    ),
    ("place", re.compile(r"\bSt\.?\s+[A-Z][\w-]+['’]?s?\b(?!\s(?:Day|day|Eve))")),
    ("place", re.compile(r"\bOur Lady\b(?:\s+of\s+[A-Z]\w+(?:\s[A-Z]\w+)?)?")),
)
_SHOPS = (
    "shop|chippy|store|garage|bar|pub|caf[eé]|salon|farm|gym|restaurant|takeaway|bakery|laundry|barbers?|yard|office|"
    "surgery|place|diner|deli|nursery"
)
SHOPS = re.compile(rf"\b([A-ZÀ-Þ][\w-]+)['’]s(?=\s+(?:[a-z]+\s+){{0,2}}(?:{_SHOPS})\b)")
WHERE = re.compile(rf"\b{_VERBS}\b(?:\s+[a-z]+){{0,4}}?\s+{_TOWARDS}\s+(?:the\s+)?({_NAMED})")
LEAVES = re.compile(rf"\b(?i:leaves|left|leaving|outside|cleans|near)\s+({_NAMED})")

_CONTEXTS = (
    r"case|docket|file|court|police|crime|incident|claim|account|policy|badge|passport|licen[cs]e|permit|hospital|mrn|"
    r"ssn|social security|national insurance|ni|nino|nhs|pps|ppsn|urn|crn|pin|visa|tenancy|reference|ref|id|"
    r"member(?:ship)?|customer|prison|inmate|booking|aadhaar|curp|dni|nie|iban|sort code|roll|warrant|student|"
    r"employee|payroll"
)
_NUMBER_WORD = r"(?:\s?(?:no\.?|number|num\.?|nr\.?|#|code|id))?"
IDENTIFIERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    ("id", re.compile(pattern, re.IGNORECASE))
    for pattern in (
        rf"\b(?:{_CONTEXTS}){_NUMBER_WORD}(?:\sis|:)?\s#?(?=[\w/-]*\d[\w/-]*\d)[a-z0-9][\w/.-]*\w",
        r"\b(?:court|number|hearing)\W+(?:number\W+)?(?=[\w/-]*\d\d)(?=[\w/-]*[a-z])[a-z0-9][\w/-]*\w",
        r"\b(?:plates?|registration|reg|number ?plate|licen[cs]e plate|matr[íi]cula)(?:\s(?:no\.?|number))?"
        r"(?:\s(?:is|reads?|was)|:)?\s(?=[\w -]{0,6}\d)[a-z0-9]{1,4}(?:[ -]?[a-z0-9]{1,4}){1,3}\b",
        r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b",
        r"\b\d{4}\s?[bcdfghjklmnprstvwxyz]{3}\b",
        r"\b\d{2,3}-[a-z]{1,2}-\d{3,6}\b",
        r"(?:(?<=\bending\s)|(?<=\bending in\s)|(?<=\blast four digits\s)|(?<=\blast four\s)|(?<=\bdigits\s))\d{3,}",
        r"(?<![\w/-])(?!\d+(?:mg|ml|g|kg|kcal|k|m|km|hrs?|s|th|st|am|pm)\b)(?=(?:[\w/-]*?\d){4})(?=[\w/-]*?[a-z])"
        r"[a-z0-9]+(?:[-/][a-z0-9]+)*(?![\w])",
    )
)


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield named places: by what kind of place they are, whose shop it is, or by what somebody does there."""
    for kind, pattern in PLACES:
        yield from ((kind, *match.span()) for match in pattern.finditer(text) if not _says_nothing(match[0]))
    for pattern in (SHOPS, WHERE, LEAVES):
        for match in pattern.finditer(text):
            if not _says_nothing(match[1]):
                yield ("place", *match.span(1))


_GENERAL_LISTED = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december christmas easter ramadan eid english spanish section universal credit child benefit
    medicaid medicare housing jobcentre job dwp council social services police mental health crisis team accident
    emergency children's child protective protection early help family court high crown county magistrates citizens
    advice shelter samaritans alcoholics narcotics anonymous red cross salvation army legal aid personal independence
    payment attendance allowance carer's disability living employment support pension home office probation youth
    offending sure start womens women's aid food bank community day care foster inpatient outpatient intensive maternity
    residential rehabilitation adult older british irish american indian mexican polish european catholic muslim
    christian jewish hindu sikh god allah jesus covid zoom teams whatsapp facebook instagram google netflix internet
    phq gad cbt emdr dbt act mbct wsas core
"""
_GENERAL = frozenset(_GENERAL_LISTED.split())
"""Words with capitals that point to nobody: days, months, benefits, general services, languages, therapies."""


def _says_nothing(words: str) -> bool:
    """True where every word of a place is a general one, such as Early Help or Women's Aid; Hope House names one."""
    return all(_is_general(word) for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", words))


def _is_general(word: str) -> bool:
    """True for a word that points to nobody, whatever its capital says. Ordinary words may be names: Hope, Will."""
    plain = word.casefold().replace("’", "'")
    return any(one in _GENERAL or one in _KINDS for one in (plain, plain.removesuffix("'s")))


_KINDS = frozenset(_KINDS_OF_PLACE.casefold().split())
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;\n“\"(\[•–-])[”\"')]*\s*[“\"'(]*$")


DOUBTS = re.compile(rf"(?<![\w\[])(?:{NUMBERS_IN_A_ROW}|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d{{3,}})(?![\w\]])")


def perhaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield words that look like a name or a place, and numbers of three digits and more: somebody should look.

    An ordinary word with a capital counts inside a sentence, since it may be somebody's name.

    >>> list(perhaps("Aim: To change. “I want to go out.” Where it stands: No."))
    []
    >>> text = "Sent to Harrow on Monday for CBT. Hope came, I'm told by Hope. Brought 350 pounds. Rang two eight."
    >>> [text[start:end] for start, end in perhaps(text)]
    ['Harrow', 'Hope', '350', 'two eight']
    """
    for match in DOUBTS.finditer(text):
        word = match[0]
        if " " in word:
            yield match.span()
            continue
        is_capital = word[0].isupper() and not (word.isupper() and len(word) < 6)
        if word[0].isdigit() or (is_capital and not _is_general(word) and not _is_no_name(word, text[: match.start()])):
            yield match.span()


def _is_no_name(word: str, before: str) -> bool:
    """True for I'm and I've, and for an ordinary word whose capital begins a sentence."""
    plain = word.casefold().replace("’", "'")
    begins = _SENTENCE_BEGINS.search(before[-8:] if len(before) > 8 else before)
    return plain.startswith("i'") or (begins is not None and is_ordinary(plain.removesuffix("'s")))
