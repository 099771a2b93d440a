"""What a learner sees after an answer: why, and what the others would have led to."""

from __future__ import annotations

from dataclasses import dataclass

from unstuck.learning.library import vignettes
from unstuck.learning.practice import question, rule_titles, standing
from unstuck.learning.rules import citations
from unstuck.learning.vignette import Vignette
from unstuck.web.accounts.actors import Actor
from unstuck.web.learning.models import LearningAnswer, MockExam
from unstuck.web.learning.queries import options_for, told_before
from unstuck.web.learning.stories import stories_for


@dataclass(frozen=True)
class OptionShown:
    """One option after the answer: what it would have led to, and where the rules put it."""

    says: str
    leads_to: str
    standing: str
    best: bool
    chosen: bool


@dataclass(frozen=True)
class AnswerPage:
    """A story that was answered, with everything that there is to say about it."""

    vignette: Vignette
    question: str
    right: bool
    options: tuple[OptionShown, ...]
    rules: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    of_the_agency: bool


def answer_page(actor: Actor, answer: LearningAnswer) -> AnswerPage:
    """Return what is shown about an answer, its options in the order in which they were shown."""
    told = stories_for(actor)[answer.story]
    options = tuple(
        OptionShown(
            one.says,
            one.leads_to,
            standing(told, one.code),
            one.code == told.best,
            one.code == answer.chosen,
        )
        for one in options_for(actor, told, told_before(actor, answer))
    )
    return AnswerPage(
        told,
        question(told),
        answer.right,
        options,
        rule_titles(told),
        citations(told.rules),
        of_the_agency=told.code not in vignettes(),
    )


@dataclass(frozen=True)
class MockRow:
    """One story in the result of a mock examination; `answer` is None where it was not answered in time."""

    title: str
    answer: LearningAnswer | None


def mock_rows(actor: Actor, mock: MockExam) -> list[MockRow]:
    """Return the stories of a mock examination with what was answered."""
    answers = {one.story: one for one in mock.answers.all()}
    told = stories_for(actor)
    return [MockRow(told[code].title, answers.get(code)) for code in mock.stories if code in told]
