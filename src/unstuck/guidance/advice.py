"""The answer: steps in order, cautions, and what is not known, each with its reasons and sources."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why: a stable code, the rule that fired, and a sentence with the facts it used."""

    code: str
    rule: str
    text: str


@dataclass(frozen=True)
class Consideration:
    """A step to consider, or a thought worth pausing on, with its reasons and where they come from."""

    code: str
    title: str
    reasons: tuple[Reason, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """What to consider next. `missing` names facts by their path in `case.schema.json`."""

    steps: tuple[Consideration, ...]
    cautions: tuple[Consideration, ...]
    missing: tuple[str, ...]
