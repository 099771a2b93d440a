"""What the client's own words may say: a sign of suicide or self-harm, or a question to ask (S.1).

The phrases stand in `knowledge/phrases.toml`, a reviewed list. They are found as whole words, in their setting: a
denial in the same clause, or words about somebody else's death, make them no sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from unstuck.guidance import tables

CLAUSE = re.compile(r"[.,;:!?\n]|\b(?:and|but|although|though)\b")
NEAR = 6
"""A denial covers a phrase that begins at most this many words later, in its clause: rather one question too many."""


def signs_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases in some texts that are a sign of suicide or self-harm, each once.

    >>> signs_in(["Says she wants to die.", "Denies suicidal thoughts", "Grief after her brother's suicide"])
    ('wants to die',)
    """
    return tuple(dict.fromkeys(_found(texts, "signs")))


def questions_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases that raise the question of violence, control or hopelessness, each once.

    >>> questions_in(["My husband hits me"])
    ('husband hits me',)
    """
    return tuple(dict.fromkeys(_found(texts, "questions")))


def _found(texts: Iterable[str], part: str) -> Iterator[str]:
    for text in texts:
        for clause in CLAUSE.split(_plain(text)):
            yield from _in_clause(f" {clause} ", part)


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text.casefold().replace("’", "'").replace("-", " "))


def _in_clause(clause: str, part: str) -> Iterator[str]:
    for pattern in _patterns(part):
        for match in pattern.finditer(clause):
            if not _denied(clause[: match.start()]) and not _elsewhere(clause, match):
                yield match[0].strip()


def _denied(before: str) -> bool:
    """Tell whether the words shortly before a phrase, in its clause, deny it."""
    near = " " + " ".join(before.split()[-NEAR:]) + " "
    return any(pattern.search(near) for pattern in _patterns("denials"))


def _elsewhere(clause: str, match: re.Match[str]) -> bool:
    """Tell whether the phrase is about somebody else: the setting covers it."""
    settings = (other for pattern in _patterns("somebody_else") for other in pattern.finditer(clause))
    return any(other.start() <= match.start() and match.end() <= other.end() for other in settings)


@cache
def _patterns(part: str) -> tuple[re.Pattern[str], ...]:
    """Return a list of phrases as patterns: `/` between words that stand for one another, `…` for up to two words."""
    return tuple(re.compile(_pattern(phrase)) for phrase in tables.phrases()[part])


def _pattern(phrase: str) -> str:
    words = ["(?:\\S+ ){0,2}" if word == "…" else f"(?:{'|'.join(map(re.escape, word.split('/')))}) "
             for word in phrase.split()]  # fmt: skip
    return r"(?<=\s)" + "".join(words)
