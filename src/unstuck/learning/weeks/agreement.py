"""Whether a story over weeks and the pathway say the same, and whether its endings are those that can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from unstuck.instruments import load
from unstuck.learning.weeks.choices import CHOICES, Choice
from unstuck.learning.weeks.course import Standing, advised_course, after, course, middle_of_chance, opening
from unstuck.learning.weeks.person import STEPS, Ending, MadeUpPerson
from unstuck.simulation.scale import scale_of

Fault = tuple[str, str]
"""The field of a person, and what is wrong with it."""

SEED = 1
"""The chance with which the course that the pathway advises is tried."""

BEST_FIRST: tuple[Ending, ...] = ("better", "level", "worse", "left", "stopped")


def disagreements(person: MadeUpPerson) -> Iterator[Fault]:
    """Yield where a story says otherwise than the pathway or than its own numbers, by field."""
    yield from _endings(person)
    advised = advised_course(person, SEED)
    taken = [point.choice for point in advised.points if point.choice]
    for hold in person.holds.values():
        if hold.eased_by and not set(hold.eased_by) & set(taken):
            yield (
                f"holds.{hold.code}.eased_by",
                f"the rules advise {', '.join(taken)} along the way, and it is eased by {', '.join(hold.eased_by)}",
            )
    waiting = course(person, SEED, ["wait"] * STEPS).ending
    if advised.ending and waiting and BEST_FIRST.index(advised.ending) > BEST_FIRST.index(waiting):
        yield "held", f"with what the rules advise it ends {advised.ending}, and by waiting {waiting}: one is wrong"


def _endings(person: MadeUpPerson) -> Iterator[Fault]:
    reached = endings_reached(person)
    if len(reached) < 2:
        yield "endings", f"expected choices to lead to two endings or more, found {', '.join(reached)} alone"
    for ending in reached:
        if ending not in person.endings:
            yield f"endings.{ending}", "expected its text, as some choices lead to it, found nothing"
    for ending in person.endings:
        if ending not in reached:
            yield f"endings.{ending}", f"no choices lead to it (they lead to {', '.join(reached)}): leave it out"


def endings_reached(person: MadeUpPerson) -> dict[Ending, tuple[Choice, ...]]:
    """Return the endings that some choices lead to in the middle of chance, the best first, with choices that do."""
    scale, chance = scale_of(load(person.instrument)), middle_of_chance()
    found: dict[Ending, tuple[Choice, ...]] = {}
    waiting: list[Standing] = [opening(person, scale)]
    while waiting:
        now = waiting.pop()
        if now.ending:
            found.setdefault(now.ending, now.made)
            continue
        waiting += [after(person, now, choice, chance, scale) for choice in CHOICES]
    return {ending: found[ending] for ending in BEST_FIRST if ending in found}
