"""Taking out of a text what says whose it is: known names and references, and what looks like a date or an address.

Known identifiers are found whatever their case, accents, possessives and separators; they are the client's own and
those that the worker adds. Patterns find what nobody listed. Neither can know a nickname or a story that only one
person could have: a person reads the text before anybody else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unstuck.interop.doubtful_words import perhaps
from unstuck.interop.identifying_patterns import AGES, DAY_AND_MONTH, NOT_PEOPLE, PATTERNS, WITH_CAPITALS, YEARS
from unstuck.interop.known_names import named_in
from unstuck.interop.known_references import referred_in
from unstuck.interop.letters import clean, folded
from unstuck.interop.named_places import IDENTIFIERS, places
from unstuck.interop.spoken_numbers import SPOKEN, ages, codes

KNOWN = frozenset({"name", "reference"})
"""Kinds that are known to be about this client; the others only look as if they were about somebody."""


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
    found = [*_known(text, known, strict=True), *_patterns(text), *_years(text), *_ages(text)]
    return _apart([*found, *(Found(*one) for one in places(text))], text)


def about_client(text: str, known: Identifiers) -> list[Found]:
    """Return only what is known to point to the client: names that are words too count with a capital alone."""
    return _apart(list(_known(text, known, strict=False)), text)


def suspicious(text: str) -> list[Found]:
    """Return what looks like a date, a telephone, an address, perhaps not of the client. Links may stay."""
    bare = PATTERNS[0][1].sub(lambda link: " " * len(link[0]), text)
    return _apart([*_patterns(bare), *_ages(bare)], bare)


def doubtful(text: str) -> list[tuple[int, int]]:
    """Return where a redacted text still looks as if it named somebody or something: a person should look."""
    return list(perhaps(text))


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
    letters = folded(text)
    yield from (Found("name", *place) for place in named_in(letters, known.names, strict=strict))
    yield from (Found("reference", *place) for place in referred_in(letters, known.references))


def _patterns(text: str) -> Iterator[Found]:
    for kind, pattern in (*PATTERNS, *IDENTIFIERS, *SPOKEN):
        yield from (Found(kind, match.start(), match.end()) for match in pattern.finditer(text))
    yield from (Found("id", *place) for place in codes(text))
    for kind, pattern in WITH_CAPITALS:
        group = 1 if pattern.groups else 0
        yield from (Found(kind, *_named(match, group)) for match in pattern.finditer(text) if _is_name(match, group))


def _is_name(match: re.Match[str], group: int) -> bool:
    first = match[group].split()[0]
    return not group or first not in NOT_PEOPLE


def _named(match: re.Match[str], group: int) -> tuple[int, int]:
    return match.span(group)


def _years(text: str) -> Iterable[Found]:
    return (Found("date", *match.span()) for pattern in (YEARS, DAY_AND_MONTH) for match in pattern.finditer(text))


def _ages(text: str) -> Iterator[Found]:
    for match in AGES.finditer(text):
        age = int(next(filter(None, match.groups())))
        yield Found("age", match.start(), match.end(), f"[age {age_band(age)}]")
    yield from (Found("age", start, end, f"[age {age_band(age)}]") for start, end, age in ages(text))
