"""What the client's own words may say: a sign of suicide or self-harm, or a question to ask (S.1).

The phrases stand in `knowledge/phrases.toml`, where they can be reviewed. They are found as whole words, in their
setting: a denial before them, or words about somebody else's death, make them no sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from unstuck.guidance import tables

CLAUSE = re.compile(r"[.,;:!?\n]|\b(?:and|but|although|though|so|because|then|yet)\b")
NEAR = {"acts": 1, "names": 6, "questions": 2}
"""How many words before a phrase a denial may stand, by list. Of a verb it stands right before it: "no energy, wants
to die" is also written without the comma, and one question too many does less harm than a sign that is missed."""


def signs_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases in some texts that are a sign of suicide or self-harm, each once.

    >>> signs_in(["Says she wants to die.", "Denies suicidal thoughts", "Grief after her brother's suicide"])
    ('wants to die',)
    """
    return _found(tuple(texts), ("acts", "names"))


def questions_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases that raise the question of violence, control or hopelessness, each once.

    >>> questions_in(["My husband hits me"])
    ('husband hits me',)
    """
    return _found(tuple(texts), ("questions",))


@lru_cache(maxsize=512)
def _found(texts: tuple[str, ...], parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is found, each once. Kept for a while: one answer looks at the same words a hundred times."""
    clauses = [f" {clause} " for text in texts for clause in CLAUSE.split(_plain(text))]
    return tuple(dict.fromkeys(phrase for clause in clauses for part in parts for phrase in _in_clause(clause, part)))


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text.casefold().replace("’", "'").replace("-", " "))


def _in_clause(clause: str, part: str) -> Iterator[str]:
    for pattern in _patterns(part):
        for match in pattern.finditer(clause):
            if not _denied(clause[: match.start()], NEAR[part]) and not _elsewhere(clause, match):
                yield match[0].strip()


def _denied(before: str, words: int) -> bool:
    """Tell whether the last words before a phrase, in its clause, deny it."""
    near = " " + " ".join(before.split()[-words:]) + " "
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
