"""What the client's own words may say: a sign of suicide or self-harm, or a question to ask (S.1).

The phrases stand in `knowledge/phrases.toml`, where they can be reviewed. They are found as whole words, in their
setting: a denial before them, or words about somebody else's death, make them no sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from unstuck.guidance import phrases, tables

NEAR = {"acts": 1, "names": 6, "violence": 2, "hopelessness": 2}
"""How many words before a phrase a denial may stand, by list. Of a verb it stands right before it: "no energy, wants
to die" is also written without the comma, and one question too many does less harm than a sign that is missed."""

LINE_END = re.compile(r"(?<=\S)[^\S\n]*\n(?=[^\S\n]*\S)")
"""The end of a line that is followed by another one; an empty line between them parts two texts."""


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
    return _found(tuple(texts), ("violence", "hopelessness"))


def violence_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases that raise the question of violence or control, each once (C.1)."""
    return _found(tuple(texts), ("violence",))


@lru_cache(maxsize=512)
def _found(texts: tuple[str, ...], parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is found, each once. Kept for a while: one answer looks at the same words a hundred times."""
    clauses = [clause for text in texts for way in _read(text) for clause in phrases.clauses(way)]
    return tuple(dict.fromkeys(phrase for clause in clauses for part in parts for phrase in _in_clause(clause, part)))


def _read(text: str) -> tuple[str, str]:
    """Return a text line by line, and with its lines run together: a letter breaks them where it is full."""
    return text, LINE_END.sub(" ", text)


def _in_clause(clause: str, part: str) -> Iterator[str]:
    for match in phrases.found(clause, _patterns(part)):
        denied = phrases.said_before(clause, match, NEAR[part], _patterns("denials"))
        if not denied and not phrases.covered(clause, match, _patterns("somebody_else")):
            yield match[0].strip()


@cache
def _patterns(part: str) -> phrases.Patterns:
    return phrases.compiled(tables.phrases()[part])
