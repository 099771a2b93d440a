"""Phrases found in free text: whole words, in any case, in their clause and setting.

What is looked for stands in reviewed lists. In a phrase `/` stands between words that stand for one another, `…` for up
to two words, `<name>` for a list of words by its name, and `=` before a phrase asks that the clause says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

CLAUSE = re.compile(r"[.,;:!?\n]|\b(?:and|but|although|though|so|because|then|yet)\b")
HERE = "~"
"""In a setting: where the phrase stands."""

Patterns = tuple[re.Pattern[str], ...]


def plain(text: str) -> str:
    """Return a text in small letters, with plain apostrophes, and spaces for hyphens, quotation marks and brackets."""
    return re.sub(r"[^\S\n]+|[-–—\"“”„«»()\[\]]", " ", text.casefold().replace("’", "'"))


def clauses(text: str, ends: re.Pattern[str] = CLAUSE) -> list[str]:
    """Return the clauses of a text, each with a space around every word.

    >>> clauses("Says: “I want to die”, but not today")
    [' says ', ' i want to die ', ' not today ']
    """
    return [f" {' '.join(clause.split())} " for clause in ends.split(plain(text)) if clause.strip()]


def compiled(phrases: Iterable[str], words: Mapping[str, str] = {}) -> Patterns:
    """Return phrases as patterns; `words` are the lists that they may name."""
    return tuple(_pattern(re.sub(r"<(\w+)>", lambda name: words[name[1]], phrase)) for phrase in phrases)


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    alone = phrase.startswith("=")
    words = ["(?:\\S+ ){0,2}" if word == "…" else f"(?:{'|'.join(map(re.escape, word.split('/')))}) "
             for word in phrase.removeprefix("=").split()]  # fmt: skip
    return re.compile(r"(?<=\s)" + "".join(words)) if not alone else re.compile(r"(?<=^\s)" + "".join(words) + "$")


def found(clause: str, patterns: Patterns) -> Iterator[re.Match[str]]:
    """Yield where phrases stand in a clause."""
    return (match for pattern in patterns for match in pattern.finditer(clause))


def said_before(clause: str, match: re.Match[str], words: int, patterns: Patterns) -> bool:
    """Tell whether one of the phrases is among the last so many words before another, in its clause."""
    near = " " + " ".join(clause[: match.start()].split()[-words:]) + " "
    return any(pattern.search(near) for pattern in patterns)


def covered(clause: str, match: re.Match[str], patterns: Patterns) -> bool:
    """Tell whether a phrase is part of a longer one."""
    longer = found(clause, patterns)
    return any(other.start() <= match.start() and match.end() <= other.end() for other in longer)


def stands_in(clause: str, match: re.Match[str], settings: Patterns) -> bool:
    """Tell whether a phrase stands in one of the settings, in which `~` says where.

    >>> clause = " mum has low mood "
    >>> low_mood = next(found(clause, compiled(["low mood"])))
    >>> stands_in(clause, low_mood, compiled(["mum/dad … ~"]))
    True
    """
    around = f"{clause[: match.start()]}{HERE} {clause[match.end() :]}"
    return any(pattern.search(around) for pattern in settings)
