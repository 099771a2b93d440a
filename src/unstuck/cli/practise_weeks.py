"""`unstuck practise --weeks`: a made-up person whose course answers to what is chosen, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

import typer

from unstuck.cli.practise_words import STOP, said, wrapped
from unstuck.errors import BadInput
from unstuck.guidance import Consideration
from unstuck.language import gettext as _
from unstuck.learning.rules import citations
from unstuck.learning.weeks.choices import CHOICES, Choice, choice_words
from unstuck.learning.weeks.course import Course, Point, advised_course, course
from unstuck.learning.weeks.known import known
from unstuck.learning.weeks.library import people
from unstuck.learning.weeks.person import MadeUpPerson
from unstuck.learning.weeks.reading import read_people
from unstuck.learning.weeks.words import (
    directions,
    ending_title,
    first_said,
    in_english,
    made_up,
    question,
    same_way,
    scores_in_words,
    way,
    where,
    with_advised,
)
from unstuck.reporting.words import state

LETTERS = "abcdefg"
LARGEST_SEED = 2**31


def practise_weeks(own: Path | None, person: str, seed: int | None, language: str) -> None:
    """Tell one person's course, ask at each point, and say at the end what the product would have said."""
    pool = people(language) if own is None else {one.code: one for one in read_people(own)}
    if person and person not in pool:
        raise BadInput(f"--person: expected one of {', '.join(pool)}, found {person}")
    random = Random(seed)  # noqa: S311 - who comes first is no secret
    chosen = pool[person or random.choice(list(pool))]
    chance = random.randrange(LARGEST_SEED) if seed is None else seed
    said([chosen.title, "", *wrapped("", chosen.story), "", *wrapped("", made_up())])
    made: list[Choice] = []
    while True:
        so_far = course(chosen, chance, made)
        if so_far.ending:
            said(_ended(so_far, advised_course(chosen, chance)))
            return
        said(_shown(chosen, so_far.now))
        answer = _answer()
        if answer is None:
            said(["", _("You stopped before the end. Nothing is kept.")])
            return
        made.append(answer)


def _shown(person: MadeUpPerson, point: Point) -> list[str]:
    lines = ["", where(point.week), *(line for text in point.told for line in wrapped("", text)), ""]
    lines += [*wrapped("", scores_in_words(person.instrument, point.scores)), *_scores(point)]
    lines += [f"  {about}: {what}" for about, what in known(point.facts)]
    lines += ["", question(person.name)]
    return lines + [f"  {letter}) {choice_words()[choice]}" for letter, choice in zip(LETTERS, CHOICES, strict=True)]


def _scores(point: Point) -> list[str]:
    return wrapped("  ", " ".join(map(str, point.scores)))


def _answer() -> Choice | None:
    """Return what was chosen, or None where the answers have come to an end."""
    letters: Mapping[str, Choice] = dict(zip(LETTERS, CHOICES, strict=True))
    while True:
        try:
            typed = input(_("Your answer (a to g; q stops): ")).strip().casefold()
        except EOFError:
            return None
        if typed == STOP:
            return None
        if typed in letters:
            return letters[typed]
        typer.echo(_("Type one of a to g. q stops."))


def _ended(own: Course, advised: Course) -> list[str]:
    person, ending = own.person, own.ending or "stopped"
    told = own.now.told if ending != "stopped" else ()
    lines = ["", where(own.now.week), *(line for text in told for line in wrapped("", text))]
    lines += ["", ending_title(ending), *wrapped("", person.endings.get(ending, "")), *_scores(own.now)]
    lines += ["", _("What was wrong"), *wrapped("", person.really)]
    lines += ["", with_advised(), *(wrapped("", same_way()) if way(own) == way(advised) else _way(advised))]
    lines += ["", _("What the product would have said, with what was known each time")]
    lines += wrapped("", in_english())
    for point in own.points:
        lines += _said(own, point)
    lines += ["", _("What the direction rests on")]
    lines += [line for text in directions(person) for line in wrapped("  ", text)]
    rules = tuple(hold.rule for hold in person.holds.values())
    lines += [line for source in citations(rules) for line in wrapped("  ", source)]
    return [*lines, *wrapped("", made_up()), _("These are things to consider. You and the client decide.")]


def _way(advised: Course) -> list[str]:
    steps = [line for text in way(advised) for line in wrapped("  - ", text)]
    ending = advised.ending or "stopped"
    return [*steps, f"{ending_title(ending)}.", *_scores(advised.now)]


def _said(own: Course, point: Point) -> list[str]:
    then = own.said(point)
    lines = ["", f"{where(point.week)}: {_(state(then.state).word)}"]
    lines += [line for reason in then.reasons for line in wrapped("  ", reason.text)]
    lines += _considered(then.steps)
    if point.choice:
        lines += wrapped("  ", _("You chose: {choice}").format(choice=choice_words()[point.choice]))
    for caution in then.cautions:
        lines += wrapped("  ", _("Pause on this: {title}.").format(title=_(caution.title)))
        lines += wrapped("     ", caution.reasons[0].text)
    return lines


def _considered(steps: Iterable[Consideration]) -> list[str]:
    lines = []
    for place, step in enumerate(steps, start=1):
        lines += wrapped(f"  {place}. ", _(step.title))
        lines += [line for reason in first_said(step, place) for line in wrapped("     ", reason)]
    return lines
