"""A reason while rules are being combined: its code and the facts it used, put into a sentence at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from unstuck.guidance import tables

LONGEST = 60
"""Characters of a case's own words that a sentence quotes."""


@dataclass(frozen=True)
class Because:
    """Why a step or a caution is there: a code of `knowledge/reasons.toml` and the facts for its sentence."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """The rule that fired: the part of the code before the first dash."""
        return self.code.partition("-")[0]

    @property
    def text(self) -> str:
        """The sentence, with the facts in their places."""
        return tables.sentences()[self.code].format(**self.facts)


def because(code: str, **facts: str) -> Because:
    """Return the reason with that code, from facts already in words.

    >>> because("A.4-alliance-fell", value=number(2.0)).text
    'Alliance has fallen by 2 recently.'
    """
    return Because(code, facts)


def number(value: float) -> str:
    """Return a number as a person writes it.

    >>> number(2.0), number(1.9)
    ('2', '1.9')
    """
    return f"{value:.6g}"


def counted(value: float, thing: str) -> str:
    """Return a number with its thing in the singular or plural.

    >>> counted(1, "week"), counted(9, "week")
    ('1 week', '9 weeks')
    """
    return f"{number(value)} {thing}" if value == 1 else f"{number(value)} {thing}s"


def weeks(value: float) -> str:
    """Return a duration in words."""
    return counted(value, "week")


def quoted(texts: Iterable[str]) -> str:
    """Return the case's own words in one line: no control characters, none too long.

    >>> quoted(["humour\\n", "a sister"])
    'humour, a sister'
    """
    return ", ".join(_one_line(text) for text in texts)


def _one_line(text: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def areas(codes: Iterable[str]) -> str:
    """Return life areas in words."""
    return ", ".join(tables.words().areas[code] for code in codes)
