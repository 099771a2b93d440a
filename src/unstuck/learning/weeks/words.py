"""What is said around a course, on the site and in the terminal alike."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.guidance import Consideration
from unstuck.instruments import load
from unstuck.language import ENGLISH, spoken
from unstuck.language import gettext as _
from unstuck.learning.rules import every_rule
from unstuck.learning.weeks.choices import Choice, choice_words
from unstuck.learning.weeks.course import Course
from unstuck.learning.weeks.person import STEP_WEEKS, STEPS, Ending, MadeUpPerson


def made_up() -> str:
    """Return what everybody has to know of these courses."""
    person = _("The person is made up, and so is how far each choice moves the course: it rests on no estimate.")
    return f"{person} {_('Only which way it moves rests on a rule, named at the end.')}"


def where(week: int) -> str:
    """Return how far a course has come."""
    if week == 0:
        return _("The day you look at the scores")
    return _("{week} of {all} weeks later").format(week=week, all=STEP_WEEKS * STEPS)


def question(name: str) -> str:
    """Return what is asked at each point."""
    return _("What do you do in the next three weeks with {name}?").format(name=name)


def ending_title(ending: Ending) -> str:
    """Return how an ending is called."""
    return {
        "better": _("Clearly better"),
        "level": _("No clear change"),
        "worse": _("Clearly worse"),
        "left": _("Gone"),
        "stopped": _("Safety first"),
    }[ending]


def scores_in_words(instrument: str, scores: Sequence[int]) -> str:
    """Return weekly scores in a sentence: the ends, the range, and how the questionnaire counts.

    >>> scores_in_words("phq-9", [17, 18, 16])
    'PHQ-9, weekly, from 0 to 27, more is worse: first 17, latest 16, between 16 and 18.'
    """
    one = load(instrument)
    words = _("{name}, weekly, from {least} to {most}, more is worse: first {first}, latest {latest}, ")
    words += _("between {low} and {high}.")
    return words.format(
        name=one.id, least=f"{one.minimum:g}", most=f"{one.maximum:g}",
        first=scores[0], latest=scores[-1], low=min(scores), high=max(scores),
    )  # fmt: skip


def way(course: Course) -> tuple[str, ...]:
    """Return the choices of a course in words."""
    words = choice_words()
    taken: list[Choice] = [point.choice for point in course.points if point.choice]
    return tuple(words[choice] for choice in taken)


def directions(person: MadeUpPerson) -> tuple[str, ...]:
    """Return for each thing that held the person what it was and the rule that its direction rests on."""
    words = _("{says} Rule {code}: {title}.")
    rules = every_rule()
    return tuple(
        words.format(says=hold.says, code=hold.rule, title=_(rules[hold.rule].title)) for hold in person.holds.values()
    )


def with_advised() -> str:
    """Return what stands above the other course."""
    return _("With the steps that the rules advise first, and the same chance")


def in_english() -> str:
    """Return, where another language is spoken, that the product's own sentences are in English."""
    return (
        "" if spoken() == ENGLISH else _("The sentences themselves are in English, as on the pages about your clients.")
    )


def same_way() -> str:
    """Return what is said where both courses are one."""
    return _("You took the steps that the rules advise first.")


def first_said(step: Consideration, place: int) -> tuple[str, ...]:
    """Return why a step is advised: every reason of the first one, the first reason of the others."""
    return tuple(reason.text for reason in (step.reasons if place == 1 else step.reasons[:1]))
