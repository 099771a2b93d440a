"""What a cell that is no plain number or ISO date may mean: never guessed where two things are possible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

DateOrder = Literal["", "dmy", "mdy"]

SPACES = "\u00a0\u202f\u2007\u2009\u200b\u200e\u200f\ufeff"
"""Spaces and marks that are not seen, as web pages and spreadsheets leave them around a cell."""

CYRILLIC_TWINS = "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u043a\u043c\u043d\u0442\u0432\u0456"
LATIN_TWINS = "aeopcyxkmhtbi"
"""Small letters of the Cyrillic alphabet, and the Latin ones that they look like."""

_WORDS = """
na n/a n.a. n.a nan null none nil missing dna dnc dns . .. ... - – — -- ? ?? * #n/a
#value! #ref! #div/0! #name? #null! #num! declined refused cancelled canceled skipped blank pending tbc unknown
incomplete absent empty withdrawn ukn unk
"""
MISSING_WORDS = frozenset(_WORDS.split()) | {
    "did not attend", "not attended", "no show", "no-show", "not asked", "not completed", "not complete", "not done",
    "not given", "not known", "not applicable", "not available", "prefer not to say", "no answer", "no score",
    "no data", "did not complete", "not recorded", "not stated", "not collected", "not assessed",
}  # fmt: skip
MISSING_NUMBERS = frozenset({-1, -2, -3, -4, -5, -6, -7, -8, -9, 77, 88, 98, 99, 888, 998, 999, 9999, 99999})
"""Numbers that stand for no value, where they lie outside the questionnaire; -77, -99, -999 and so on as well."""

_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred and
"""
NUMBER_WORDS = frozenset(_NUMBERS.split())
_SEVERITIES = "minimal mild moderate moderately severe severely low high normal extreme subclinical"
SEVERITIES = frozenset(_SEVERITIES.split())
"""Words by which people say how severe a score is; the questionnaire's own bands count as well."""

EXCEL_ZERO = date(1899, 12, 30)
EXCEL_FIRST, EXCEL_LAST = 25569.0, 65000.0
"""Excel's days of 1970 and 2077: numbers outside are no dates of today's work."""

MONTHS = (
    "jan january januar janvier janv enero ene gennaio gen januari ionawr",
    "feb february februar fevrier fevr febrero febbraio februari chwefror",
    "mar march marz maerz mrz mars marzo maart mrt mawrth",
    "apr april avril avr abril abr aprile ebrill",
    "may mai mayo maggio mag mei",
    "jun june juni juin junio giugno giu mehefin",
    "jul july juli juillet juil julio luglio lug gorffennaf",
    "aug august aout agosto ago augustus awst",
    "sep sept september septembre septiembre settembre set medi",
    "oct october oktober okt octobre octubre ottobre ott hydref",
    "nov november novembre noviembre tachwedd",
    "dec december dezember dez decembre diciembre dic dicembre rhagfyr",
)
_MONTH = {name: number for number, names in enumerate(MONTHS, start=1) for name in names.split()}
_WEEKDAYS = """
mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di
mi do fr sa so lunes martes miercoles jueves viernes sabado domingo lun mar mie jue vie sab dom lundi mardi mercredi
jeudi vendredi samedi dimanche mer jeu ven sam dim lunedi martedi mercoledi giovedi venerdi sabato domenica maandag
dinsdag woensdag donderdag vrijdag zaterdag zondag llun mawrth mercher iau gwener sadwrn sul monday tuesday wednesday
thursday friday saturday sunday
"""
WEEKDAYS = frozenset(_WEEKDAYS.split())
_AT = r"(?:[01]?\d|2[0-3])"
_CLOCK = rf"(?:[T,]?\s+(?:um|at|à|a las?)?\s*{_AT}[:.h][0-5]\d(?!\d).*|T{_AT}:?[0-5]\d.*)?"
_FOUR_OR_TWO = r"(\d{4}|\d{2}(?![\d:.]))"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}", re.IGNORECASE)
_COMPACT = re.compile(rf"((?:19|20)\d{{2}})(\d{{2}})(\d{{2}}){_CLOCK}", re.IGNORECASE)
_DOTS = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE)
_SLASHES = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE)
_WEEKDAY = r"(?:([^\W\d]+)\.?,?\s+)?"
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s/-]*(?:de |of )?"
    rf"([^\W\d]+)\.?,?[\s/-]*(?:del? )?{_FOUR_OR_TWO}{_CLOCK}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}([^\W\d]+)\.?[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+{_FOUR_OR_TWO}{_CLOCK}", re.IGNORECASE
)
_NO_YEAR = re.compile(
    rf"{_WEEKDAY}(?:\d{{1,2}}[\s.-]*([^\W\d]+)\.?|([^\W\d]+)\.? \d{{1,2}}|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}\.\d{{1,2}}\.)"
)
_SLASHED = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|\bout of\b|\bof\b)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
LABELLED = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(?:[-–—:=]\s*|\()\s*[^\W\d][^\d]*\)?")
_MARKED = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:\*+|†|‡|\(?!\)?|\(?\?\)?|\([a-z]\)|pts?\.?|points?)", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?\d+,\d+")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Meaning:
    """What a text means: a value (days since 1970-01-01, or points), or none; and which form says so.

    `form`: `plain` needs no yes; others do, each by its name. `first`, `second`: the two numbers of a date of which
    nothing says which is the day.
    """

    form: str
    value: float | None = None
    first: int = 0
    second: int = 0
    year: int = 0


