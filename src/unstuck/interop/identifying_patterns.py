"""Forms by which a text gives somebody away without naming them: dates, telephones, addresses, numbers of cards.

Each pattern is read as the kind that it stands for. They are wide on purpose: a word too many is taken out rather
than one too few. English forms, with the months of some neighbouring languages.
"""

from __future__ import annotations

import re

MONTHS = (
    "jan(?:uary|uar|vier|uari)?|enero|gennaio|feb(?:ruary|ruar|ruari|rero|braio)?|f[ée]v(?:rier)?|mar(?:ch|s|zo|t)?|"
    "märz|maart|apr(?:il|ile)?|avril|abril|may|mai|mayo|mei|maggio|june?|juni|juin|junio|giugno|july?|juli|juillet|"
    "julio|luglio|aug(?:ust|ustus)?|ao[uû]t|agosto|sept?(?:ember|embre|iembre)?|settembre|oct(?:ober|obre)?|"
    "okt(?:ober)?|octubre|ottobre|nov(?:ember|embre|iembre)?|dec(?:ember)?|dez(?:ember)?|d[ée]cembre|diciembre|dicembre"
)
_MONTH = rf"(?:{MONTHS})(?:\.(?=\s*['’\d]))?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:\s?(?:st|nd|rd|th)|\.)?"
_CENTURY = r"(?:18|19|20)\d\d"
_YEAR = r"(?:(?:18|19|20)\d\d|['’]\d\d)"
_STREETS = "street|road|avenue|ave|lane|boulevard|blvd|crescent|gardens|terrace|mews|grove|highway|parade|alley"
_SHORT_STREETS = "St|Rd|Ave|Ln|Dr|Drive|Close|Court|Ct|Place|Pl|Square|Sq|Way|Row|Walk|Quay|Circus|Cres|Park|Hill"
_ABROAD = "[Rr]ue|Avenue|Boulevard|Place|[Cc]hemin|[Cc]alle|Avenida|Plaza|Via|Piazza|Rua|Praça|[Uu]lica|ul\\."
_OF = "de|du|des|la|le|les|del|della|dei|da|do|dos|d['’]|l['’]"
_CAPITAL = r"[A-ZÀ-Þ][\w'’-]*"
_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herr|Frau|Mme|Madame|Monsieur|Señora?|Sra?|Doña?|Don|Pastor|Imam|Rabbi|Father|Fr|"
    "Sgt|PC|Judge|Coach|Officer|Nurse|Auntie|Uncle|Tía|Tío"
)
_ROADS = "straße|strasse|str\\.|gasse|weg|platz|allee|straat|laan|plein|gracht|vägen|gatan|veien|gata"
_ENDS = f"{_STREETS.title()}|Close|Court|Square|Drive|Quay"
_NOT_IN_STREETS = r"(?!(?:the|a|an|on|of|in|at|to|off|her|his|my|their|our|this|that|down|by|and|or|with|for)\b)"
_ONE_WORD_OF_IT = rf"{_NOT_IN_STREETS}[^\W\d_][\w'’.-]*\s+"
_BEFORE_A_MONTH = (
    "in",
    "of",
    "since",
    "until",
    "till",
    "by",
    "before",
    "after",
    "from",
    "during",
    "early",
    "late",
    "mid",
)
_AFTER = "|".join(rf"(?<=\b{word}\s)" for word in (*_BEFORE_A_MONTH, "last", "next", "this"))
RELATIVES = (
    "mother|mum|mom|father|dad|parent|stepmother|stepfather|step-mother|step-father|sister|brother|sibling|son|"
    "daughter|child|baby|boy|girl|twin|husband|wife|partner|spouse|fianc[ée]e?|boyfriend|girlfriend|ex|"
    "ex-husband|ex-wife|ex-partner|aunt|auntie|uncle|cousin|niece|nephew|grandmother|grandma|grandfather|grandad|"
    "grandson|granddaughter|mother-in-law|father-in-law|sister-in-law|brother-in-law|friend|neighbour|neighbor|"
    "landlord|landlady|teacher|employer|boss|manager|doctor|GP|mother in law|father in law|sister in law|"
    "brother in law|probation officer|social worker|keyworker|key worker|support worker|therapist|counsell?or|nurse|"
    "midwife|health visitor|carer|caseworker|pastor|imam|priest|sponsor|flatmate|roommate|housemate|colleague|mate|"
    "classmate|dog|solicitor|lawyer|dealer|novio|novia|marido|esposa|esposo|hermana|hermano|hijo|hija|tía|tío|primo|prima|"
    "abuela|abuelo|madre|padre|vecina|vecino|amiga|amigo|suegra|suegro|cuñada|cuñado"
)
_NUMBERED = "covid|core|item|items|week|session|day|section|level|form|version|page"
_DOMAINS = "com|org|net|edu|gov|info|io|me|app|co|uk|us|ie|es|mx|eu|ca|au|de|fr|tv|gg|ly|example"
_CALLED = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
"""A word that begins with a capital."""
_FULL = rf"{_CALLED}(?:\s+{_CALLED})?"
_NO_NAMES = """
    A An The And Or But He She They We I It His Her Their Our My In On At For From To With Not No Who Is Was Has Had
    When Where What Why How If As So Then This That These Those PHQ GAD CORE DLA PIP CBT ACT DBT EMDR GP NHS
    Protective Protection Benefit Maintenance Support Services Arrangements Tax
"""
NOT_PEOPLE = frozenset(_NO_NAMES.split())

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("link", rf"\b(?:https?://|www\.)[^\s<>\"]+|(?<![@\w.-])(?:[a-z0-9-]{{2,63}}\.)+(?:{_DOMAINS})\b(?!@)(?:/[^\s<>\"]*)?"),
        ("link", rf"(?<![\w-])[\w-]{{1,63}}\s(?:dot|punto)\s(?:{_DOMAINS})\b"
         r"(?:\s?(?:dot|slash|forward slash|/)\s?[\w.-]+)*"),
        ("email", r"(?<![\w.+%'-])[\w.+%'-]++@[\w-]+(?:\.[\w-]+)+"),
        ("email", r"(?<![\w.+-])[\w.+-]++\s*(?:\(at\)|\[at\]|\bat\b)\s*[\w-]+\s*"
         r"(?:\(dot\)|\[dot\]|\bdot\b|\.)\s*[a-z]{2,6}\b"),
        ("account", r"(?<!\w)@[A-Za-z_][\w.]{2,}"),
        ("account", r"(?<![\w@.])(?=[\w.]*[a-z])[\w.]*[^\W_]_[^\W_][\w.]*\w"),
        ("account", rf"\b(?!(?:{_NUMBERED})\d)[a-z]{{4,}}\d{{2,}}\b"),
        ("place", r"(?:///\s?)?(?<![\w.@/])[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}(?![\w@])"),
        ("place", r"-?\b\d{1,3}\.\d{3,}\s?°?\s?[NSEW]?[,;\s]\s?-?\d{1,3}\.\d{3,}(?:\s?°?\s?[NSEW]\b)?"),
        ("place", r"\b\d{1,3}\s?°\s?\d{1,2}\s?['’′]\s?(?:\d[\d.]*\s?[\"”″])?\s?[NSEW]\b"),
        ("place", r"\b(?:the\s)?(?:number\s|no\.?\s)?[a-z]?\d{1,3}[a-z]?\s(?:bus|tram)\b"),
        ("place", r"\b(?:bus|tram|line|l[íi]nea)\s(?:no\.?\s|number\s)?[a-z]?\d{1,3}[a-z]?\b"
         r"(?!\s?(?:times|days|%|of|hours|weeks))"),
        ("id", r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b"),
        ("id", r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b"),
        ("id", r"\b[A-Z]{2}[\s.-]?\d{2}[\s.-]?\d{2}[\s.-]?\d{2}[\s.-]?[A-D]\b"),
        ("date", rf"\b{_CENTURY}\s?[-/.]\s?(?:1[0-2]|0?[1-9])\s?[-/.]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d)(?:T[\d:.]+Z?)?"),
        ("date", r"(?<![\d.])\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:(?:18|19|20)\d\d|\d\d)(?!\d)"),
        ("date", r"\b(?:0?[1-9]|[12]\d|3[01])\s\d{2}\s(?:18|19|20)\d\d\b"),
        ("date", r"\b(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"),
        ("date", r"(?:(?<=\bon\s)|(?<=\bsince\s)|(?<=\buntil\s)|(?<=\bby\s)|(?<=\bfrom\s))\d{1,2}[/.]\d{1,2}(?![\d/])"),
        ("date", rf"\b{_DAY}(?:[\s-]*(?:of|de|di|van)?[\s-]*){_MONTH}(?![^\W\d_])(?:[\s,-]*(?:of|de|del)?\s*{_YEAR})?"),
        ("date", rf"\b{_MONTH}[\s-]*(?:the\s)?{_DAY}(?!\d)(?:[\s,-]*{_YEAR})?"),
        ("date", rf"\b{_MONTH}[\s,'’-]*(?:of\s)?(?:(?:18|19|20)\d\d|['’]?\d\d)\b"),
        ("date", rf"(?:{_AFTER})(?:{MONTHS})(?![^\W\d_])"),
        ("date", r"\bthe\s(?:[12]?1st|[12]?2nd|[12]?3rd|\d{1,2}th|30th|31st)\b"),
        ("phone", r"(?<![\w.])(?:\+|00)\s?\d{1,3}(?:[\s().\-–/·]*\d){5,13}(?!\w)"),
        ("phone", r"(?<![\w.])\(?\d(?:[\s().\-–/·]{0,3}\d){6,14}(?![\w])(?:\s?(?:ext|x)\.?\s?\d{1,5})?"),
        ("address", rf"\b\d+\s?[a-z]?(?:[-/]\d+)?,?\s+(?:{_ONE_WORD_OF_IT}){{1,3}}?(?:{_STREETS})\b\.?"),
        ("date", r"\b(?:dob|d\.o\.b\.?|date of birth|birthday|cumpleaños|nacimiento)\W{0,3}"
         r"(?:is\s|was\s|on\s|es\s|el\s)?\d{1,2}[\s./-]\d{1,2}(?:[\s./-]\d{2,4})?\b"),
        ("address", r"(?<=\b(?:lives|moved|stays)\s(?:at|to)\s)\d{1,4}[a-z]?\b"
         r"(?!\s?(?:%|times|weeks|months|years|am|pm|o'clock))"),
        ("address", r"\b(?:flat|apt|apartment|suite|p\.?\s?o\.?\sbox)\.?\s*\d+\s?[a-z]?\b"),
        ("address", rf"\b[^\W\d_]+(?:{_ROADS})\s*\d*\s?[a-z]?\b"),
        ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),
        ("postcode", r"\b[A-Z]\d[A-Z][\s-]?\d[A-Z]\d\b"),
        ("postcode", r"\b\d{5}(?:-\d{4})?\b"),
        ("id", r"(?<![\w.])(?:[A-Z]{1,4}[-/]?)?\d{6,}[A-Z]?\b"),
        ("id", r"\b[A-Z]{1,4}-\d{3,}\b"),
    )
)  # fmt: skip

