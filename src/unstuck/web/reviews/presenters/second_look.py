"""The second look: up to three guesses about what may be going on, for the worker to keep or strike (B.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from unstuck.guidance import tables
from unstuck.guidance.blind_spots import BlindSpot
from unstuck.guidance.case import Case
from unstuck.guidance.guesses import guesses
from unstuck.language import gettext as _
from unstuck.web.reviews.models import SecondLookAnswer
from unstuck.web.reviews.policies import LOOKED_AT


@dataclass(frozen=True)
class GuessCard:
    """One guess: the facts that suggest it, the question that would tell, and whether it was kept."""

    code: str
    says: str
    facts: Sequence[str]
    question: str
    rule: str
    evidence: str
    sources: Sequence[str]
    kept: bool


@dataclass(frozen=True)
class StruckGuess:
    """What was struck, by whom and when."""

    code: str
    says: str
    by: str
    on: date


@dataclass(frozen=True)
class GuessList:
    """The guesses that stand, the prompts that no form settles, and what was struck."""

    guesses: Sequence[GuessCard]
    prompts: Sequence[BlindSpot]
    struck: Sequence[StruckGuess]

    @property
    def asked(self) -> dict[str, tuple[str, str]]:
        """What can be kept or struck: by its code, what it says and what stands below it."""
        below = _("On record: %(facts)s The question that would tell: “%(question)s”")
        found = {
            one.code: (one.says, below % {"facts": " ".join(one.facts), "question": one.question})
            for one in self.guesses
        }
        return found | {one.code: (one.text, "") for one in self.prompts}

    @property
    def is_empty(self) -> bool:
        """True where nothing is to be said."""
        return not (self.guesses or self.struck)


def struck_codes(answers: Sequence[SecondLookAnswer]) -> set[str]:
    """Return what is struck now: the latest answer to each counts."""
    return {about for about, answer in _latest(answers).items() if not answer.kept}


def second_look(case: Case, spots: Sequence[BlindSpot], answers: Sequence[SecondLookAnswer]) -> GuessList:
    """Return the second look. `spots`: the prompts that stand, without those that were struck."""
    latest = _latest(answers)
    struck = {about: answer for about, answer in latest.items() if not answer.kept}
    kept = {about for about, answer in latest.items() if answer.kept}
    rules = tables.rules()
    cards = [
        GuessCard(
            one.code, one.says, one.facts, one.question, f"{one.rule} {rules[one.rule].title}", one.evidence,
            one.sources, one.code in kept,
        )
        for one in guesses(case, without=struck)
    ]  # fmt: skip
    return GuessList(
        cards,
        [one for one in spots if one.code in LOOKED_AT],
        [_struck(about, answer) for about, answer in struck.items() if about in tables.guesses()],
    )


def _latest(answers: Sequence[SecondLookAnswer]) -> dict[str, SecondLookAnswer]:
    return {answer.about: answer for answer in answers}


def _struck(about: str, answer: SecondLookAnswer) -> StruckGuess:
    return StruckGuess(about, tables.guesses()[about].says, answer.by.name, localdate(answer.at))
