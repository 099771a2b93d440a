"""A vignette: a short story, its facts, four things to do next, and what each would lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unstuck.guidance import Case


@dataclass(frozen=True)
class VignetteOption:
    """One thing to do next. `code` is a step or a caution of the pathway; of the best one `leads_to` is empty."""

    code: str
    says: str
    leads_to: str = ""


@dataclass(frozen=True)
class Vignette:
    """A story with the facts of its case, and the step that the pathway puts first for them.

    `facts` is the case as CASE.json holds it. `in_hand` are steps of which the story says that they are taken care of:
    the question is then what comes after them. `rule` asks for the best step; `also` are other rules it explains.
    """

    code: str
    topic: str
    title: str
    story: str
    facts: Mapping[str, Any]
    case: Case
    best: str
    rule: str
    why: str
    options: tuple[VignetteOption, ...]
    in_hand: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it explains, the one that asks for the best step first."""
        return (self.rule, *self.also)

    def option(self, code: str) -> VignetteOption:
        """Return the option with that code. Raises KeyError where it has none."""
        return {one.code: one for one in self.options}[code]