WITH_CAPITALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("address", re.compile(rf"(?:\b\d+\s?[A-Za-z]?,?\s+)?\b(?:[A-Z][\w'’-]{{,40}}\s+){{1,3}}(?:{_ENDS})\b")),
    ("address", re.compile(rf"\b\d+\s?[A-Za-z]?,?\s+(?:[A-Z][\w'’-]{{,40}}\s+){{1,3}}(?:{_SHORT_STREETS})\b\.?")),
    ("address", re.compile(rf"(?:\b\d{{1,6}}\s?\w{{,8}},?\s+)?\b(?:{_ABROAD})"
                           rf"\s+(?:(?:{_OF})\s*)*{_CAPITAL}(?:\s+\d+[a-z]?)?\b")),
    ("date", re.compile(r"\b(?:January|February|April|June|July|August|September|October|November|December)\b")),
    ("name", re.compile(rf"\b(?:{_TITLES})\b\.?\s+({_FULL})")),
    ("name", re.compile(rf"\b(?i:{RELATIVES})(?:\s+(?:is\s+)?(?:called|named))?,?\s+({_FULL})")),
    ("name", re.compile(rf"\b(?i:called|named|name is|name's|goes by|known as|se llama)\s+({_FULL})")),
)  # fmt: skip
"""Forms that are only told by their capitals. Where there is a group, it is what gives somebody away."""

DAY_AND_MONTH = re.compile(r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[12])(?![\d/])")
"""Might be a share, three of four. Where it is ten, it most often is."""
YEARS = re.compile(r"(?<![\d.])(?:19[0-9]\d|20[0-4]\d)(?![\d])")
AGES = re.compile(
    r"\b(?:aged?\s+(?:of\s+)?(\d{1,3})\b|(\d{1,3})[\s-]*(?:years?|yrs?)[\s-]*(?:old|of\s+age)\b|(\d{1,3})\s?(?:y/?o|yo)\b|"
    r"turn(?:s|ed|ing)?\s+(\d{1,3})\b)",
    re.IGNORECASE,
)
