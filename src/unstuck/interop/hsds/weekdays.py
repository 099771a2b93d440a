"""Days of the week and hours of the day as people write them in a cell, and what is not clear about them."""

from __future__ import annotations

import re

from unstuck.interop.hsds.hours import WEEK

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORT = {"m": 0, "w": 2, "f": 4}
"""The days that one letter names; T and S stand for two each."""
TOGETHER = {
    "weekday": range(5), "workday": range(5), "working day": range(5), "weekend": range(5, 7), "daily": range(7),
    "every day": range(7), "everyday": range(7), "all week": range(7), "7 days a week": range(7), "7 day": range(7),
}  # fmt: skip
FIRST_HALF = 12
CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?(?::(\d\d)(?:\.\d+)?)?\s*([ap])?\.?m?\.?", re.IGNORECASE)
SPOKEN = {"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "12noon": "12:00"} | dict.fromkeys(
    ("midnight", "12 midnight", "12midnight", "24:00", "24:00:00"), "24:00"
)
ALL_DAY = re.compile(r"(open )?(24 ?/ ?7|24 ?(h|hr|hrs|hour|hours)( a day)?|all day|round the clock)\.?", re.IGNORECASE)
"""What stands for a whole day where an opening time is expected."""
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s*")
_LIST = re.compile(r"\s*(?:,|;|/|&|\+|\band\b)\s*")


def weekdays(text: str, *, numbered: bool = True) -> str | None:
    """Return the days that a cell names, as HSDS has them; None where it names none for certain.

    1 is Monday (Ohana, HSDS 1.x). `numbered`: whether numbers can be trusted; with a 0 among them they count otherwise.

    >>> weekdays("1"), weekdays("Tues."), weekdays("Mon-Wed & Sat"), weekdays("T"), weekdays("alternate Mondays")
    ('MO', 'TU', 'MO,TU,WE,SA', None, None)
    """
    words = " ".join(text.lower().replace(".", " ").split())
    if words.removesuffix("s") in TOGETHER or words in TOGETHER:
        days = TOGETHER.get(words, TOGETHER.get(words.removesuffix("s")))
        return ",".join(WEEK[day] for day in days or ())
    found: list[int] = []
    for part in _LIST.split(words):
        ends = [_weekday(one, numbered) for one in _RANGE.split(part)]
        if len(ends) > 2 or any(end is None for end in ends):
            return None
        first, last = int(ends[0] or 0), int(ends[-1] or 0)
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return ",".join(WEEK[day] for day in dict.fromkeys(found))


def _weekday(word: str, numbered: bool) -> int | None:
    word = word.strip()
    if re.fullmatch(r"[1-7]", word):
        return int(word) - 1 if numbered else None
    if word in SHORT:
        return SHORT[word]
    stems = (word, word.removesuffix("s"))
    whole = [day for day, name in enumerate(NAMES) for stem in stems if len(stem) >= 2 and name.startswith(stem)]
    if not whole and word in ("weds", "wedn"):
        return 2
    return whole[0] if len(set(whole)) == 1 else None


def clock(text: str) -> str | None:
    """Return a time of day as 24-hour HH:MM, None where it is none.

    >>> clock("9am"), clock("4:00 PM"), clock("08:00:00"), clock("12 am"), clock("25:00"), clock("midnight")
    ('09:00', '16:00', '08:00', '00:00', None, '24:00')
    """
    words = " ".join(text.lower().split())
    if words in SPOKEN:
        return SPOKEN[words]
    match = CLOCK.fullmatch(words)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def says_which_half(text: str) -> bool:
    """True where a time says by itself whether it is before or after noon.

    >>> says_which_half("5"), says_which_half("5:00"), says_which_half("5pm"), says_which_half("17:00")
    (False, False, True, True)
    """
    words = " ".join(text.lower().split())
    match = CLOCK.fullmatch(words)
    if words in SPOKEN or match is None or match[4]:
        return True
    return not 1 <= int(match[1]) <= FIRST_HALF


def unclear_half(opens: str, closes: str) -> bool:
    """True where only one of two times says am or pm and the other could be either.

    >>> unclear_half("9am", "5:00"), unclear_half("9", "5pm"), unclear_half("1", "5pm"), unclear_half("09:00", "17:00")
    (True, False, True, False)
    """
    marked = [bool((match := CLOCK.fullmatch(" ".join(one.lower().split()))) and match[4]) for one in (opens, closes)]
    if marked == [True, False]:
        return not says_which_half(closes)
    if marked == [False, True] and not says_which_half(opens):
        earlier, end = clock(opens), clock(closes)
        later = clock(f"{opens} pm")
        return earlier is not None and later is not None and end is not None and later < end and earlier < end
    return False