def bare(text: str) -> str:
    """Return a text without spaces that are not seen, digits of any script as 0 to 9.

    >>> bare("\\u00a018\\u00a0"), bare("\\u0661\\u0664")
    ('18', '14')
    """
    plain = text.translate(dict.fromkeys(map(ord, SPACES), " "))
    return "".join(
        str(unicodedata.digit(one))
        if one.isdigit() and not one.isascii() and unicodedata.digit(one, None) is not None
        else one
        for one in plain
    ).strip()


def means_date(text: str) -> Meaning:
    """Return what a cell in a column of dates means.

    >>> means_date("20260330").form, means_date("2 March 2026").value == means_date("02.03.2026").value
    ('plain', True)
    >>> [means_date(one).form for one in ("3/8/2026", "2026-03", "46237", "3 Aug", "before 3 Aug 2026")]
    ['slashes', 'no_day', 'excel_days', 'no_year', 'unknown']
    """
    plain = bare(text)
    for pattern, order in ((_ISO, (1, 2, 3)), (_COMPACT, (1, 2, 3)), (_DOTS, (3, 2, 1))):
        if match := pattern.fullmatch(plain):
            return _date("plain", *(_year(match[at]) if at == order[0] else int(match[at]) for at in order))
    if match := _SLASHES.fullmatch(plain):
        return Meaning("slashes", None, int(match[1]), int(match[2]), _year(match[3]))
    for pattern, word, number in ((_DAY_MONTH, 3, 2), (_MONTH_DAY, 2, 3)):
        named = pattern.fullmatch(plain)
        if named and _is_weekday(named[1]) and (month := _month(named[word])):
            return _date("plain", _year(named[4]), month, int(named[number]))
    if (match := _NO_YEAR.fullmatch(plain)) and all(_month(word) for word in match.groups()[1:] if word):
        return Meaning("no_year")
    if re.fullmatch(r"\d{4}-\d{1,2}|\d{1,2}/\d{4}|[^\W\d]+\.?[ -](\d{4}|\d{2})", plain):
        return Meaning("no_day")
    if re.fullmatch(r"\d+([.,]\d+)?", plain) and EXCEL_FIRST <= (days := float(plain.replace(",", "."))) <= EXCEL_LAST:
        return Meaning("excel_days", float((EXCEL_ZERO + timedelta(days=int(days)) - date(1970, 1, 1)).days))
    return Meaning("unknown")


def in_order(meaning: Meaning, order: DateOrder) -> float | None:
    """Return the day of a date with slashes, once it is known which number is the day."""
    day, month = (meaning.first, meaning.second) if order == "dmy" else (meaning.second, meaning.first)
    return _date("plain", meaning.year, month, day).value


