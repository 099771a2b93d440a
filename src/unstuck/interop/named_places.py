"""Places and numbers that give somebody away: named houses, schools and employers, plates, court and case numbers.

Told by the word beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unstuck.interop.general_words import KINDS_OF_PLACE, says_nothing
from unstuck.interop.letters import folded
from unstuck.interop.word_lists import is_ordinary

_CAPITAL = r"(?:[A-ZÀ-Þ][\w'’-]{,40}|(?:de|del|la|las|los|el|of|the|and|y|na|an)(?=\s+[A-ZÀ-Þ]))"
_NAMED = rf"[A-ZÀ-Þ][\w'’.-]*(?:\s+{_CAPITAL}){{0,4}}"
_KIND = "|".join(KINDS_OF_PLACE.split())
_NOT_A_PLACE = r"(?!(?:The|A|An|My|Her|His|Their|Our|This|That|At|In|On|No|Any|Each|Every|Our|Your|Some)\s)"
DOES_THERE = (
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
SHOPS = re.compile(rf"\b([A-ZÀ-Þ][\w-]{{1,40}})['’]s(?=\s+(?:[a-z]+\s+){{0,2}}(?:{_SHOPS})\b)")
WHERE = re.compile(rf"\b{DOES_THERE}\b(?:\s+[a-z]+){{0,4}}?\s+{_TOWARDS}\s+(?:the\s+)?({_NAMED})")
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
_NETWORKS = (
    r"ig|insta(?:gram)?|snap(?:chat)?|tik ?tok|discord|twitter|facebook|fb|telegram|whatsapp|xbox|psn|"
    r"playstation|twitch|gamer ?tag|user ?name|handle|reddit|onlyfans|kik|messenger|roblox|screen name|profile|youtube|"
    r"linkedin|venmo|cash ?app|usuario|login|log-in"
)
ACCOUNTS = re.compile(
    rf"\b(?:{_NETWORKS})\b(?:[\s:,=]+(?:is|as|its|it['’]s|under|called|name|handle|account|user|es|como|nombre))*"
    r"[\s:,=]+"
    r"[“\"'(@]*([^\W\d_][\w.-]{3,})",
    re.IGNORECASE,
)
"""What somebody is called where people meet online, unless it is an ordinary word."""


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield named places: by what kind of place they are, whose shop it is, or by what somebody does there."""
    for kind, pattern in PLACES:
        yield from ((kind, *match.span()) for match in pattern.finditer(text) if not says_nothing(match[0]))
    for pattern in (SHOPS, WHERE, LEAVES):
        for match in pattern.finditer(text):
            if not says_nothing(match[1]):
                yield ("place", *match.span(1))
    for match in ACCOUNTS.finditer(text):
        if not is_ordinary(folded(match[1]).letters.rstrip(".")) and not says_nothing(match[1]):
            yield ("account", *match.span(1))