def proven_order(meanings: Iterable[Meaning]) -> tuple[DateOrder, bool]:
    """Return which number is the day, where one above 12 proves it, and whether the file contradicts itself."""
    slashed = [one for one in meanings if one.form == "slashes"]
    first, second = any(one.first > 12 for one in slashed), any(one.second > 12 for one in slashed)
    if first and second:
        return "", True
    return ("dmy" if first else "mdy" if second else ""), False


def means_score(text: str, minimum: float, maximum: float) -> Meaning:
    """Return what a cell in a column of scores means.

    >>> slashed, comma = means_score("17/27", 0, 27), means_score("19,5", 0, 27)
    >>> slashed.form, slashed.value, comma.form, comma.value
    ('out_of', 17.0, 'comma', 19.5)
    >>> [means_score(one, 0, 27).form for one in ("DNA", "-99", "12*", "14 - Moderate", "17/21", "ten", "28")]
    ['missing', 'missing', 'marked', 'labelled', 'other_maximum', 'unknown', 'outside']
    """
    plain = bare(text)
    if plain.casefold() in MISSING_WORDS or not plain:
        return Meaning("missing")
    for form, pattern in (("plain", _PLAIN), ("comma", _COMMA)):
        if pattern.fullmatch(plain):
            value = float(plain.replace(",", "."))
            if minimum <= value <= maximum:
                return Meaning(form, value)
            return Meaning("missing" if _is_missing_number(value) else "outside")
    if match := _SLASHED.fullmatch(plain):
        if float(match[2].replace(",", ".")) != maximum:
            return Meaning("other_maximum")
        return _within("out_of", match[1], minimum, maximum)
    for form, pattern in (("marked", _MARKED), ("labelled", LABELLED)):
        if match := pattern.fullmatch(plain):
            return _within(form, match[1], minimum, maximum)
    return Meaning("unknown")


def _within(form: str, number: str, minimum: float, maximum: float) -> Meaning:
    value = float(number.replace(",", "."))
    return Meaning(form, value) if minimum <= value <= maximum else Meaning("outside")


def _is_missing_number(value: float) -> bool:
    return value in MISSING_NUMBERS or (value < 0 and value.is_integer() and set(str(int(-value))) <= {"7", "8", "9"})


def _date(form: str, year: int, month: int, day: int) -> Meaning:
    try:
        return Meaning(form, float((date(year, month, day) - date(1970, 1, 1)).days))
    except ValueError:
        return Meaning("unknown")


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month(word: str) -> int | None:
    return _MONTH.get(_letters(word))


def _is_weekday(word: str | None) -> bool:
    return not word or _letters(word) in WEEKDAYS


def _letters(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalpha() and letter.isascii())


_SUMS = """
average averages avg mean means median total totals sum count n min max minimum maximum sd
std summary overall mittelwert durchschnitt summe gesamt moyenne promedio media mediana suma
"""
SUMMARIES: Collection[str] = frozenset(_SUMS.split()) | {"grand total", "std dev", "standard deviation",
    "all clients", "overall average", "group mean", "sub total", "subtotal",
    "total average", "team average", "average score", "mean score", "total general"}  # fmt: skip
_BESIDE_SUMS = {"grand", "group", "team", "all", "clients", "of", "for", "the", "score", "scores", "general", "dev"}
_SUM_WORDS = {*SUMMARIES, *_BESIDE_SUMS}


def sums_up(text: str) -> str | None:
    """Return what a text sums up besides everybody, such as one client; None where it names no sum.

    >>> [sums_up(one) for one in ("Grand Average", "K1 Total", "Total K1", "Totally K1", "Count of K1")]
    ['', 'K1', 'K1', None, 'K1']
    """
    words = text.strip(" .:").split()
    rest = [word for word in words if word.casefold().strip(".:") not in _SUM_WORDS]
    sums = [word for word in (words[:1] + words[-1:]) if word.casefold().strip(".:") in SUMMARIES]
    return " ".join(rest) if sums and len(" ".join(sums)) > 2 else None
